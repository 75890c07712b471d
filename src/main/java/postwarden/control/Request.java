package postwarden.control;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Objects;

/** What can be asked of the daemon. Addresses and durations are text, as the caller wrote them. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "command")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Request.Status.class, name = "status"),
    @JsonSubTypes.Type(value = Request.Bans.class, name = "bans"),
    @JsonSubTypes.Type(value = Request.Ban.class, name = "ban"),
    @JsonSubTypes.Type(value = Request.Unban.class, name = "unban"),
    @JsonSubTypes.Type(value = Request.Why.class, name = "why"),
    @JsonSubTypes.Type(value = Request.Reload.class, name = "reload"),
})
public sealed interface Request {
    record Status() implements Request {}

    /**
     * The bans.
     *
     * @param all also those that are over or lifted
     */
    record Bans(boolean all) implements Request {}

    /**
     * A ban by hand.
     *
     * @param duration empty: the default banTime
     * @param force although it holds a friend
     */
    record Ban(String address, String duration, String reason, boolean force) implements Request {
        public Ban {
            Objects.requireNonNull(address, "address is missing");
        }
    }

    record Unban(List<String> addresses) implements Request {
        public Unban {
            Objects.requireNonNull(addresses, "addresses is missing");
            addresses = List.copyOf(addresses);
        }
    }

    record Why(String address) implements Request {
        public Why {
            Objects.requireNonNull(address, "address is missing");
        }
    }

    /**
     * Rules and configuration anew.
     *
     * @param drop lift the bans of jails that are no longer there
     */
    record Reload(boolean drop) implements Request {}
}
