package org.vanta.appliance.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** How the node knows us: HTTP basic authentication with a password of ours or with the node's own cookie. */
public sealed interface Credentials {
    /** The {@code Authorization} header, or why there is none. */
    NodeReply<String> authorization();

    /** A user and a password from the node's configuration ({@code rpcauth}). */
    record Password(String user, String password) implements Credentials {
        @Override
        public NodeReply<String> authorization() {
            return new NodeReply.Ok<>(basic(user + ":" + password));
        }

        @Override
        public String toString() {
            return "Password[user=" + user + "]";
        }
    }

    /**
     * The file {@code .cookie} that the node writes anew at each of its starts ({@code user:password} in one line). It is read for each call,
     * so a restarted node is known again at once.
     */
    record CookieFile(Path path) implements Credentials {
        private static final int BYTES_MAX = 1024;

        @Override
        public NodeReply<String> authorization() {
            try {
                if (Files.size(path) > BYTES_MAX) {
                    return unreadable("is longer than " + BYTES_MAX + " bytes, so it is no cookie");
                }
                String cookie = Files.readString(path, StandardCharsets.UTF_8).strip();
                return cookie.indexOf(':') > 0
                        ? new NodeReply.Ok<>(basic(cookie))
                        : unreadable("does not hold user:password");
            } catch (IOException e) {
                return unreadable("can't be read (" + e.getClass().getSimpleName()
                        + "); is the node running, and may this user read the file?");
            }
        }

        private NodeReply<String> unreadable(String why) {
            return new NodeReply.Failed<>(new NodeFailure.Unauthorized("the node's cookie file " + path + " " + why));
        }
    }

    private static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }
}
