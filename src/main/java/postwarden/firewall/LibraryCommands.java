package postwarden.firewall;

import static postwarden.firewall.LibNftables.NFT_CTX_DEFAULT;
import static postwarden.firewall.LibNftables.NFT_CTX_OUTPUT_JSON;

import com.sun.jna.Pointer;
import java.util.Arrays;
import java.util.Optional;
import postwarden.FirewallException;

/**
 * Commands run in this process, by libnftables. That the input is JSON is told by the output flag:
 * flags for the input came only with libnftables 1.0.7.
 */
final class LibraryCommands implements NftCommands {
    private final Pointer context;

    private LibraryCommands(Pointer context) {
        this.context = context;
    }

    /** Empty where there is no libnftables. */
    static Optional<NftCommands> open() {
        try {
            Pointer context = LibNftables.nft_ctx_new(NFT_CTX_DEFAULT);
            if (context == null) {
                throw new FirewallException("nft_ctx_new: no context");
            }
            LibNftables.nft_ctx_output_set_flags(context, NFT_CTX_OUTPUT_JSON);
            if (LibNftables.nft_ctx_buffer_output(context) != 0
                    || LibNftables.nft_ctx_buffer_error(context) != 0) {
                LibNftables.nft_ctx_free(context);
                throw new FirewallException("nft_ctx_buffer_output: no buffer");
            }
            return Optional.of(new LibraryCommands(context));
        } catch (LinkageError absent) {
            return Optional.empty();
        }
    }

    @Override
    public void run(byte[] json) {
        byte[] terminated = Arrays.copyOf(json, json.length + 1);
        int result = LibNftables.nft_run_cmd_from_buffer(context, terminated);
        // Both buffers are read each time: reading is what empties them.
        String error = text(LibNftables.nft_ctx_get_error_buffer(context));
        text(LibNftables.nft_ctx_get_output_buffer(context));
        if (result != 0) {
            throw new FirewallException(NftError.sentence(error));
        }
    }

    @Override
    public void close() {
        LibNftables.nft_ctx_free(context);
    }

    private static String text(Pointer buffer) {
        return buffer == null ? "" : buffer.getString(0, "UTF-8");
    }
}
