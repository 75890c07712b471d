package postwarden.rules;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that somebody probably meant. */
final class Spelling {
    private Spelling() {}

    /** {@code ; did you mean 'maxRetry'?}, or nothing if no word is near. */
    static String hint(String written, Collection<String> words) {
        return nearest(written, words).map(word -> "; did you mean '" + word + "'?").orElse("");
    }

    private static Optional<String> nearest(String written, Collection<String> words) {
        int far = Math.max(1, written.length() / 3);
        return words.stream()
                .filter(word -> distance(written, word) <= far)
                .sorted()
                .min(Comparator.comparingInt(word -> distance(written, word)));
    }

    /** How many letters must be changed, added, left out; case does not count. */
    private static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, 1 + Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
