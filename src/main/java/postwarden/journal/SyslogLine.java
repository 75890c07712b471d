package postwarden.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import postwarden.Entry;

/**
 * A line of a mail log: time, host, {@code identifier[pid]: message}. Without an identifier all
 * that follows the host is the message.
 *
 * @param isCut whether the message is longer than {@link Entry#MESSAGE_BYTES}
 */
record SyslogLine(Instant time, String identifier, String message, boolean isCut) {
    private static final Pattern HOST = Pattern.compile("\\S+ ");
    private static final Pattern TAG = Pattern.compile("([^\\s:\\[]+)(?:\\[[^]\\s]*\\])?: ?");

    static Optional<SyslogLine> parse(byte[] line, int length, SyslogTime times) {
        // A byte is a character, so that places in one are places in the other.
        String text = new String(line, 0, length, ISO_8859_1);
        Optional<SyslogTime.Stamp> stamp = times.parse(text);
        if (stamp.isEmpty()) {
            return Optional.empty();
        }
        Matcher host = HOST.matcher(text).region(stamp.get().end(), length);
        if (!host.lookingAt()) {
            return Optional.empty();
        }
        Matcher tag = TAG.matcher(text).region(host.end(), length);
        boolean isTagged = tag.lookingAt();
        int start = isTagged ? tag.end() : host.end();
        return Optional.of(
                new SyslogLine(
                        stamp.get().time(),
                        isTagged ? tag.group(1) : "",
                        new String(
                                line, start, Math.min(length - start, Entry.MESSAGE_BYTES), UTF_8),
                        length - start > Entry.MESSAGE_BYTES));
    }
}
