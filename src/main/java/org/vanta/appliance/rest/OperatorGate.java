package org.vanta.appliance.rest;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.vanta.appliance.gossip.GossipConfig;

/**
 * Lets the operator in: who shows the admin token, or who asks from this machine itself. A request that came through a proxy or from a web page
 * is not from this machine, whatever its address says; nor is one under another name, which a page elsewhere could point here.
 */
@Singleton
final class OperatorGate {
    private static final String BEARER = "Bearer ";
    private static final List<String> SENT_ON = List.of("Forwarded", "X-Forwarded-For", "X-Real-IP", "Origin");
    private static final List<String> OWN_NAMES = List.of("localhost", "127.0.0.1", "::1", "[::1]");

    private final Optional<byte[]> token;

    OperatorGate(GossipConfig config) {
        token = config.adminToken()
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    /** Ends the request with {@link ProblemCode#FORBIDDEN} unless it is the operator's. */
    void check(HttpServerRequest request) {
        if (!showsToken(request) && !isLocal(request)) {
            throw new ProblemException(
                    ProblemCode.FORBIDDEN,
                    null,
                    "ask from the appliance's own machine, or with VANTA_GOSSIP_ADMIN_TOKEN as bearer token");
        }
    }

    private boolean showsToken(HttpServerRequest request) {
        String shown = request.getHeader("Authorization");
        return token.isPresent()
                && shown != null
                && shown.startsWith(BEARER)
                && MessageDigest.isEqual(
                        shown.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8), token.get());
    }

    private static boolean isLocal(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        // HTTP/2 has no Host header; the authority is of either.
        HostAndPort named = request.authority();
        if (remote == null || remote.hostAddress() == null || named == null) {
            return false;
        }
        return InetAddress.ofLiteral(remote.hostAddress()).isLoopbackAddress()
                && OWN_NAMES.contains(named.host())
                && SENT_ON.stream().noneMatch(request.headers()::contains);
    }
}
