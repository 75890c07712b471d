package postwarden.daemon;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import postwarden.Refusal;

/** Waits for another thread's answer; what that thread refused is refused here. */
final class Answers {
    private Answers() {}

    static <T> T await(Future<T> answer, long patienceSeconds) {
        try {
            return answer.get(patienceSeconds, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new IllegalStateException(failed.getCause());
        } catch (TimeoutException late) {
            throw new Refusal(
                    Refusal.Kind.UNAVAILABLE,
                    "the daemon did not answer within "
                            + patienceSeconds
                            + " s; 'postwarden status' tells");
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new Refusal(Refusal.Kind.UNAVAILABLE, "the daemon is stopping");
        }
    }
}
