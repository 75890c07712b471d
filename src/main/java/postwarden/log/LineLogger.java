package postwarden.log;

import java.util.List;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/** One event, one line: a stack trace never reaches the log, only its first sentence does. */
final class LineLogger extends LegacyAbstractLogger implements LoggingEventAware {
    private static final long serialVersionUID = 1;

    private final transient Sink sink;
    private final Level least;

    LineLogger(Sink sink, Level least) {
        this.sink = sink;
        this.least = least;
    }

    @Override
    public void log(LoggingEvent event) {
        if (!isOn(event.getLevel())) {
            return;
        }
        String message =
                MessageFormatter.basicArrayFormat(event.getMessage(), event.getArgumentArray());
        sink.write(
                event.getLevel(),
                sentence(message, event.getThrowable()),
                event.getKeyValuePairs() == null ? List.of() : event.getKeyValuePairs());
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level, Marker marker, String pattern, Object[] arguments, Throwable throwable) {
        String message = MessageFormatter.basicArrayFormat(pattern, arguments);
        sink.write(level, sentence(message, throwable), List.of());
    }

    @Override
    protected String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    public boolean isTraceEnabled() {
        return isOn(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return isOn(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return isOn(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return isOn(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return isOn(Level.ERROR);
    }

    private boolean isOn(Level level) {
        return level.toInt() >= least.toInt();
    }

    private static String sentence(String message, Throwable cause) {
        if (cause == null) {
            return message;
        }
        return message + ": " + (cause.getMessage() == null ? cause : cause.getMessage());
    }
}
