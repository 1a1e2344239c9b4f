package org.vanta.appliance.store;

import java.io.IOException;
import java.net.BindException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** The appliance can't start; the message is one sentence for the operator that names the remedy. Nothing was changed. */
public final class StartRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean mayPass;

    /** What is in the way stays until somebody changes something. */
    public StartRefusal(String sentence) {
        this(sentence, null);
    }

    /** What is in the way stays until somebody changes something. */
    public StartRefusal(String sentence, @Nullable Throwable cause) {
        this(sentence, cause, false);
    }

    private StartRefusal(String sentence, @Nullable Throwable cause, boolean mayPass) {
        super(sentence, cause);
        this.mayPass = mayPass;
    }

    /** What is in the way may go by itself: a server that is not up yet, a disk that is full, an address that is not there yet. */
    public static StartRefusal passing(String sentence, @Nullable Throwable cause) {
        return new StartRefusal(sentence, cause, true);
    }

    /** A file or folder that does not take or give what it should: it may pass, unless it is another kind of thing or not ours. */
    public static StartRefusal ofFile(String sentence, Exception cause) {
        boolean stays = cause instanceof AccessDeniedException
                || cause instanceof FileAlreadyExistsException
                || cause instanceof NoSuchFileException
                || !(cause instanceof IOException);
        return new StartRefusal(sentence, cause, !stays);
    }

    /** A port that can't be had: another program may let go of it, and an interface may come up; one that only root may have stays that. */
    public static StartRefusal ofPort(String sentence, @Nullable Throwable why, Exception cause) {
        boolean mayPass = why instanceof UnresolvedAddressException
                || why instanceof BindException
                        && !String.valueOf(why.getMessage()).contains("denied");
        return new StartRefusal(sentence, cause, mayPass);
    }

    /** Whether the same start may do later, as everything is set now. */
    public boolean mayPass() {
        return mayPass;
    }
}
