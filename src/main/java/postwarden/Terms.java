package postwarden;

/**
 * On which terms the strikes of a rule count.
 *
 * @param window which of a jail's windows they are in: its name, or, for a rule that counts by
 *     itself, {@code jail/rule}
 * @param observed counted and reported, but nobody is banned
 */
public record Terms(String window, Policy policy, boolean observed) {
    /** Those of a jail's rules that say nothing else. */
    public static Terms of(String jail, Policy policy) {
        return new Terms(jail, policy, false);
    }
}
