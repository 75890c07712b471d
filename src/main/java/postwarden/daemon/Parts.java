package postwarden.daemon;

import java.time.InstantSource;
import postwarden.Ledger;
import postwarden.engine.Warden;
import postwarden.friends.FriendWatch;

/** What the watch works with. Its thread only, but for the friends and the clock. */
record Parts(
        Warden warden,
        Ledger ledger,
        Follower reading,
        Enforcement enforcement,
        FriendWatch friends,
        Leaks leaks,
        Totals totals,
        Copies copies,
        Sight sight,
        InstantSource clock) {}
