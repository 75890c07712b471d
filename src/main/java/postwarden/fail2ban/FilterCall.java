package postwarden.fail2ban;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import postwarden.Refusal;

/** A filter with its parameters, as a jail names it: {@code postfix[mode=aggressive]}. */
record FilterCall(String name, Map<String, String> parameters) {
    private static final Pattern CALL = Pattern.compile("(?s)([^\\[]+)(?:\\[(.*)\\])?\\s*");
    private static final Pattern PARAMETER =
            Pattern.compile(
                    "\\s*([\\w.-]+)\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^,\\]]*))\\s*(?:,|\\]\\s*\\[|$)");

    static FilterCall parse(String text, String place) {
        Matcher call = CALL.matcher(text.strip());
        if (!call.matches()) {
            throw refusal(text, place);
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        String list = call.group(2) == null ? "" : call.group(2).strip();
        Matcher parameter = PARAMETER.matcher(list);
        int end = 0;
        while (end < list.length()) {
            if (!parameter.find(end) || parameter.start() != end) {
                throw refusal(text, place);
            }
            parameters.put(parameter.group(1), value(parameter).strip());
            end = parameter.end();
        }
        return new FilterCall(call.group(1).strip(), parameters);
    }

    private static String value(Matcher parameter) {
        for (int group = 2; group < 4; group++) {
            if (parameter.group(group) != null) {
                return parameter.group(group);
            }
        }
        return parameter.group(4);
    }

    private static Refusal refusal(String text, String place) {
        return new Refusal(
                Refusal.Kind.BAD_INPUT,
                place + ": '" + text + "' is no filter with parameters, such as sshd[mode=extra]");
    }

    /** As it is written. */
    @Override
    public String toString() {
        if (parameters.isEmpty()) {
            return name;
        }
        return name
                + "["
                + String.join(
                        ", ",
                        parameters.entrySet().stream()
                                .map(each -> each.getKey() + "=" + each.getValue())
                                .toList())
                + "]";
    }
}
