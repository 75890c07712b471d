/**
 * Who is never banned, and where that is known from: the allow list, this host, Postfix's {@code
 * mynetworks}, whoever is logged in from afar. {@link postwarden.friends.FriendWatch} keeps it up
 * to date beside the watch.
 */
package postwarden.friends;
