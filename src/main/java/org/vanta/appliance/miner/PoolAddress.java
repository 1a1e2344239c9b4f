package org.vanta.appliance.miner;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** Where a pool listens: {@code stratum+tcp://host:port}. */
public record PoolAddress(String host, int port) {
    private static final String SCHEME = "stratum+tcp";

    /** @throws IllegalArgumentException naming what is wrong and the form expected */
    public static PoolAddress parse(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw expected(url, e);
        }
        String path = uri.getRawPath();
        boolean bare = (path == null || path.isEmpty() || path.equals("/"))
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null
                && uri.getRawUserInfo() == null;
        if (!SCHEME.equals(uri.getScheme())
                || uri.getHost() == null
                || uri.getPort() < 1
                || uri.getPort() > 65_535
                || !bare) {
            throw expected(url, null);
        }
        return new PoolAddress(uri.getHost(), uri.getPort());
    }

    private static IllegalArgumentException expected(String url, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "pool address \"" + url + "\" is not of the form " + SCHEME + "://host:port", cause);
    }

    @Override
    public String toString() {
        return SCHEME + "://" + host + ":" + port;
    }
}
