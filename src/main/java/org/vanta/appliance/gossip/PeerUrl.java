package org.vanta.appliance.gossip;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.vanta.appliance.bytes.ByteReader;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.gossip.core.Content;

/**
 * The REST address a peer tells its neighbours, so that they can fetch notes they missed. It travels as a gossip message that goes no farther
 * than the neighbours (scope {@code Neighbors}): who brings it is who it is of, by its key. Content: the bytes {@code VURL} where a message
 * has its variant, the length as u64 LE, the URL in ASCII. An iroh peer without the extension takes it for an unknown variant.
 */
final class PeerUrl {
    static final int URL_MAX = 256;

    private static final int NO_PORT = -1;
    private static final int PORT_MAX = 0xffff;
    private static final byte[] TAG = "VURL".getBytes(StandardCharsets.US_ASCII);

    private PeerUrl() {}

    static Content encode(URI url) {
        byte[] text = url.toASCIIString().getBytes(StandardCharsets.US_ASCII);
        return Content.of(new ByteWriter(TAG.length + Long.BYTES + text.length)
                .bytes(TAG)
                .i64(text.length)
                .bytes(text)
                .toBytes());
    }

    static boolean isOne(Content content) {
        byte[] bytes = content.toBytes();
        return bytes.length > TAG.length && Arrays.equals(bytes, 0, TAG.length, TAG, 0, TAG.length);
    }

    /** The URL, or nothing if there is none worth asking. */
    static Optional<URI> decode(Content content) {
        try {
            ByteReader in = new ByteReader(content.toBytes());
            in.bytes(TAG.length);
            long length = in.i64();
            if (length < 1 || length > URL_MAX) {
                return Optional.empty();
            }
            byte[] text = in.bytes((int) length);
            in.expectEnd();
            return Optional.of(parse(new String(text, StandardCharsets.US_ASCII)));
        } catch (MalformedBytesException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /**
     * Reads a URL of the form {@code http://host:port} or {@code https://host/path/}.
     *
     * @throws IllegalArgumentException naming the text and what would be right
     */
    static URI parse(String text) {
        try {
            URI url = new URI(text);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (http
                    && url.getHost() != null
                    && url.getUserInfo() == null
                    && url.getQuery() == null
                    && url.getFragment() == null
                    && (url.getPort() == NO_PORT || url.getPort() > 0 && url.getPort() <= PORT_MAX)
                    && text.length() <= URL_MAX) {
                return text.endsWith("/") ? url : URI.create(text + "/");
            }
        } catch (URISyntaxException _) {
            // Told below, together with what has another form.
        }
        throw new IllegalArgumentException(
                "\"" + text + "\" is not of the form http://host:port or https://host/, with a port of 1 to 65535");
    }

    /** Whether everything the URL's host stands for is on the open network, or {@code local} ones are fine too. Asks DNS. */
    static boolean isAskable(URI url, boolean local) {
        try {
            InetAddress[] all = InetAddress.getAllByName(url.getHost());
            return local || Arrays.stream(all).allMatch(AddressGroup::isPublic);
        } catch (UnknownHostException _) {
            return false;
        }
    }
}
