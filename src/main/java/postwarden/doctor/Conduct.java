package postwarden.doctor;

import java.util.HashSet;
import java.util.Set;

/** What an offender did within a day, and what that may be. Grows as entries are read. */
final class Conduct {
    /** A probe every hour, or more often. */
    private static final int PROBES = 24;

    /** Of the day's hours, more than these. */
    private static final int HALF = 12;

    /** Few clients have any. */
    private Set<String> users = Set.of();

    private int strikes;
    private int usersMails;
    private int mails;
    private int silences;
    private int dialogues;

    /** A bit for each hour with a silent session. */
    private int hours;

    void struck() {
        strikes++;
    }

    /**
     * @param hour of the day that is looked at, from 0 on
     */
    void did(Act act, int hour) {
        switch (act.kind()) {
            case MAIL -> {
                act.user().ifPresent(this::add);
                usersMails += act.user().isPresent() ? 1 : 0;
                mails++;
            }
            case SILENCE -> {
                silences++;
                hours |= 1 << hour;
            }
            case DIALOGUE -> dialogues++;
        }
    }

    private void add(String user) {
        users = users.isEmpty() ? new HashSet<>() : users;
        users.add(user);
    }

    int users() {
        return users.size();
    }

    /** How much of it there was. */
    int acts() {
        return mails + silences;
    }

    /**
     * Struck, and more than an attacker: users of this server send from it, or it brings more mail
     * that is accepted than what it is struck for.
     */
    boolean isShared() {
        return strikes > 0 && (!users.isEmpty() || mails > strikes);
    }

    /** Comes again and again, by day and by night, and wants nothing. */
    boolean isProbe() {
        return silences >= PROBES && Integer.bitCount(hours) > HALF && mails == 0 && dialogues == 0;
    }

    String sharing() {
        String struck = "was struck " + count(strikes, "time") + " within a day, and ";
        if (users.isEmpty()) {
            return struck
                    + count(mails, "mail")
                    + " from it were accepted: a ban keeps such mail out, too";
        }
        return struck
                + count(users.size(), "user")
                + " sent "
                + count(usersMails, "mail")
                + " from it: "
                + (users.size() > 1
                        ? "they share it (NAT?), and a ban shuts out all of them"
                        : "a user with a problem, or a stolen password");
    }

    String probing() {
        return "came "
                + count(silences, "time")
                + " in "
                + Integer.bitCount(hours)
                + " hours of a day and wanted nothing: monitoring? It was struck "
                + count(strikes, "time");
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
