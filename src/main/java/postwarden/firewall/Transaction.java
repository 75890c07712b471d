package postwarden.firewall;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;

/**
 * Commands that the kernel carries out all at once or not at all, in the JSON of
 * libnftables-json(5). Elements of one set go in one command: libnftables looks a set up for each.
 */
final class Transaction {
    static final String TABLE = "postwarden";
    static final String CHAIN = "prerouting";

    private static final JsonFactory FACTORY = new JsonFactory();

    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private final JsonGenerator json;
    private boolean empty = true;

    /** What is inside the braces of an object. */
    interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    Transaction() {
        try {
            json = FACTORY.createGenerator(text);
            json.writeStartObject();
            json.writeArrayFieldStart("nftables");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One command: {@code {"add": {"table": {"family": "inet", …}}}}. */
    void command(String verb, String kind, Body body) {
        try {
            json.writeStartObject();
            json.writeObjectFieldStart(verb);
            json.writeObjectFieldStart(kind);
            json.writeStringField("family", "inet");
            body.write(json);
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndObject();
            empty = false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void set(String verb, KernelSet set, Body body) {
        command(
                verb,
                "set",
                object -> {
                    object.writeStringField("table", TABLE);
                    object.writeStringField("name", set.text());
                    body.write(object);
                });
    }

    void elements(String verb, KernelSet set, Collection<Element> elements) {
        if (elements.isEmpty()) {
            return;
        }
        command(
                verb,
                "element",
                object -> {
                    object.writeStringField("table", TABLE);
                    object.writeStringField("name", set.text());
                    object.writeArrayFieldStart("elem");
                    for (Element element : elements) {
                        write(element);
                    }
                    object.writeEndArray();
                });
    }

    boolean isEmpty() {
        return empty;
    }

    byte[] end() {
        try {
            json.writeEndArray();
            json.writeEndObject();
            json.close();
            return text.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(Element element) throws IOException {
        if (element.seconds() == 0) {
            writeRange(element);
            return;
        }
        json.writeStartObject();
        json.writeObjectFieldStart("elem");
        json.writeFieldName("val");
        writeRange(element);
        json.writeNumberField("timeout", element.seconds());
        json.writeEndObject();
        json.writeEndObject();
    }

    private void writeRange(Element element) throws IOException {
        String first = element.set().format(element.first());
        if (element.first().equals(element.last())) {
            json.writeString(first);
            return;
        }
        json.writeStartObject();
        json.writeArrayFieldStart("range");
        json.writeString(first);
        json.writeString(element.set().format(element.last()));
        json.writeEndArray();
        json.writeEndObject();
    }
}
