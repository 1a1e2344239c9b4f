package org.vanta.appliance.webhook;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.vanta.appliance.block.AcceptedBlock;
import org.vanta.appliance.share.WinningShare;
import org.vanta.appliance.share.WorkerName;

/**
 * One place alerts go to, in its own shape, in which a miner's name is never anything but text. What {@link #name} says may be logged; nothing
 * else may.
 */
interface Target {
    String name();

    HttpRequest request(Alert alert);

    /** @throws IllegalArgumentException with a sentence that names the setting, not its value */
    static List<Target> of(WebhookConfig config) {
        List<Target> targets = new ArrayList<>();
        config.url().map(url -> uri(url, "VANTA_WEBHOOK_URL")).ifPresent(uri -> targets.add(new Json(uri)));
        config.ntfyUrl()
                .map(url -> uri(url, "VANTA_WEBHOOK_NTFY_URL"))
                .ifPresent(uri -> targets.add(new Ntfy(uri, config.ntfyToken())));
        config.discordUrl()
                .map(url -> uri(url, "VANTA_WEBHOOK_DISCORD_URL"))
                .ifPresent(uri -> targets.add(new Discord(uri)));
        if (config.telegramToken().isPresent() != config.telegramChat().isPresent()) {
            throw new IllegalArgumentException(
                    "VANTA_WEBHOOK_TELEGRAM_TOKEN and VANTA_WEBHOOK_TELEGRAM_CHAT need each other; set both or none");
        }
        config.telegramToken()
                .map(token -> uri(
                        config.telegramUrl() + "/bot" + token + "/sendMessage",
                        "VANTA_WEBHOOK_TELEGRAM_TOKEN or VANTA_WEBHOOK_TELEGRAM_URL"))
                .ifPresent(uri ->
                        targets.add(new Telegram(uri, config.telegramChat().orElseThrow())));
        return targets;
    }

    private static URI uri(String text, String setting) {
        try {
            URI uri = new URI(text.strip());
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Its message shows the text, which is a secret.
        }
        throw new IllegalArgumentException(setting + " is no URL of the form https://host/path");
    }

    private static HttpRequest.Builder json(URI uri, ObjectNode body) {
        return HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8));
    }

    private static ObjectNode object() {
        return Shapes.JSON.createObjectNode();
    }

    /** Shared by the shapes. */
    final class Shapes {
        private static final ObjectMapper JSON = new ObjectMapper();

        private Shapes() {}
    }

    /** Every field by itself, for programs. */
    record Json(URI uri) implements Target {
        @Override
        public String name() {
            return "JSON";
        }

        @Override
        public HttpRequest request(Alert alert) {
            ObjectNode body = object().put("title", alert.title()).put("text", alert.text());
            switch (alert) {
                case Alert.BlockFound found -> {
                    AcceptedBlock block = found.block();
                    body.put("event", "block_found")
                            .put("height", block.height())
                            .put("hash", block.hash().displayHex())
                            .put("value", Long.toString(block.value()))
                            .put("owner", block.owner().hex())
                            .put("worker", ShownName.cut(found.worker(), WinningShare.WORKER_CHARS_MAX))
                            .put("found_at", block.foundAt().toString());
                }
                case Alert.MinersSilent(var named, int total, var since) -> {
                    body.put("event", "miners_silent").put("total", total).put("since", since.toString());
                    var workers = body.putArray("workers");
                    named.forEach(name -> put(workers, name));
                }
                case Alert.NewBests(var named, int total) -> {
                    body.put("event", "best_difficulty").put("total", total);
                    var workers = body.putArray("workers");
                    named.forEach(best -> put(workers, best.worker())
                            .put("difficulty", best.difficulty())
                            .put("before", best.before()));
                }
            }
            return json(uri, body).build();
        }

        private static ObjectNode put(ArrayNode workers, WorkerName name) {
            return workers.addObject().put("owner", name.owner().hex()).put("worker", name.worker());
        }

        @Override
        public String toString() {
            return name();
        }
    }

    /** ntfy: the text as the body, plain and at most 4,096 bytes (more becomes an attachment); the title as a header. */
    record Ntfy(URI uri, Optional<String> token) implements Target {
        @Override
        public String name() {
            return "ntfy";
        }

        @Override
        public HttpRequest request(Alert alert) {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                    .header("Title", alert.title())
                    .header("Tags", tag(alert))
                    .header("Priority", alert instanceof Alert.BlockFound ? "high" : "default")
                    .POST(BodyPublishers.ofString(alert.text(), StandardCharsets.UTF_8));
            token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
            return request.build();
        }

        /** The name of the emoji shown beside the title. */
        private static String tag(Alert alert) {
            return switch (alert) {
                case Alert.BlockFound _ -> "tada";
                case Alert.MinersSilent _ -> "warning";
                case Alert.NewBests _ -> "trophy";
            };
        }

        @Override
        public String toString() {
            return name();
        }
    }

    /** A Discord webhook: {@code content} of at most 2,000 characters, with Markdown, links and mentions in names escaped and none of them obeyed. */
    record Discord(URI uri) implements Target {
        private static final Pattern MARKDOWN = Pattern.compile("[!-/:-@\\[-`{-~&&[^,.-]]");
        /** Shows nothing of what a link leads to. */
        private static final int SUPPRESS_EMBEDS = 1 << 2;

        private static String escaped(String name) {
            return MARKDOWN.matcher(name).replaceAll("\\\\$0");
        }

        @Override
        public String name() {
            return "Discord";
        }

        @Override
        public HttpRequest request(Alert alert) {
            ObjectNode body = object().put("content", alert.title() + ": " + alert.text(Discord::escaped))
                    .put("flags", SUPPRESS_EMBEDS);
            body.putObject("allowed_mentions").putArray("parse");
            return json(uri, body).build();
        }

        @Override
        public String toString() {
            return name();
        }
    }

    /**
     * {@code sendMessage} of a Telegram bot, without {@code parse_mode} and of at most 4,096 characters. The text is one {@code code} entity: those hold
     * no others, so that a name can be no link, mention or command, which Telegram finds in plain text by itself.
     */
    record Telegram(URI uri, String chat) implements Target {
        @Override
        public String name() {
            return "Telegram";
        }

        @Override
        public HttpRequest request(Alert alert) {
            String title = alert.title() + ": ";
            String text = alert.text();
            ObjectNode body = object().put("chat_id", chat).put("text", title + text);
            body.putArray("entities")
                    .addObject()
                    .put("type", "code")
                    .put("offset", title.length())
                    .put("length", text.length());
            return json(uri, body).build();
        }

        @Override
        public String toString() {
            return name();
        }
    }
}
