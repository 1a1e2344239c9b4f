package org.vanta.appliance.gossip.transport;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import tech.kwik.agent15.TlsProtocolException;

/**
 * Mutates messages of handshakes between two engines: a handshake with a changed message must not finish on both sides, and nonsense must be
 * answered with an alert, never with another exception. {@code HandshakeFuzz SECONDS [SEED]}; prints the failing seed.
 */
final class HandshakeFuzz {
    private static final EndpointKey CLIENT = EndpointKey.generate();
    private static final EndpointKey SERVER = EndpointKey.generate();
    private static final int MESSAGES = 9;

    final Map<String, Integer> outcomes = new TreeMap<>();
    int runs;

    public static void main(String[] args) {
        HandshakeFuzz fuzz = new HandshakeFuzz();
        fuzz.run(Long.parseLong(args[0]) * 1_000, args.length > 1 ? Long.parseLong(args[1]) : System.nanoTime());
        System.out.println(fuzz.runs + " handshakes");
        fuzz.outcomes.forEach((what, times) -> System.out.println(times + " x " + what));
    }

    void run(long millis, long firstSeed) {
        long end = System.currentTimeMillis() + millis;
        for (long seed = firstSeed; System.currentTimeMillis() < end; seed++) {
            outcomes.merge(once(seed), 1, Integer::sum);
            runs++;
        }
    }

    static String once(long seed) {
        Random random = new Random(seed);
        TwoEngines engines = new TwoEngines(CLIENT, SERVER, SERVER.id());
        int target = random.nextInt(MESSAGES);
        int[] seen = {0};
        boolean[] changed = {false};
        try {
            engines.run(message -> {
                if (seen[0]++ != target) {
                    return message;
                }
                byte[] mutant = framed(mutant(message, random), random.nextInt(4) > 0);
                changed[0] = !Arrays.equals(mutant, message);
                return mutant;
            });
        } catch (TlsProtocolException e) {
            return "alert";
        } catch (Exception e) {
            throw new AssertionError("seed " + seed, e);
        }
        if (changed[0] && engines.isFinished()) {
            throw new AssertionError("seed " + seed + ": finished with a changed message " + target);
        }
        return changed[0] ? "stuck" : "unchanged";
    }

    /** QUIC hands on messages of just the length they declare; a null is one that never gets complete. */
    private static byte[] framed(byte[] message, boolean corrected) {
        if (message.length < 4) {
            return null;
        }
        if (corrected) {
            message[1] = 0;
            message[2] = (byte) (message.length - 4 >> 8);
            message[3] = (byte) (message.length - 4);
        }
        int length = 4 + ((message[1] & 0xff) << 16 | (message[2] & 0xff) << 8 | message[3] & 0xff);
        return length > message.length ? null : Arrays.copyOf(message, length);
    }

    static byte[] mutant(byte[] message, Random random) {
        byte[] mutant = message.clone();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes && mutant.length > 0; i++) {
            int at = random.nextInt(mutant.length);
            switch (random.nextInt(5)) {
                case 0 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> mutant[at] = (byte) random.nextInt();
                case 2 -> mutant[at] = (byte) (random.nextBoolean() ? 0 : 0xff);
                case 3 -> mutant = Arrays.copyOf(mutant, at);
                default -> {
                    byte[] longer = Arrays.copyOf(mutant, mutant.length + 1 + random.nextInt(8));
                    System.arraycopy(mutant, at, longer, at + longer.length - mutant.length, mutant.length - at);
                    mutant = longer;
                }
            }
        }
        return mutant;
    }
}
