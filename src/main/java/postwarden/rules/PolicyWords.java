package postwarden.rules;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import postwarden.BanTime;
import postwarden.Policy;

/** What a jail or a rule says of its own policy. */
final class PolicyWords {
    private final Draft draft;
    private Optional<Integer> maxRetry = Optional.empty();
    private Optional<Duration> findTime = Optional.empty();
    private Optional<BanTime> banTime = Optional.empty();

    PolicyWords(Draft draft) {
        this.draft = draft;
    }

    void maxRetry(int strikes) {
        check(() -> new Policy(strikes, Duration.ofDays(1), Duration.ofDays(1)))
                .ifPresent(policy -> maxRetry = Optional.of(strikes));
    }

    void findTime(Duration time) {
        check(() -> new Policy(1, time, Duration.ofDays(1)))
                .ifPresent(policy -> findTime = Optional.of(time));
    }

    /**
     * @param growth {@code factor}, {@code most} and {@code forget}, or nothing; the {@link
     *     Grammar} has seen to their types
     */
    void banTime(Map<String, ?> growth, Duration first) {
        check(() -> new BanTime(first, growth(growth)))
                .ifPresent(time -> banTime = Optional.of(time));
    }

    boolean isEmpty() {
        return maxRetry.isEmpty() && findTime.isEmpty() && banTime.isEmpty();
    }

    /** What is not said here is as in {@code base}. */
    Policy over(Policy base) {
        return new Policy(
                maxRetry.orElse(base.maxRetry()),
                findTime.orElse(base.findTime()),
                banTime.orElse(base.banTime()));
    }

    private static Optional<BanTime.Growth> growth(Map<String, ?> growth) {
        return growth.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new BanTime.Growth(
                                (Integer) growth.get("factor"),
                                (Duration) growth.get("most"),
                                (Duration) growth.get("forget")));
    }

    private <T> Optional<T> check(Supplier<T> attempt) {
        try {
            return Optional.of(attempt.get());
        } catch (IllegalArgumentException e) {
            draft.error(e.getMessage());
            return Optional.empty();
        }
    }
}
