package postwarden.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import postwarden.Refusal;

/**
 * The daemon's answer.
 *
 * @param result null when refused
 * @param refused the {@link Refusal}'s sentence, null when not
 * @param kind the refusal's kind
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Reply(JsonNode result, String refused, Refusal.Kind kind) {}
