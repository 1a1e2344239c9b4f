package org.vanta.appliance.stratum;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.job.Job;
import org.vanta.appliance.share.ShareOutcome;
import org.vanta.appliance.share.ShareReject;
import org.vanta.appliance.share.ShareSession;
import org.vanta.appliance.share.Submission;
import org.vanta.appliance.share.WorkerName;
import org.vanta.appliance.share.WorkerShares;
import org.vanta.appliance.template.CoinbaseFactory;

/**
 * What a miner's lines mean, and what it is sent when there is work. Each request is answered before the next is looked at. For one thread.
 */
final class StratumProtocol implements StratumConnection.LineHandler {
    /** Worker names authorized on one connection. */
    static final int WORKERS_MAX = 64;

    /** What is kept of a user agent. */
    static final int USER_AGENT_CHARS_MAX = 64;

    /** Unbroken run of refused lines or shares that costs the connection. */
    static final int REFUSALS_MAX = 256;

    /** A new suggestion gets a job of its own at most this often, else it waits for the next job. */
    static final long SUGGESTION_MILLIS = 10_000;

    private static final Logger LOG = Logger.getLogger(StratumProtocol.class);

    private final StratumConnection connection;
    private final EventLoopWork work;
    private final int extranonce1;
    private final ShareDifficulty difficulty;
    private final Map<String, WorkerShares> workers = new HashMap<>(2);
    private @Nullable ShareSession session;
    private boolean subscribed;
    private boolean working;
    private int versionMask;
    private int refusals;
    private long suggestedMillis;
    private String userAgent = "";

    StratumProtocol(StratumConnection connection, EventLoopWork work) {
        this.connection = connection;
        this.work = work;
        this.extranonce1 = work.extranonces().lease();
        this.difficulty = new ShareDifficulty(work.startDifficulty());
        this.suggestedMillis = work.now() - SUGGESTION_MILLIS;
    }

    /** Gives back what the connection held; nothing is sent any more. */
    void closed() {
        work.extranonces().release(extranonce1);
    }

    @Override
    public void line(byte[] bytes, int from, int to) {
        StratumRequest request;
        try {
            request = StratumRequest.parse(bytes, from, to);
        } catch (MalformedBytesException e) {
            connection.send(Answer.error(StratumRequest.NO_ID, Answer.PARSE_ERROR, "Parse error: " + e.getMessage()));
            refused();
            return;
        }
        if (request.method() != null) {
            answer(request, request.method());
        }
    }

    @Override
    public void oversizeLine() {
        connection.send(Answer.error(
                StratumRequest.NO_ID,
                Answer.INVALID_REQUEST,
                "Line longer than " + StratumConnection.LINE_BYTES_MAX + " bytes"));
    }

    private void answer(StratumRequest request, String method) {
        switch (method) {
            case "mining.submit" -> submit(request);
            case "mining.configure" -> configure(request);
            case "mining.subscribe" -> subscribe(request);
            case "mining.authorize" -> authorize(request);
            case "mining.suggest_difficulty" -> suggestDifficulty(request);
            case "mining.extranonce.subscribe" -> connection.send(Answer.result(request.id(), "true"));
            case "mining.ping", "ping" -> connection.send(Answer.result(request.id(), "\"pong\""));
            case "mining.get_transactions" -> refuse(request, Answer.OTHER, "Not supported.");
            default -> refuse(request, Answer.METHOD_NOT_FOUND, "Method not found");
        }
    }

    private void refuse(StratumRequest request, int code, String text) {
        connection.send(Answer.error(request.id(), code, text));
        refused();
    }

    private void refused() {
        if (++refusals >= REFUSALS_MAX) {
            LOG.infof(
                    "closing connection %s (%s): %d refusals in a row",
                    Hex.encodeInt(extranonce1), userAgent, refusals);
            connection.close();
        }
    }

    private void configure(StratumRequest request) {
        Configure configure = Configure.of(request.params());
        if (configure == null) {
            refuse(request, Answer.OTHER, "mining.configure needs a list of extensions");
            return;
        }
        if (configure.versionMask() != null) {
            versionMask = configure.versionMask();
            if (session != null) {
                session.allowVersionBits(versionMask);
            }
        }
        if (configure.minimumDifficulty() != null) {
            var unused = difficulty.limit(configure.minimumDifficulty());
        }
        connection.send(Answer.result(request.id(), configure.result()));
    }

    private void subscribe(StratumRequest request) {
        String agent = request.text(0);
        userAgent = agent == null ? "" : printable(agent);
        String id = Hex.encodeInt(extranonce1);
        // Nothing but mining.notify in the list: some clients take the first pair for it, and a Bitaxe looks for the
        // word.
        connection.send(Answer.result(
                request.id(),
                "[[[\"mining.notify\",\"" + id + "\"]],\"" + id + "\"," + CoinbaseFactory.EXTRANONCE2_BYTES + "]"));
        subscribed = true;
        startWorking();
    }

    private static String printable(String agent) {
        return agent.substring(0, Math.min(agent.length(), USER_AGENT_CHARS_MAX))
                .replaceAll("[^ -~]", "_");
    }

