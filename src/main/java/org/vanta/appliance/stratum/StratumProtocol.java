package org.vanta.appliance.stratum;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.bytes.PrintableAscii;
import org.vanta.appliance.share.NameRefusal;
import org.vanta.appliance.share.RefusedNames;
import org.vanta.appliance.share.ShareDifficulty;
import org.vanta.appliance.share.ShareOutcome;
import org.vanta.appliance.share.ShareReject;
import org.vanta.appliance.share.ShareSession;
import org.vanta.appliance.share.Submission;
import org.vanta.appliance.share.WinningShare;
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

    /** What rented hashpower starts with and never goes below: marketplaces refuse a pool that asks for less than 500,000. */
    static final double RENTED_LEAST = 524_288;

    /** Of the one request we make; no firmware's own ids are near it. */
    static final int VERSION_REQUEST_ID = 1_000_001;

    private static final Logger LOG = Logger.getLogger(StratumProtocol.class);

    private final StratumConnection connection;
    private EventLoopWork work;
    private final Runnable becameMiner;
    private final @Nullable MinerAddress from;
    private final long connectedNanos;
    private final double startDifficulty;
    private int extranonce1;
    private ShareDifficulty difficulty;
    private final Map<String, WorkerShares> workers = new HashMap<>(2);
    private @Nullable ShareSession session;
    private @Nullable MinerWork miner;
    private @Nullable ParkedSession resumed;
    private boolean subscribed;
    private boolean isMiner;
    private boolean versionAsked;
    private boolean askedToReconnect;
    private boolean gone;
    private int versionMask;
    private int refusals;
    private @Nullable String offence;
    private String userAgent = "";

    StratumProtocol(StratumConnection connection, EventLoopWork work) {
        this(connection, work, null, connection.receivedNanos(), false, () -> {});
    }

    /**
     * @param from null for this machine
     * @param connectedNanos when the connection was accepted, by the clock of {@code work}
     * @param rented whether it came to the port for rented hashpower
     * @param becameMiner run when the connection has subscribed and authorized
     */
    StratumProtocol(
            StratumConnection connection,
            EventLoopWork work,
            @Nullable MinerAddress from,
            long connectedNanos,
            boolean rented,
            Runnable becameMiner) {
        this.connection = connection;
        this.from = from;
        this.connectedNanos = connectedNanos;
        this.work = work;
        this.becameMiner = becameMiner;
        this.extranonce1 = work.extranonces().lease();
        this.startDifficulty = rented ? Math.max(RENTED_LEAST, work.startDifficulty()) : work.startDifficulty();
        this.difficulty =
                rented ? new ShareDifficulty(startDifficulty, RENTED_LEAST) : new ShareDifficulty(startDifficulty);
    }

    /**
     * Gives back what the connection held, but keeps a session that had shares for who comes back, and one of a miner that was asked to; nothing
     * is sent any more.
     */
    void closed() {
        leave(askedToReconnect || hasShares());
    }

    /** As {@link #closed}, and closes; keeps every session that was given work, since its first share may come after a restart. */
    void drained() {
        connection.finish();
        leave(true);
        connection.close();
    }

    private void leave(boolean worthKeeping) {
        if (gone) {
            return;
        }
        gone = true;
        if (isMiner) {
            work.minerGone();
        }
        workers.values().forEach(WorkerShares::disconnected);
        if (session == null && resumed != null) {
            // Asked for and not gone on with: it stays what it was, for as long as it would have.
            work.sessions().park(resumed);
        } else if (worthKeeping && session != null && miner != null && miner.isStarted()) {
            work.sessions()
                    .park(new ParkedSession(
                            resumed == null ? work.sessions().id(extranonce1) : resumed.id(),
                            session,
                            difficulty,
                            miner.lastTag(),
                            work.steadyMillis()));
        } else {
            work.extranonces().release(extranonce1);
        }
    }

    /** Whether what the connection held is given back. */
    boolean isGone() {
        return gone;
    }

    /** Goes on with what another event loop works with, on its thread. */
    void moveTo(EventLoopWork other) {
        if (isMiner) {
            work.minerGone();
            other.minerCame();
        }
        work = other;
        if (miner != null) {
            miner.moveTo(other);
        }
        newWork();
    }

    /** Asks the miner to connect anew. */
    void reconnect() {
        if (!askedToReconnect) {
            askedToReconnect = true;
            connection.send(Answer.reconnect());
        }
    }

    long connectedNanos() {
        return connectedNanos;
    }

    /** When the last bytes arrived. */
    long receivedNanos() {
        return connection.receivedNanos();
    }

    boolean isSubscribed() {
        return subscribed;
    }

    boolean isAuthorized() {
        return session != null;
    }

    /** Whether a share was accepted from it, or from the session it goes on with. */
    boolean hasShares() {
        return session != null && session.hasShares();
    }

    /** Closes, as the miner missed a deadline. */
    void late(Deadlines.Missed missed) {
        LOG.debugf("closing connection %s (%s): late for %s", Hex.encodeInt(extranonce1), userAgent, missed);
        connection.close();
    }

    /** Closes, as something of ours went wrong with it. */
    void fault() {
        connection.close();
    }

    /** What it was closed for that no honest miner does, or null. */
    @Nullable
    String offence() {
        return offence;
    }

    @Override
    public void line(byte[] bytes, int from, int to) {
        connection.chatters();
        StratumRequest request;
        try {
            request = work.requests().read(bytes, from, to);
        } catch (MalformedBytesException e) {
            connection.send(Answer.error(StratumRequest.NO_ID, Answer.PARSE_ERROR, "Parse error: " + e.getMessage()));
            refused();
            return;
        }
        if (request.method() != null) {
            answer(request, request.method());
        } else if (versionAsked
                && request.result() != null
                && request.id().equals(Integer.toString(VERSION_REQUEST_ID))) {
            versionAsked = false;
            identify(request.result());
        }
    }

    @Override
    public void oversizeLine() {
        offence = "a line that is too long";
        connection.send(Answer.error(
                StratumRequest.NO_ID,
                Answer.INVALID_REQUEST,
                "Line longer than " + StratumConnection.LINE_BYTES_MAX + " bytes"));
    }

    private void answer(StratumRequest request, String method) {
        switch (method) {
            case "mining.submit" -> {
                submit(request);
                work.meters().submitted(connection.receivedNanos());
            }
            case "mining.configure" -> configure(request);
            case "mining.subscribe" -> subscribe(request);
            case "mining.authorize" -> authorize(request);
            case "mining.extranonce.subscribe" -> connection.send(Answer.result(request.id(), "true"));
            case "mining.ping", "ping" -> connection.send(Answer.result(request.id(), "\"pong\""));
            case "pong", "mining.pong" -> {}
            default -> {
                if (SuggestedDifficulty.isMethod(method)) {
                    suggestDifficulty(request, method);
                } else if (method.startsWith("mining.get")) {
                    connection.send(Answer.error(request.id(), Answer.OTHER, "Not supported."));
                } else {
                    connection.send(Answer.error(request.id(), Answer.METHOD_NOT_FOUND, "Method not found"));
                }
            }
        }
    }

    private void refuse(StratumRequest request, int code, String text) {
        connection.send(Answer.error(request.id(), code, text));
        refused();
    }

    private void refuse(StratumRequest request, ShareReject reason) {
        work.accounting().count(reason);
        refuse(request, reason.code(), reason.text());
    }

    private void refused() {
        if (++refusals >= REFUSALS_MAX) {
            LOG.infof(
                    "closing connection %s (%s): %d refusals in a row",
                    Hex.encodeInt(extranonce1), userAgent, refusals);
            offence = "an unbroken run of refusals";
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
        if (agent != null) {
            identify(agent);
        }
        resume(request.text(1));
        subscribed = true;
        countMiner();
        SessionId id = resumed == null ? work.sessions().id(extranonce1) : resumed.id();
        // Nothing but mining.notify in the list: some clients take the first pair for it, and a Bitaxe looks for the
        // word.
        connection.send(Answer.result(
                request.id(),
                "[[[\"mining.notify\",\"" + id.hex() + "\"]],\"" + Hex.encodeInt(extranonce1) + "\","
                        + CoinbaseFactory.EXTRANONCE2_BYTES + "]"));
        startWorking();
    }

    /** Goes on with the session of this id, if there is one and this connection has none of its own yet. */
    private void resume(@Nullable String shown) {
        ParkedSession parked = shown == null || subscribed || session != null
                ? null
                : work.sessions().claim(shown, work.steadyMillis());
        if (parked != null) {
            work.extranonces().release(extranonce1);
            extranonce1 = parked.id().extranonce1();
            parked.difficulty().again(difficulty);
            difficulty = parked.difficulty();
            resumed = parked;
        }
    }

    private void identify(String agent) {
        userAgent = PrintableAscii.of(agent, USER_AGENT_CHARS_MAX);
        workers.values().forEach(worker -> worker.userAgent(userAgent));
        MinerFamily family = MinerFamily.of(userAgent);
        difficulty.suit(family.start(startDifficulty), family.lowest());
    }

    private void authorize(StratumRequest request) {
        String user = request.text(0);
        PayoutRule.Payee payee = user == null
                ? new PayoutRule.Payee.Refused(NameRefusal.LENGTH, "User name missing")
                : work.payout().payee(user);
        switch (payee) {
            case PayoutRule.Payee.Pays pays
            when session != null && !session.owner().equals(pays.owner()) ->
                refuseAuthorize(request, NameRefusal.OTHER_KEY, "This connection already pays another key");
            case PayoutRule.Payee.Pays _
            when workers.size() >= WORKERS_MAX && !workers.containsKey(user) ->
                refuseAuthorize(
                        request,
                        NameRefusal.TOO_MANY_WORKERS,
                        "More than " + WORKERS_MAX + " workers on one connection");
            case PayoutRule.Payee.Pays pays -> {
                admit(user == null ? "" : user, pays);
                PasswordOptions.parse(request.text(1)).applyTo(difficulty);
                connection.send(Answer.result(request.id(), "true"));
                startWorking();
            }
            case PayoutRule.Payee.Refused(NameRefusal reason, String sentence) ->
                refuseAuthorize(request, reason, sentence);
        }
    }

    private void admit(String user, PayoutRule.Payee.Pays pays) {
        if (session == null) {
            ParkedSession before = resumed;
            boolean goesOn = before != null && before.session().owner().equals(pays.owner());
            ShareSession mine =
                    goesOn && before != null ? before.session() : new ShareSession(extranonce1, pays.owner());
            if (!goesOn || versionMask != 0) {
                mine.allowVersionBits(versionMask);
            }
            MinerWork given = new MinerWork(connection, work, mine, difficulty);
            if (goesOn && before != null) {
                given.resume(before.lastTag());
            }
            session = mine;
            miner = given;
            countMiner();
        }
        workers.computeIfAbsent(user, _ -> counter(new WorkerName(pays.owner(), pays.worker())));
    }

    private WorkerShares counter(WorkerName name) {
        boolean goesOn = resumed != null && resumed.session() == session;
        return goesOn
                ? work.accounting().resumed(name, userAgent, work.now())
                : work.accounting().connected(name, userAgent, work.now());
    }

    /** Who has subscribed and authorized is a miner. */
    private void countMiner() {
        if (isSubscribed() && isAuthorized() && !isMiner && !gone) {
            isMiner = true;
            work.minerCame();
            becameMiner.run();
        }
    }

    private void refuseAuthorize(StratumRequest request, NameRefusal reason, String sentence) {
        String user = request.text(0);
        work.accounting()
                .refusedNames()
                .add(
                        new RefusedNames.Refused(
                                work.now(),
                                MinerAddress.toAll(from),
                                user == null ? "" : user,
                                userAgent,
                                reason,
                                sentence),
                        MinerAddress.inFull(from),
                        work.steadyMillis());
        connection.send(Answer.error(request.id(), "false", Answer.UNAUTHORIZED, sentence));
        refused();
    }

    private void suggestDifficulty(StratumRequest request, String method) {
        Double suggested = SuggestedDifficulty.of(request, method);
        if (suggested == null || !difficulty.suggest(suggested)) {
            refuse(
                    request,
                    Answer.OTHER,
                    method.endsWith("_target")
                            ? "mining.suggest_target needs a target of 1 to 64 hex digits above 0"
                            : "mining.suggest_difficulty needs a number above 0");
            return;
        }
        connection.send(Answer.result(request.id(), "true"));
        if (miner != null) {
            miner.suggested();
        }
    }

    private void startWorking() {
        if (subscribed && miner != null && (!miner.isStarted() || miner.isResumed())) {
            miner.give();
            if (userAgent.isEmpty() && miner.isStarted() && !versionAsked) {
                versionAsked = true;
                connection.send(Answer.getVersion(VERSION_REQUEST_ID));
            }
        }
    }

    /** There is a new current job. */
    void newWork() {
        if (gone) {
            return;
        }
        if (miner != null && miner.isStarted()) {
            miner.give();
        } else {
            startWorking();
        }
    }

    /** There is none any more: the miner is told, and let go to its fallback pool. */
    void noWork() {
        connection.finish();
        if (userAgent.startsWith("bitaxe") || userAgent.startsWith("cpuminer") || userAgent.startsWith("cgminer")) {
            connection.send(Answer.showMessage("No work: the node does not answer"));
        }
        connection.close();
    }

    private void submit(StratumRequest request) {
        if (!subscribed) {
            refuse(request, ShareReject.NOT_SUBSCRIBED);
            return;
        }
        ShareSession mine = session;
        if (mine == null && resumed != null) {
            // The miner may still hash its work of before: no share until it authorizes, but a block is one.
            mine = resumed.session();
        }
        if (mine == null) {
            refuse(request, ShareReject.UNAUTHORIZED);
            return;
        }
        if (miner != null && !miner.isStarted()) {
            refuse(request, ShareReject.JOB_NOT_FOUND);
            return;
        }
        Submission submission;
        try {
            submission = submission(request);
        } catch (MalformedBytesException e) {
            String name = request.text(0);
            work.accounting()
                    .count(
                            name == null ? null : workers.get(name),
                            new ShareOutcome.Rejected(ShareReject.MALFORMED, Optional.empty()),
                            work.now());
            refuse(request, ShareReject.MALFORMED.code(), ShareReject.MALFORMED.text() + ": " + e.getMessage());
            return;
        }
        WorkerShares worker = workers.get(submission.worker());
        ShareOutcome outcome = work.check().check(mine, submission, worker != null, work.steadyMillis());
        work.accounting().count(worker, outcome, work.now());
        switch (outcome) {
            case ShareOutcome.Accepted(double credit, double _) -> accepted(request, credit);
            case ShareOutcome.BlockFound(WinningShare _, double credit, double _) -> accepted(request, credit);
            case ShareOutcome.Rejected(ShareReject reason, Optional<?> _) -> {
                connection.send(Answer.error(request.id(), reason.code(), reason.text()));
                if (reason.consequence() == ShareReject.Consequence.COUNTED) {
                    refused();
                }
            }
        }
    }

    private void accepted(StratumRequest request, double credit) {
        connection.broughtShare();
        refusals = 0;
        connection.send(Answer.result(request.id(), "true"));
        if (miner != null) {
            miner.accepted(credit);
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
