package org.vanta.appliance.rest;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Bounds the requests whose bodies are on their way. Each holds what has come of it, and a thread: whoever begins thousands and ends none would take
 * all memory. One too many is refused before its body is held, and the one begun first is closed, so that the next finds room.
 */
@Singleton
final class UnfinishedBodies {
    /** Requests with a body that are not answered yet. */
    static final int REQUESTS_MAX = 256;

    /** By request, the one begun first at the beginning; each with the context that its connection is served in. */
    private final Map<RoutingContext, Context> open = new LinkedHashMap<>();

    void route(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).handler(this::handle);
    }

    private void handle(RoutingContext request) {
        if (!hasBody(request.request())) {
            request.next();
            return;
        }
        Optional<Oldest> oldest = begun(request, request.vertx().getOrCreateContext());
        if (oldest.isPresent()) {
            var unused = request.response()
                    .setStatusCode(HttpResponseStatus.SERVICE_UNAVAILABLE.code())
                    .putHeader(HttpHeaders.RETRY_AFTER, "1")
                    .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                    .end();
            // The server would wait for the rest of the body, and hold what comes of it.
            var unusedToo = request.request().connection().close();
            closeUnlessWhole(oldest.get());
        } else {
            request.addEndHandler(_ -> ended(request));
            request.next();
        }
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length != null ? !length.equals("0") : request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    private record Oldest(RoutingContext request, Context context) {}

    /** @return the one that has to go since there is no room; empty if there is */
    private synchronized Optional<Oldest> begun(RoutingContext request, Context context) {
        if (open.size() < REQUESTS_MAX) {
            open.put(request, context);
            return Optional.empty();
        }
        Map.Entry<RoutingContext, Context> first = open.entrySet().iterator().next();
        open.remove(first.getKey());
        return Optional.of(new Oldest(first.getKey(), first.getValue()));
    }

    private synchronized void ended(RoutingContext request) {
        open.remove(request);
    }

    /** One whose body is here is being answered, and goes by itself. */
    private static void closeUnlessWhole(Oldest oldest) {
        oldest.context().runOnContext(_ -> {
            if (!oldest.request().request().isEnded()) {
                var unused = oldest.request().request().connection().close();
            }
        });
    }
}
