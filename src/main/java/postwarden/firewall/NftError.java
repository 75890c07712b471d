package postwarden.firewall;

/** What nft writes when it fails. */
final class NftError {
    private static final String MARK = "Error: ";

    private NftError() {}

    /** The first error without its place: in JSON there is none worth telling. */
    static String sentence(String output) {
        String first = output.lines().findFirst().orElse("no word from nft");
        int mark = first.indexOf(MARK);
        return mark < 0 ? first : first.substring(mark + MARK.length());
    }
}
