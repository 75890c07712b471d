package postwarden.rules;

/** Where words may stand. */
enum Block {
    FILE("a rule file"),
    JAIL("a jail"),
    RULE("a rule"),
    FORGIVE("a forgive block");

    private final String text;

    Block(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
