package postwarden.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import postwarden.Offender;
import postwarden.Pace;
import postwarden.Past;
import postwarden.StormBrake;

/**
 * Tells a storm: strikes of one kind from more offenders than is plausible, which is more likely
 * this server's own doing. Time is cut into stretches; a stretch with too many is stormy, and the
 * storm lasts until {@link #CALM} stretches in a row were not.
 *
 * <p>A function of the strikes so far and their own times. In memory is a bounded cache of what the
 * ledger knows, and over it what the turn at hand adds.
 */
final class Storms {
    /** What is plausible where nothing is known of the days before. */
    static final int UNKNOWN = 250;

    /** The least that is plausible. */
    static final int FLOOR = 20;

    /** So many times the busiest stretch of the days before is plausible. */
    static final int FACTOR = 3;

    /** A bound on memory, too: of a stretch no more are told apart. */
    private static final int CEILING = 10_000;

    private static final int DAYS = 7;
    private static final long CALM = 6;
    private static final int MOST_STRETCHES = 128;
    private static final int MOST_PACES = 4096;
    private static final long DAY_SECONDS = Duration.ofDays(1).toSeconds();

    /** Of strikes of any kind: the ledger knows something of that day. */
    private static final String ANY = "";

    private record Stretch(String kind, long number) {}

    private record Day(String kind, long number) {}

    private final StormBrake brake;
    private final Optional<Past> past;
    private final LinkedHashMap<Stretch, Set<Offender>> strikers =
            new LinkedHashMap<>(16, 0.75f, true);
    private final LinkedHashMap<Day, Integer> paces = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Stretch, Set<Offender>> addedStrikers = new HashMap<>();
    private final Map<Day, Integer> addedPaces = new HashMap<>();

    /** Of this turn's last strike. */
    private long lastDay = Long.MIN_VALUE;

    /** What was found last in this turn; it follows from the days before. */
    private Plausible plausible = Plausible.NONE;

    private record Plausible(String kind, long day, int most) {
        static final Plausible NONE = new Plausible("", Long.MIN_VALUE, 0);

        boolean isFor(String wanted, long wantedDay) {
            return day == wantedDay && kind.equals(wanted);
        }
    }

    Storms(StormBrake brake, Optional<Past> past) {
        this.brake = brake;
        this.past = past;
    }

    /** Every strike, whatever becomes of it. */
    void add(Instant time, Offender offender, Optional<String> kind) {
        long day = Math.floorDiv(time.getEpochSecond(), DAY_SECONDS);
        if (day != lastDay) {
            raise(new Day(ANY, day), 1);
            lastDay = day;
        }
        kind.ifPresent(each -> add(new Stretch(each, number(time)), offender));
    }

    boolean isOn(String kind, Instant time) {
        long last = number(time);
        return brake.on()
                && LongStream.rangeClosed(last - CALM, last)
                        .anyMatch(number -> isStormy(new Stretch(kind, number)));
    }

    List<Pace> addedPaces() {
        return addedPaces.entrySet().stream()
                .map(each -> new Pace(each.getKey().kind, each.getKey().number, each.getValue()))
                .toList();
    }

    void accept() {
        addedStrikers.forEach((stretch, offenders) -> known(stretch).addAll(offenders));
        addedPaces.forEach(this::keep);
        discard();
    }

    void discard() {
        addedStrikers.clear();
        addedPaces.clear();
        lastDay = Long.MIN_VALUE;
        plausible = Plausible.NONE;
    }

    private void add(Stretch stretch, Offender offender) {
        if (known(stretch).contains(offender) || isStormy(stretch)) {
            return;
        }
        boolean isNew =
                addedStrikers.computeIfAbsent(stretch, each -> new HashSet<>()).add(offender);
        if (isNew && !isStormy(stretch)) {
            raise(new Day(stretch.kind, day(stretch)), count(stretch));
        }
    }

    private void raise(Day day, int offenders) {
        if (offenders > pace(day)) {
            addedPaces.put(day, offenders);
            if (day.number < plausible.day) {
                plausible = Plausible.NONE;
            }
        }
    }

    private boolean isStormy(Stretch stretch) {
        int count = count(stretch);
        boolean isFew = brake.offenders().isEmpty() && count <= FLOOR;
        return !isFew && count > plausible(stretch);
    }

    private int count(Stretch stretch) {
        return known(stretch).size() + addedStrikers.getOrDefault(stretch, Set.of()).size();
    }

    private int plausible(Stretch stretch) {
        if (brake.offenders().isPresent()) {
            return brake.offenders().getAsInt();
        }
        long day = day(stretch);
        if (!plausible.isFor(stretch.kind, day)) {
            plausible = new Plausible(stretch.kind, day, plausible(stretch.kind, day));
        }
        return plausible.most;
    }

    private int plausible(String kind, long day) {
        boolean isKnown = false;
        int busiest = 0;
        for (long before = day - DAYS; before < day; before++) {
            isKnown |= pace(new Day(ANY, before)) > 0;
            busiest = Math.max(busiest, pace(new Day(kind, before)));
        }
        return isKnown ? Math.clamp((long) FACTOR * busiest, FLOOR, CEILING) : UNKNOWN;
    }

    private Set<Offender> known(Stretch stretch) {
        Set<Offender> known = strikers.get(stretch);
        if (known == null) {
            known = new HashSet<>(committed(stretch));
            strikers.put(stretch, known);
            if (past.isPresent() && strikers.size() > MOST_STRETCHES) {
                strikers.pollFirstEntry();
            }
        }
        return known;
    }

    private Set<Offender> committed(Stretch stretch) {
        Instant from = Instant.ofEpochSecond(stretch.number * seconds());
        return past.map(
                        each ->
                                each.strikers(
                                        stretch.kind, from, from.plus(brake.within()), CEILING + 1))
                .orElse(Set.of());
    }

    private int pace(Day day) {
        Integer added = addedPaces.get(day);
        if (added != null) {
            return added;
        }
        Integer known = paces.get(day);
        if (known == null) {
            known = past.map(each -> each.pace(day.kind, day.number)).orElse(0);
            keep(day, known);
        }
        return known;
    }

    private void keep(Day day, int offenders) {
        paces.put(day, offenders);
        if (past.isPresent() && paces.size() > MOST_PACES) {
            paces.pollFirstEntry();
        }
    }

    private long number(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), seconds());
    }

    private long day(Stretch stretch) {
        return Math.floorDiv(stretch.number * seconds(), DAY_SECONDS);
    }

    private long seconds() {
        return brake.within().toSeconds();
    }
}
