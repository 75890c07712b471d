package postwarden.rules;

import java.util.List;

/** Where a rule reads a named part of the entry, and with which word. */
record PartUse(String word, String part, int line, int column) {
    void check(List<EntryPattern> forms, Draft draft) {
        if (forms.stream().noneMatch(form -> form.hasPart(part))) {
            List<String> parts = forms.stream().flatMap(form -> form.parts().stream()).toList();
            draft.error(
                    line,
                    column,
                    "no pattern of this rule has a part (?<"
                            + part
                            + ">…)"
                            + Spelling.hint(part, parts));
            return;
        }
        boolean everywhere = forms.stream().allMatch(form -> form.hasPart(part));
        if (word.equals("countBy") && !everywhere) {
            draft.error(
                    line, column, "each pattern of this rule needs the part (?<" + part + ">…)");
        }
        boolean digits =
                forms.stream()
                        .filter(form -> form.hasPart(part))
                        .allMatch(form -> form.isNumber(part));
        if (word.equals("number") && !digits) {
            draft.error(line, column, "'" + part + "' is no number: write (?<" + part + ">[0-9]+)");
        }
    }
}
