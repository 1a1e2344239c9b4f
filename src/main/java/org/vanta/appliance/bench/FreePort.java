package org.vanta.appliance.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** A port for a server that does not tell which one it took. */
public final class FreePort {
    private static final int FIRST = 10_000;
    /** The first of those that a system gives to outgoing connections, one of which could have it before the server does. */
    private static final int END = 32_768;

    private FreePort() {}

    /** One that nobody has now. */
    public static int choose() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            try (ServerSocket free = new ServerSocket(port)) {
                return free.getLocalPort();
            } catch (IOException e) {
                // In use: another one.
            }
        }
    }
}
