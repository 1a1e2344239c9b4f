package org.vanta.appliance.share;

import org.vanta.appliance.bytes.ByteReader;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.MalformedBytesException;

/**
 * The share difficulty of one connection: where it starts, what the miner asked for, what its shares tell, and what it was last sent. It
 * changes only with a job: {@link #forJob}, then {@link #sent}. Has no clock: is given the time, in milliseconds. For one thread.
 */
public final class ShareDifficulty {
    /** Lowest there is, unless the server starts lower; a slow ESP32 finds a share a second at it. */
    public static final double LEAST = 0.00001;

    /** Upwards change that does not wait for the next job: the miner floods us. */
    private static final double FLOOD = 4;
    /** Shares above the aim that end a difficulty fixed by the miner: ten a second. */
    private static final double FIXED_FLOOD = 600 / Vardiff.SHARES_PER_MINUTE;

    private final double least;
    private final Vardiff vardiff = new Vardiff();
    private double wanted;
    private double lowest = 1;
    private double floor;
    private double suggested;
    private boolean fixed;
    private boolean asked;
    private double sent;

    /** @param start what a miner that asks for nothing begins with */
    public ShareDifficulty(double start) {
        this(start, Math.min(LEAST, start));
    }

    /** @param least never less, whatever the miner asks for */
    public ShareDifficulty(double start, double least) {
        this.wanted = start;
        this.least = least;
    }

    /**
     * Takes what is known of the miner's kind.
     *
     * @param start what it begins with, unless it asked for something or has begun
     * @param lowest what it can report and is worth to be lowered to
     */
    public void suit(double start, double lowest) {
        if (suggested == 0 && sent == 0) {
            wanted = start;
        }
        this.lowest = lowest <= LEAST ? least : lowest;
    }

    /**
     * Begins anew with what the miner suggests; the same again, as some firmware sends for a sign of life, changes nothing. Less than 1 also
     * says that the miner can have fractions.
     *
     * @return whether it is a difficulty at all
     */
    public boolean suggest(double difficulty) {
        if (!isDifficulty(difficulty)) {
            return false;
        }
        if (difficulty != suggested) {
            suggested = difficulty;
            wanted = Math.max(least, difficulty);
            fixed = false;
            asked = true;
            if (difficulty < 1 && lowest <= 1) {
                lowest = least;
            }
        }
        return true;
    }

    /** As {@link #suggest}, and stays there as long as the miner sends at most ten shares a second. */
    public boolean fix(double difficulty) {
        boolean is = suggest(difficulty);
        fixed |= is;
        return is;
    }

    /** Never goes below {@code difficulty} (BIP 310's minimum-difficulty). */
    public boolean limit(double difficulty) {
        boolean is = isDifficulty(difficulty);
        if (is) {
            floor = difficulty;
        }
        return is;
    }

    private static boolean isDifficulty(double difficulty) {
        return difficulty > 0 && !Double.isInfinite(difficulty);
    }

    /** The miner connects anew: it goes on where it was, but must be told. */
    public void again() {
        if (sent != 0 && !asked) {
            wanted = sent;
        }
        sent = 0;
    }

    /** What the miner asked for and has, as {@link #readFrom} takes it. */
    public void write(ByteWriter out) {
        for (double value : new double[] {sent == 0 || asked ? wanted : sent, lowest, floor, suggested, least}) {
            out.i64(Double.doubleToLongBits(value));
        }
        out.u8(fixed ? 1 : 0);
    }

    public static ShareDifficulty readFrom(ByteReader in) {
        double wanted = read(in);
        double lowest = read(in);
        double floor = readOrZero(in);
        double suggested = readOrZero(in);
        ShareDifficulty difficulty = new ShareDifficulty(wanted, read(in));
        difficulty.lowest = lowest;
        difficulty.floor = floor;
        difficulty.suggested = suggested;
        difficulty.fixed = in.u8() == 1;
        return difficulty;
    }

    static double read(ByteReader in) {
        double value = readOrZero(in);
        if (value == 0) {
            throw new MalformedBytesException("a difficulty of 0");
        }
        return value;
    }

    private static double readOrZero(ByteReader in) {
        double value = Double.longBitsToDouble(in.i64());
        if (value != 0 && !isDifficulty(value)) {
            throw new MalformedBytesException(value + " is no difficulty");
        }
        return value;
    }

    /** A share was accepted whose job asked for {@code difficulty}; those of earlier difficulties tell nothing of this one. */
    public void accepted(double difficulty, long now) {
        if (difficulty == sent) {
            vardiff.share(now);
        }
    }

    /** What a job that goes out now asks for: whole numbers from 1 on, and never more than a block must. */
    public double forJob(double networkDifficulty, long now) {
        double factor = sent == 0 || asked ? 1 : vardiff.factor(now);
        if (factor != 1 && (!fixed || factor >= FIXED_FLOOD)) {
            fixed = false;
            wanted = nearestPowerOfTwo(sent * factor);
        }
        return bounded(wanted, networkDifficulty);
    }

    private double bounded(double difficulty, double networkDifficulty) {
        double value = Math.min(Math.max(difficulty, Math.max(least, Math.max(lowest, floor))), networkDifficulty);
        return value >= 1 ? Math.floor(value) : value;
    }

    private static double nearestPowerOfTwo(double value) {
        return Math.scalb(1.0, (int) Math.rint(Math.log(value) / Math.log(2)));
    }

    /** Whether so many shares come that another difficulty should not wait for the next job. */
    public boolean isFlooded(double networkDifficulty, long now) {
        double factor = vardiff.factor(now);
        return factor >= (fixed ? FIXED_FLOOD : FLOOD) && bounded(sent * factor, networkDifficulty) != sent;
    }

    /** Whether the miner asked for another difficulty than it has. */
    public boolean isAskedToChange(double networkDifficulty) {
        return asked && bounded(wanted, networkDifficulty) != sent;
    }

    /**
     * A job with {@code difficulty} goes out.
     *
     * @return whether the miner must be told the difficulty before
     */
    public boolean sent(double difficulty, long now) {
        boolean changes = difficulty != sent;
        if (changes || asked) {
            sent = difficulty;
            asked = false;
            vardiff.restart(now);
        }
        return changes;
    }
}
