package org.vanta.appliance.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.vanta.appliance.store.NoteStore;

/**
 * {@code GET /notes} for wallets that ask for NDJSON or server-sent events; everything else of that path is {@link NotesResource}'s. Speaks to
 * Vert.x itself, since a slow reader must be seen and dropped.
 */
@Singleton
final class NoteStreams {
    /** Streams at one time. */
    static final int STREAMS_MAX = 256;

    /** Streams of one source at one time. */
    static final int STREAMS_OF_ONE_SOURCE_MAX = 16;

    /** Before the resources of the same path. */
    private static final int FIRST = -1;

    private final NoteStore notes;
    private final ReadGate gate;
    private final ObjectMapper json;
    private final Duration slowMax;

    /** Open streams of each source. */
    private final Map<String, Integer> open = new HashMap<>();

    private int count;

    @Inject
    NoteStreams(NoteStore notes, ReadGate gate, ObjectMapper json) {
        this(notes, gate, json, NoteStream.SLOW_MAX);
    }

    NoteStreams(NoteStore notes, ReadGate gate, ObjectMapper json, Duration slowMax) {
        this.notes = notes;
        this.gate = gate;
        this.json = json;
        this.slowMax = slowMax;
    }

    void route(@Observes Router router) {
        router.get("/notes").order(FIRST).handler(this::handle);
    }

    private void handle(RoutingContext context) {
        Optional<NoteText> text = wanted(context.request());
        if (text.isEmpty()) {
            context.next();
            return;
        }
        try {
            begin(context.request(), text.get());
        } catch (ProblemException e) {
            refuse(context.response(), e);
        }
    }

    private static Optional<NoteText> wanted(HttpServerRequest request) {
        String accepted = request.getHeader("Accept");
        if (accepted == null) {
            return Optional.empty();
        }
        for (NoteText text : NoteText.values()) {
            if (accepted.contains(text.mediaType())) {
                return Optional.of(text);
            }
        }
        return Optional.empty();
    }

    private void begin(HttpServerRequest request, NoteText text) {
        String seen = request.getHeader("Last-Event-ID");
        long after = Parameter.number("after", seen != null ? seen : request.getParam("after"), 0, 0, Long.MAX_VALUE);
        String follow = request.getParam("follow", "false");
        if (!follow.equals("true") && !follow.equals("false")) {
            throw new ProblemException(ProblemCode.INVALID_FIELD, "follow", "follow is true or false");
        }
        String source = Source.of(request);
        enter(source);
        boolean follows = text == NoteText.EVENTS || follow.equals("true");
        NoteStream stream = new NoteStream(notes, gate, text, follows, after, request.response(), slowMax);
        Thread.ofVirtual().name("note-stream").start(() -> {
            try {
                stream.run();
            } finally {
                leave(source);
            }
        });
    }

    private synchronized void enter(String source) {
        if (open.getOrDefault(source, 0) >= STREAMS_OF_ONE_SOURCE_MAX) {
            throw new ProblemException(
                    ProblemCode.TOO_MANY_STREAMS,
                    null,
                    STREAMS_OF_ONE_SOURCE_MAX + " streams of notes are open to your address already; close one");
        }
        if (count >= STREAMS_MAX) {
            throw new ProblemException(
                    ProblemCode.STREAMS_FULL, null, STREAMS_MAX + " streams of notes are open; read pages instead");
        }
        open.merge(source, 1, Integer::sum);
        count++;
    }

    private synchronized void leave(String source) {
        open.computeIfPresent(source, (_, streams) -> streams == 1 ? null : streams - 1);
        count--;
    }

    /** Streams that are open. */
    synchronized int count() {
        return count;
    }

    private void refuse(HttpServerResponse response, ProblemException failure) {
        failure.retryAfter().ifPresent(after -> response.putHeader("Retry-After", String.valueOf(after.toSeconds())));
        response.setStatusCode(failure.code().status()).putHeader("Content-Type", Problem.MEDIA_TYPE);
        try {
            response.end(json.writeValueAsString(failure.problem()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