    private void authorize(StratumRequest request) {
        String user = request.text(0);
        PayoutRule.Payee payee = user == null
                ? new PayoutRule.Payee.Refused("User name missing")
                : work.payout().payee(user);
        switch (payee) {
            case PayoutRule.Payee.Pays pays
            when session != null && !session.owner().equals(pays.owner()) ->
                refuseAuthorize(request, "This connection already pays another key");
            case PayoutRule.Payee.Pays _
            when workers.size() >= WORKERS_MAX ->
                refuseAuthorize(request, "More than " + WORKERS_MAX + " workers on one connection");
            case PayoutRule.Payee.Pays pays -> {
                admit(user == null ? "" : user, pays);
                connection.send(Answer.result(request.id(), "true"));
                startWorking();
            }
            case PayoutRule.Payee.Refused(String reason) -> refuseAuthorize(request, reason);
        }
    }

    private void admit(String user, PayoutRule.Payee.Pays pays) {
        if (session == null) {
            session = new ShareSession(extranonce1, pays.owner());
            session.allowVersionBits(versionMask);
        }
        workers.put(user, work.accounting().of(new WorkerName(pays.owner(), pays.worker())));
    }

    private void refuseAuthorize(StratumRequest request, String reason) {
        connection.send(Answer.error(request.id(), "false", Answer.UNAUTHORIZED, reason));
        refused();
    }

    private void suggestDifficulty(StratumRequest request) {
        Double suggested = request.number(0);
        if (suggested == null || !difficulty.suggest(suggested)) {
            refuse(request, Answer.OTHER, "mining.suggest_difficulty needs a number above 0");
            return;
        }
        connection.send(Answer.result(request.id(), "true"));
        NotifyLine current = work.current();
        if (working && session != null && current != null) {
            long now = work.now();
            boolean changes = difficulty.differsFromSent(difficulty.on(current.networkDifficulty()));
            if (changes && now - suggestedMillis >= SUGGESTION_MILLIS) {
                suggestedMillis = now;
                sendWork(session, work.reissue(current), false, true);
            }
        }
    }

    private void startWorking() {
        NotifyLine current = work.current();
        if (!working && subscribed && session != null && current != null) {
            working = true;
            sendWork(session, current, true, false);
        }
    }

    /** There is a new current job. */
    void newWork() {
        NotifyLine current = work.current();
        if (working && session != null && current != null) {
            sendWork(session, current, current.job().clean(), false);
        } else {
            startWorking();
        }
    }

    /** There is none any more: the miner is told, and let go to its fallback pool. */
    void noWork() {
        if (userAgent.startsWith("bitaxe") || userAgent.startsWith("cpuminer") || userAgent.startsWith("cgminer")) {
            connection.send(Answer.showMessage("No work: the node does not answer"));
        }
        connection.close();
    }

    private void sendWork(ShareSession to, NotifyLine line, boolean clean, boolean own) {
        double share = difficulty.on(line.networkDifficulty());
        Job job = line.job();
        if (own) {
            to.issueOwn(job, work.target(share));
        } else {
            to.issue(job, work.target(share));
        }
        byte[] notify = line.forOwner(to.owner(), clean, work.now() / 1000);
        if (difficulty.differsFromSent(share)) {
            difficulty.sent(share);
            connection.send(Answer.setDifficulty(share), notify);
        } else {
            connection.send(notify);
        }
    }

    private void submit(StratumRequest request) {
        if (!subscribed) {
            refuse(request, ShareReject.NOT_SUBSCRIBED.code(), ShareReject.NOT_SUBSCRIBED.text());
            return;
        }
        if (session == null || !working) {
            refuse(request, ShareReject.UNAUTHORIZED.code(), ShareReject.UNAUTHORIZED.text());
            return;
        }
        Submission submission;
        try {
            submission = submission(request);
        } catch (MalformedBytesException e) {
            refuse(request, ShareReject.MALFORMED.code(), ShareReject.MALFORMED.text() + ": " + e.getMessage());
            return;
        }
        WorkerShares worker = workers.get(submission.worker());
        long now = work.now();
        ShareOutcome outcome = work.check().check(session, submission, worker != null, now);
        if (worker != null) {
            worker.count(outcome, now);
        }
        switch (outcome) {
            case ShareOutcome.Accepted _, ShareOutcome.BlockFound _ -> {
                refusals = 0;
                connection.send(Answer.result(request.id(), "true"));
            }
            case ShareOutcome.Rejected(ShareReject reason, Optional<?> _) -> {
                connection.send(Answer.error(request.id(), reason.code(), reason.text()));
                if (reason.consequence() == ShareReject.Consequence.COUNTED) {
                    refused();
                }
            }
        }
    }

    private static Submission submission(StratumRequest request) {
        return Submission.parse(
                field(request, 0, "worker"),
                field(request, 1, "job id"),
                field(request, 2, "extranonce2"),
                field(request, 3, "ntime"),
                field(request, 4, "nonce"),
                request.params().size() > 5 ? field(request, 5, "version bits") : null);
    }

    private static String field(StratumRequest request, int index, String name) {
        String text = request.text(index);
        if (text == null) {
            throw new MalformedBytesException(name + " must be a string");
        }
        return text;
    }
}
