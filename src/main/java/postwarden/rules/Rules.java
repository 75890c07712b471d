package postwarden.rules;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import postwarden.Refusal;

/**
 * Reads rule files into a rule book: compiled or taken from the cache, linted, their examples run.
 * Safe for any thread; takes seconds where it must compile, so never call it on the watch.
 */
public final class Rules {
    private static final int MOST_BYTES = 1 << 20;

    private final Readers readers;
    private final Optional<ClassCache> cache;

    /**
     * @param cache the directory where compiled files are kept between starts; empty: nowhere
     */
    public Rules(Readers readers, Optional<Path> cache) {
        this(readers, cache.stream().toList());
    }

    /**
     * @param caches directories of compiled files; what is new is kept in the first
     */
    public Rules(Readers readers, List<Path> caches) {
        this.readers = readers;
        this.cache =
                caches.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new ClassCache(caches, Custody.rootOrCaller()));
    }

    /** The book, or a {@link Refusal} that names the first error and counts the others. */
    public CompiledBook load(List<Path> files) {
        Reading reading = read(files);
        return reading.book().orElseThrow(() -> refusal(reading.problems()));
    }

    /** The book if there is no error, and everything there is to say about the files. */
    public Reading read(List<Path> files) {
        Draft draft = new Draft();
        for (Path file : files) {
            draft.begin(file.toString());
            text(file, draft).ifPresent(text -> run(text, draft));
        }
        return draft.hasErrors()
                ? new Reading(Optional.empty(), draft.problems())
                : new Reading(
                        Optional.of(new CompiledBook(draft.jails(), draft.passages().texts())),
                        draft.problems());
    }

    private Optional<String> text(Path file, Draft draft) {
        try {
            Optional<String> objection = custody().objection(file);
            if (objection.isPresent()) {
                draft.error(
                        objection.get()
                                + ": a rule file must be root's, and writable by nobody else");
                return Optional.empty();
            }
            if (readers == Readers.TOOLS) {
                Custody.notRootAlone(file)
                        .ifPresent(why -> draft.warn(0, 0, why + ": the daemon will not read it"));
            }
            if (Files.size(file) > MOST_BYTES) {
                draft.error("is longer than " + MOST_BYTES + " bytes");
                return Optional.empty();
            }
            return Optional.of(Files.readString(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            draft.error("there is no such file");
        } catch (AccessDeniedException e) {
            draft.error("cannot be read: no permission for " + e.getFile());
        } catch (CharacterCodingException e) {
            draft.error("is not UTF-8 text");
        } catch (IOException e) {
            draft.error("cannot be read: " + e.getClass().getSimpleName() + " " + e.getMessage());
        }
        return Optional.empty();
    }

    private Custody custody() {
        return switch (readers) {
            case DAEMON -> Custody.rootAlone();
            case TOOLS -> Custody.rootOrCaller().allowingGroups();
        };
    }

    private void run(String text, Draft draft) {
        draft.read(text);
        Optional<Map<String, byte[]>> kept = cache.flatMap(each -> each.find(text));
        if (kept.isPresent()) {
            RuleClassLoader.run(kept.get(), draft);
            return;
        }
        List<Problem> problems = new ArrayList<>();
        Map<String, byte[]> classes = RuleCompiler.compile(draft.file(), text, problems);
        problems.forEach(draft::add);
        if (!classes.isEmpty()) {
            RuleClassLoader.run(classes, draft);
        }
        if (!classes.isEmpty() && problems.isEmpty()) {
            cache.ifPresent(each -> each.keep(text, classes));
        }
    }

    private static Refusal refusal(List<Problem> problems) {
        List<Problem> errors = problems.stream().filter(Problem::isError).toList();
        String more = errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more)";
        return new Refusal(Refusal.Kind.BAD_INPUT, errors.getFirst() + more);
    }
}
