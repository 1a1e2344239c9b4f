package org.vanta.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.delivery.SidecarCall;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

@Command(
        name = "peer",
        description = "Asks a running appliance about gossip: its id and ticket, its neighbours, and who is banned.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class PeerCommand {
    private static final int NOT_FOUND = 404;
    private static final int OK_MIN = 200;
    private static final int OK_MAX = 299;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @Spec
    CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            defaultValue = "http://127.0.0.1:8080",
            description = "the appliance, default ${DEFAULT-VALUE}; from elsewhere set VANTA_GOSSIP_ADMIN_TOKEN")
    URI url;

    @Command(
            name = "id",
            description = "Prints the id other peers know this appliance by.",
            mixinStandardHelpOptions = true)
    int id() throws InterruptedException {
        return print(call("GET", "/peers/self").path("id").asText());
    }

    @Command(
            name = "ticket",
            description = "Prints id and addresses as one word, for others to set as VANTA_BOOTSTRAP_PEERS.",
            mixinStandardHelpOptions = true)
    int ticket() throws InterruptedException {
        return print(call("GET", "/peers/self").path("ticket").asText());
    }

    @Command(
            name = "list",
            description = "Prints the neighbours: id, address, direction, score.",
            mixinStandardHelpOptions = true)
    int list() throws InterruptedException {
        for (JsonNode peer : call("GET", "/peers/addresses").path("neighbours")) {
            print(String.format(
                    Locale.ROOT,
                    "%s  %s  %s  %.1f",
                    peer.path("id").asText(),
                    peer.path("address").asText(),
                    peer.path("outbound").asBoolean() ? "outbound" : "inbound",
                    peer.path("score").asDouble()));
        }
        return ExitCode.DONE;
    }

    @Command(name = "bans", description = "Prints who is banned, until when and why.", mixinStandardHelpOptions = true)
    int bans() throws InterruptedException {
        for (JsonNode ban : call("GET", "/peers/bans").path("bans")) {
            print(line(ban));
        }
        return ExitCode.DONE;
    }

    @Command(
            name = "ban",
            description = "Bans a peer's id, an IP address, or the /24 (IPv4) or /64 (IPv6) it is in.",
            mixinStandardHelpOptions = true)
    int ban(
            @Parameters(paramLabel = "SUBJECT") String subject,
            @Option(
                            names = "--seconds",
                            paramLabel = "N",
                            description = "how long; an hour and each time twice as long if left out")
                    @Nullable
                    Long seconds)
            throws InterruptedException {
        String lasts = seconds == null ? "" : "&seconds=" + seconds;
        return print(line(call("POST", "/peers/bans?subject=" + encoded(subject) + lasts)));
    }

    @Command(name = "unban", description = "Ends a ban: exit code 1 if there is none.", mixinStandardHelpOptions = true)
    int unban(@Parameters(paramLabel = "SUBJECT") String subject) throws InterruptedException {
        HttpResponse<byte[]> response = send("DELETE", "/peers/bans?subject=" + encoded(subject));
        if (response.statusCode() == NOT_FOUND) {
            print(subject + " is not banned");
            return ExitCode.NO;
        }
        read(response);
        return print(subject + " is banned no more");
    }

    private static String line(JsonNode ban) {
        return ban.path("subject").asText() + "  until " + ban.path("until").asText() + "  "
                + ban.path("reason").asText();
    }

    private int print(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
        return ExitCode.DONE;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private JsonNode call(String method, String path) throws InterruptedException {
        return read(send(method, path));
    }

    private HttpResponse<byte[]> send(String method, String path) throws InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(SidecarCall.uri(url, path)).method(method, HttpRequest.BodyPublishers.noBody());
        String token = System.getenv("VANTA_GOSSIP_ADMIN_TOKEN");
        if (token != null && !token.isBlank()) {
            request.header("Authorization", "Bearer " + token.strip());
        }
        try (RestClient rest = new RestClient(TIMEOUT)) {
            return rest.send(request.build());
        } catch (IOException e) {
            throw new CannotException("can't ask " + url + " (" + e + "); is the appliance running there?", e);
        }
    }

    private JsonNode read(HttpResponse<byte[]> response) {
        try {
            JsonNode body = new ObjectMapper().readTree(response.body());
            if (response.statusCode() < OK_MIN || response.statusCode() > OK_MAX) {
                throw new CannotException(
                        url + " refuses: " + body.path("detail").asText("status " + response.statusCode()));
            }
            return body;
        } catch (IOException e) {
            throw new CannotException(url + " answered with status " + response.statusCode() + " and no JSON", e);
        }
    }
}
