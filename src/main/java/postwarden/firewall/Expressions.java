package postwarden.firewall;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Optional;
import postwarden.Address;

/** The expressions of libnftables-json(5) that the rules are made of. */
final class Expressions {
    private Expressions() {}

    /** The packet's source address, masked or whole, is in the set. */
    static void source(JsonGenerator json, KernelSet set, Optional<Address> mask)
            throws IOException {
        startMatch(json, "==");
        String protocol = set.isIpv4() ? "ip" : "ip6";
        if (mask.isEmpty()) {
            payload(json, protocol, "saddr");
        } else {
            json.writeArrayFieldStart("&");
            json.writeStartObject();
            payload(json, protocol, "saddr");
            json.writeEndObject();
            json.writeString(set.format(mask.get()));
            json.writeEndArray();
        }
        json.writeEndObject();
        json.writeStringField("right", "@" + set.text());
        endMatch(json);
    }

    /** Up to and into the left side's object. */
    static void startMatch(JsonGenerator json, String operator) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("match");
        json.writeStringField("op", operator);
        json.writeObjectFieldStart("left");
    }

    static void endMatch(JsonGenerator json) throws IOException {
        json.writeEndObject();
        json.writeEndObject();
    }

    static void payload(JsonGenerator json, String protocol, String field) throws IOException {
        json.writeObjectFieldStart("payload");
        json.writeStringField("protocol", protocol);
        json.writeStringField("field", field);
        json.writeEndObject();
    }

    static void verdict(JsonGenerator json, String name) throws IOException {
        json.writeStartObject();
        json.writeNullField(name);
        json.writeEndObject();
    }
}
