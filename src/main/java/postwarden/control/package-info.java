/**
 * The control socket, both ends, and the shapes of what goes over it. One request and one reply a
 * connection, each one line of JSON.
 */
package postwarden.control;
