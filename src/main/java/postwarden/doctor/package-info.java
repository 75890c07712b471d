/**
 * Looks at all that guarding needs, beside the daemon or without it, and changes nothing. What each
 * examination finds is a {@link postwarden.doctor.Diagnosis}, with the command that mends it.
 */
package postwarden.doctor;
