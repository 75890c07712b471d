package postwarden;

import java.util.Map;
import java.util.OptionalInt;

/** Whose entries are believed. */
public sealed interface Trust {
    boolean believes(Jail jail, OptionalInt owner);

    /** For history from elsewhere, whose numbers mean nothing here. */
    record Anyone() implements Trust {
        @Override
        public boolean believes(Jail jail, OptionalInt owner) {
            return true;
        }
    }

    /** For a journal from elsewhere, where Postfix's user had this number. */
    record Owner(int number) implements Trust {
        @Override
        public boolean believes(Jail jail, OptionalInt owner) {
            return owner.isPresent() && owner.getAsInt() == number;
        }
    }

    /** Each jail's own users; a name without a number here is believed by nobody. */
    record JailUsers(Map<String, Integer> numbers) implements Trust {
        public JailUsers {
            numbers = Map.copyOf(numbers);
        }

        @Override
        public boolean believes(Jail jail, OptionalInt owner) {
            return jail.users().isEmpty()
                    || jail.users().stream()
                            .anyMatch(user -> owner.isPresent() && owner.equals(number(user)));
        }

        private OptionalInt number(String user) {
            Integer number = numbers.get(user);
            return number == null ? OptionalInt.empty() : OptionalInt.of(number);
        }
    }
}
