package postwarden.firewall;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Optional;
import java.util.SortedSet;
import postwarden.Address;

/** One rule of the chain. */
sealed interface ChainRule {
    /** The expressions of libnftables-json(5). */
    void write(JsonGenerator json) throws IOException;

    /** Friends leave the chain before anything can drop them. */
    record LetThrough(KernelSet friends) implements ChainRule {
        @Override
        public void write(JsonGenerator json) throws IOException {
            Expressions.source(json, friends, Optional.empty());
            Expressions.verdict(json, "return");
        }
    }

    /** Everything but TCP leaves the chain. */
    record OnlyTcp() implements ChainRule {
        @Override
        public void write(JsonGenerator json) throws IOException {
            Expressions.startMatch(json, "!=");
            json.writeObjectFieldStart("meta");
            json.writeStringField("key", "l4proto");
            json.writeEndObject();
            json.writeEndObject();
            json.writeStringField("right", "tcp");
            Expressions.endMatch(json);
            Expressions.verdict(json, "return");
        }
    }

    /** TCP to other ports leaves the chain; a later fragment, which names no port, does not. */
    record OnlyPorts(SortedSet<Integer> ports) implements ChainRule {
        @Override
        public void write(JsonGenerator json) throws IOException {
            Expressions.startMatch(json, "!=");
            Expressions.payload(json, "tcp", "dport");
            json.writeEndObject();
            json.writeObjectFieldStart("right");
            json.writeArrayFieldStart("set");
            for (int port : ports) {
                json.writeNumber(port);
            }
            json.writeEndArray();
            json.writeEndObject();
            Expressions.endMatch(json);
            Expressions.verdict(json, "return");
        }
    }

    /**
     * Members are dropped, and counted.
     *
     * @param mask what is left of a packet's address before the set is asked
     */
    record Drop(KernelSet set, Optional<Address> mask) implements ChainRule {
        @Override
        public void write(JsonGenerator json) throws IOException {
            Expressions.source(json, set, mask);
            Expressions.verdict(json, "counter");
            Expressions.verdict(json, "drop");
        }
    }
}
