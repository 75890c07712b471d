package postwarden.log;

import java.util.Locale;
import java.util.Optional;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** Found by SLF4J through META-INF/services. {@code $POSTWARDEN_LOG} sets the least level. */
public final class LogProvider implements SLF4JServiceProvider {
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter context = new NOPMDCAdapter();
    private LineLogger logger;

    @Override
    public void initialize() {
        boolean toJournal =
                Optional.ofNullable(System.getenv("JOURNAL_STREAM"))
                        .filter(JournalSink::isStderr)
                        .isPresent();
        logger =
                new LineLogger(toJournal ? new JournalSink() : new StderrSink(System.err), least());
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return name -> logger;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    private static Level least() {
        String wanted = System.getenv().getOrDefault("POSTWARDEN_LOG", "INFO");
        for (Level level : Level.values()) {
            if (level.name().equals(wanted.toUpperCase(Locale.ROOT))) {
                return level;
            }
        }
        return Level.INFO;
    }
}
