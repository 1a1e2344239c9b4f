package org.vanta.appliance.bitcoin;

/** Bounds of consensus and of parsing; nothing larger is read. */
public final class BitcoinLimits {
    /** A serialized block never exceeds its weight limit in bytes (BIP 141). */
    public static final int BLOCK_BYTES_MAX = 4_000_000;

    /** 60 bytes is the smallest transaction, so no block holds more. */
    public static final int BLOCK_TRANSACTIONS_MAX = BLOCK_BYTES_MAX / 60;

    public static final int SCRIPT_BYTES_MAX = BLOCK_BYTES_MAX;
    public static final int INPUTS_MAX = BLOCK_BYTES_MAX / 41;
    public static final int OUTPUTS_MAX = BLOCK_BYTES_MAX / 9;
    public static final int WITNESS_ITEMS_MAX = BLOCK_BYTES_MAX;

    /** A coinbase scriptSig has 2 to 100 bytes ("bad-cb-length"). */
    public static final int COINBASE_SCRIPT_BYTES_MIN = 2;

    public static final int COINBASE_SCRIPT_BYTES_MAX = 100;

    private BitcoinLimits() {}
}
