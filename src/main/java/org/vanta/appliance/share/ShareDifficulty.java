package org.vanta.appliance.share;

import org.vanta.appliance.bytes.ByteReader;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.MalformedBytesException;

/**
 * The share difficulty of one connection: where it starts, what the miner asked for, what its shares tell, and what it was last sent. What a
 * person set in the password outranks what firmware suggests on its own, and that the default. It changes only with a job: {@link #forJob},
 * then {@link #sent}. Has no clock: is given the time, in milliseconds of a clock that is never set. For one thread.
 */
public final class ShareDifficulty {
    /** Lowest there is, unless the server starts lower; a slow ESP32 finds a share a second at it. */
    public static final double LEAST = 0.00001;

    /** Upwards change that does not wait for the next job: the miner floods us. */
    private static final double FLOOD = 4;
    /** Shares above the aim that end a difficulty fixed by the miner: ten a second. */
    private static final double FIXED_FLOOD = 600 / Vardiff.SHARES_PER_MINUTE;

    private static final int NOT_SET = 0;
    private static final int FIXED = 1;
    private static final int SET = 2;

    /** Who gave the value to begin with; the later outranks the earlier. */
    private enum Standing {
        DEFAULT,
        /** By {@code mining.suggest_difficulty} or its kin: firmware sends one of its own accord. */
        SUGGESTED,
        /** By the password. */
        SET,
        /** By the password, and it stays there. */
        FIXED
    }

    private double least;
    private final Vardiff vardiff = new Vardiff();
    private double wanted;
    private double lowest = 1;
    private double floor;
    private double askedFor;
    private Standing standing = Standing.DEFAULT;
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
     * @param lowest what it can report and is worth to be lowered to; 1, as of any miner, takes fractions from nobody who asked for one
     */
    public void suit(double start, double lowest) {
        if (standing == Standing.DEFAULT && sent == 0) {
            wanted = start;
        }
        this.lowest = lowest > 1 ? lowest : Math.min(lowest, this.lowest);
    }

    /**
     * Begins anew with what the firmware suggests, unless the password said something; the same again, as some firmware sends for a sign of life,
     * changes nothing. Less than 1 also says that the miner can have fractions.
     *
     * @return whether it is a difficulty at all
     */
    public boolean suggest(double difficulty) {
        return begin(difficulty, Standing.SUGGESTED);
    }

    /** As {@link #suggest}, of the password: no suggestion changes it, be it sent before or after. */
    public boolean set(double difficulty) {
        return begin(difficulty, Standing.SET);
    }

    /** As {@link #set}, and stays there as long as the miner sends at most ten shares a second. */
    public boolean fix(double difficulty) {
        return begin(difficulty, Standing.FIXED);
    }

    private boolean begin(double difficulty, Standing by) {
        if (!isDifficulty(difficulty)) {
            return false;
        }
        if (difficulty < 1 && lowest <= 1) {
            lowest = LEAST;
        }
        boolean outranked = by == Standing.SUGGESTED && standing.compareTo(by) > 0;
        if (!outranked && (difficulty != askedFor || by != standing)) {
            askedFor = difficulty;
            standing = by;
            wanted = difficulty;
            asked = true;
        }
        return true;
    }

    /**
     * Never goes below {@code difficulty} (BIP 310's minimum-difficulty); 0 takes the limit back.
     *
     * @return whether {@link #isLimit}
     */
    public boolean limit(double difficulty) {
        boolean is = isLimit(difficulty);
        if (is) {
            floor = difficulty;
        }
        return is;
    }

    /** Whether it is a difficulty, or 0 for none. */
    public static boolean isLimit(double difficulty) {
        return difficulty == 0 || isDifficulty(difficulty);
    }

    private static boolean isDifficulty(double difficulty) {
        return difficulty > 0 && !Double.isInfinite(difficulty);
    }

    /**
     * The miner connects anew: it goes on where it was, but must be told.
     *
     * @param here what it would begin with: the least of the port it came to, and what it said before it was known
     */
    public void again(ShareDifficulty here) {
        wanted = goesOnWith();
        sent = 0;
        least = here.least;
        if (here.floor != 0) {
            floor = here.floor;
        }
        if (here.askedFor != 0) {
            var unused = begin(here.askedFor, here.standing);
        }
    }

    private double goesOnWith() {
        return sent == 0 || asked || standing == Standing.FIXED ? wanted : sent;
    }

    /** What the miner asked for and has, as {@link #readFrom} takes it. */
    public void write(ByteWriter out) {
        for (double value : new double[] {goesOnWith(), lowest, floor, askedFor, least}) {
            out.i64(Double.doubleToLongBits(value));
        }
        out.u8(
                switch (standing) {
                    case DEFAULT, SUGGESTED -> NOT_SET;
                    case SET -> SET;
                    case FIXED -> FIXED;
                });
    }

    public static ShareDifficulty readFrom(ByteReader in) {
        double wanted = read(in);
        double lowest = read(in);
        double floor = readOrZero(in);
        double askedFor = readOrZero(in);
        ShareDifficulty difficulty = new ShareDifficulty(wanted, read(in));
        difficulty.lowest = lowest;
        difficulty.floor = floor;
        difficulty.askedFor = askedFor;
        int standing = in.u8();
        difficulty.standing = switch (standing) {
            case NOT_SET -> askedFor == 0 ? Standing.DEFAULT : Standing.SUGGESTED;
            case SET -> Standing.SET;
            case FIXED -> Standing.FIXED;
            default -> throw new MalformedBytesException("standing " + standing + " of a difficulty is not known");
        };
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
        if (factor != 1 && (standing != Standing.FIXED || factor >= FIXED_FLOOD)) {
            standing = standing == Standing.FIXED ? Standing.SET : standing;
            wanted = nearestPowerOfTwo(sent * factor);
        }
        return bounded(wanted, networkDifficulty);
    }

    private double bounded(double difficulty, double networkDifficulty) {
        double reported = lowest <= LEAST ? least : Math.max(least, lowest);
        double value = Math.min(Math.max(difficulty, Math.max(reported, floor)), networkDifficulty);
        return value >= 1 ? Math.floor(value) : value;
    }

    private static double nearestPowerOfTwo(double value) {
        return Math.scalb(1.0, (int) Math.rint(Math.log(value) / Math.log(2)));
    }

    /** Whether so many shares come that another difficulty should not wait for the next job. */
    public boolean isFlooded(double networkDifficulty, long now) {
        double factor = vardiff.factor(now);
        return factor >= (standing == Standing.FIXED ? FIXED_FLOOD : FLOOD)
                && bounded(sent * factor, networkDifficulty) != sent;
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
