package org.vanta.appliance.gossip;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.gossip.core.PeerAddress;
import org.vanta.appliance.gossip.core.PeerId;

/**
 * The file that carries known peers and bans over a restart: JSON with {@code peers} [{id, addresses, relay, last_seen, failures}] and {@code
 * bans} [{subject, reason, until, times}]. Times are ISO 8601. After a crash there is the old file or the new one, whole.
 */
final class PeersFile {
    static final int BYTES_MAX = 4 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    PeersFile(Path file) {
        this.file = file;
    }

    record Content(List<KnownPeer> peers, List<Ban> bans) {
        static final Content EMPTY = new Content(List.of(), List.of());
    }

    /** @throws IOException with a sentence that names the file if it can't be read or is not of this form */
    Content read() throws IOException {
        if (!Files.exists(file)) {
            return Content.EMPTY;
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(BYTES_MAX + 1);
        }
        if (bytes.length > BYTES_MAX) {
            throw new IOException(file + " has more than " + BYTES_MAX + " bytes");
        }
        try {
            JsonNode root = JSON.readTree(bytes);
            List<KnownPeer> peers = new ArrayList<>();
            root.path("peers").forEach(node -> peers.add(peer(node)));
            List<Ban> bans = new ArrayList<>();
            root.path("bans").forEach(node -> bans.add(ban(node)));
            return new Content(List.copyOf(peers), List.copyOf(bans));
        } catch (JsonProcessingException | IllegalArgumentException | MalformedBytesException | DateTimeException e) {
            throw new IOException(file + " can't be read: " + e.getMessage(), e);
        }
    }

    private static KnownPeer peer(JsonNode node) {
        List<InetSocketAddress> direct = new ArrayList<>();
        node.path("addresses").forEach(text -> direct.add(address(text.asText())));
        Optional<String> relay = Optional.of(node.path("relay").asText("")).filter(url -> !url.isEmpty());
        return new KnownPeer(
                PeerId.fromHex(node.path("id").asText()),
                new PeerAddress(relay, direct),
                Instant.parse(node.path("last_seen").asText()),
                node.path("failures").asInt());
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, Math.max(0, colon)).replace("[", "").replace("]", "");
        return new InetSocketAddress(InetAddress.ofLiteral(host), Integer.parseInt(text.substring(colon + 1)));
    }

    private static Ban ban(JsonNode node) {
        Ban ban = new Ban(
                node.path("subject").asText(),
                node.path("reason").asText(),
                Instant.parse(node.path("until").asText()),
                node.path("times").asInt(1));
        BanSubject.parse(ban.subject());
        return ban;
    }

    /** Replaces the file. */
    void write(Content content) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode peers = root.putArray("peers");
        for (KnownPeer peer : content.peers()) {
            ObjectNode node = peers.addObject().put("id", peer.id().hex());
            ArrayNode addresses = node.putArray("addresses");
            peer.address().direct().forEach(address -> addresses.add(Addresses.text(address)));
            peer.address().relay().ifPresent(url -> node.put("relay", url));
            node.put("last_seen", peer.lastSeen().toString()).put("failures", peer.failures());
        }
        ArrayNode bans = root.putArray("bans");
        for (Ban ban : content.bans()) {
            bans.addObject()
                    .put("subject", ban.subject())
                    .put("reason", ban.reason())
                    .put("until", ban.until().toString())
                    .put("times", ban.times());
        }
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel out = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes =
                    ByteBuffer.wrap(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
