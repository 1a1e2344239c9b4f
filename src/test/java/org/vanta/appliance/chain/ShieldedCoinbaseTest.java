package org.vanta.appliance.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.bitcoin.OutPoint;
import org.vanta.appliance.bitcoin.Script;
import org.vanta.appliance.bitcoin.Transaction;
import org.vanta.appliance.bitcoin.TxInput;
import org.vanta.appliance.bitcoin.TxOutput;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;

class ShieldedCoinbaseTest {
    private static final Hash256 COMMITMENT = Hash256.fromHex("c0".repeat(32));
    private static final byte[] SEGWIT = Hex.decode("6a24aa21a9ed" + "5e".repeat(32));
    private static final int EXTRANONCE_BYTES = 12;

    private static ShieldedCoinbase coinbase(int height, long tag) {
        return ShieldedCoinbase.of(height, tag, EXTRANONCE_BYTES, COMMITMENT, 7, SEGWIT);
    }

    @Test
    void isATransactionOfTheWrittenLayout() {
        Transaction transaction = Transaction.parse(
                coinbase(800_000, 0x1122334455667788L).withExtranonce(Hex.decode("0102030405060708090a0b0c")));
        assertThat(transaction.isCoinbase()).isTrue();
        assertThat(transaction.hasWitness()).isFalse();
        assertThat(Hex.encode(transaction.inputs().getFirst().script()))
                .isEqualTo("0300350c" + "088877665544332211" + "0c0102030405060708090a0b0c" + "072f56616e74612f");
        List<TxOutput> outputs = transaction.outputs();
        assertThat(outputs).hasSize(3);
        assertThat(outputs.get(0).value()).isEqualTo(7);
        assertThat(Hex.encode(outputs.get(0).script())).isEqualTo("5220" + COMMITMENT.hex());
        assertThat(outputs.get(1).value()).isZero();
        assertThat(Hex.encode(outputs.get(1).script())).isEqualTo("6a22bb00" + COMMITMENT.hex());
        assertThat(outputs.get(2).script()).isEqualTo(SEGWIT);
        assertThat(ShieldedEffects.of(transaction)).isEqualTo(new ShieldedEffects(List.of(COMMITMENT), List.of(), 0));
    }

    @Test
    void fitsTheSmallestFirmwareAtEveryHeight() {
        for (int height : new int[] {1, 17, 500_000, 16_777_216, Integer.MAX_VALUE}) {
            ShieldedCoinbase coinbase = coinbase(height, -1);
            assertThat(coinbase.head().length + EXTRANONCE_BYTES + coinbase.tail().length)
                    .isLessThanOrEqualTo(255);
            assertThat(coinbase.tail().length).isLessThanOrEqualTo(191);
        }
    }

    @Test
    void putsAnotherNoteIntoTheSameCoinbase() {
        ShieldedCoinbase shared = ShieldedCoinbase.of(800_000, 9, EXTRANONCE_BYTES, Hash256.ZERO, 7, SEGWIT);
        ShieldedCoinbase paid = shared.withCommitment(COMMITMENT);
        assertThat(paid.tail()).isEqualTo(coinbase(800_000, 9).tail());
        assertThat(paid.head()).isSameAs(shared.head());
        assertThat(shared.tail()).isNotEqualTo(paid.tail());
    }

    @Test
    void refusesWhatWouldNotFit() {
        assertThatThrownBy(() -> ShieldedCoinbase.of(1, 1, EXTRANONCE_BYTES, COMMITMENT, 0, new byte[80]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 255 and 191 each half");
        assertThatThrownBy(() -> ShieldedCoinbase.of(1, 1, 90, COMMITMENT, 0, null))
                .hasMessageContaining("makes the scriptSig too long");
        assertThatThrownBy(() -> coinbase(1, 1).withExtranonce(new byte[4])).hasMessageContaining("expected 12");
    }

    @Test
    void givesItsTagBack() {
        for (int height : new int[] {1, 16, 17, 800_000}) {
            Transaction transaction =
                    Transaction.parse(coinbase(height, -2).withExtranonce(new byte[EXTRANONCE_BYTES]));
            byte[] script = transaction.inputs().getFirst().script();
            assertThat(ShieldedCoinbase.tag(script, height)).contains(-2L);
            assertThat(ShieldedCoinbase.tag(script, height + 1)).isEmpty();
        }
        assertThat(ShieldedCoinbase.tag(new byte[0], 1)).isEmpty();
        assertThat(ShieldedCoinbase.tag(Script.height(5), 5)).isEmpty();
    }

    @Test
    void countsAnAnchorOnlyWithItsOutput() {
        Hash256 other = Hash256.fromHex("0d".repeat(32));
        Transaction transaction = new Transaction(
                2,
                List.of(new TxInput(OutPoint.NULL, new byte[2], 0, List.of())),
                List.of(
                        new TxOutput(0, new Anchor.Commitment(COMMITMENT).script()),
                        new TxOutput(0, WitnessV2.script(COMMITMENT)),
                        new TxOutput(0, new Anchor.Commitment(COMMITMENT).script()),
                        new TxOutput(0, new Anchor.Commitment(other).script()),
                        new TxOutput(0, new Anchor.Nullifier(other).script()),
                        new TxOutput(0, new Anchor.Nullifier(other).script())),
                0);
        assertThat(ShieldedEffects.of(transaction))
                .isEqualTo(new ShieldedEffects(List.of(COMMITMENT), List.of(other), 1));
    }

    @Test
    void readsOnlyScriptsOfItsExactForms() {
        byte[] anchor = new Anchor.Nullifier(COMMITMENT).script();
        assertThat(Anchor.parse(anchor)).contains(new Anchor.Nullifier(COMMITMENT));
        byte[] unknown = anchor.clone();
        unknown[3] = 2;
        assertThat(Anchor.parse(unknown)).isEmpty();
        assertThat(Anchor.parse(Hex.decode(Hex.encode(anchor) + "00"))).isEmpty();
        assertThat(Anchor.parse(new byte[0])).isEmpty();
        assertThat(WitnessV2.commitment(Hex.decode("5120" + COMMITMENT.hex()))).isEqualTo(Optional.empty());
        assertThat(WitnessV2.commitment(WitnessV2.script(COMMITMENT))).contains(COMMITMENT);
    }

    @Test
    void halvesTheSubsidyToNothing() {
        assertThat(Network.REGTEST.subsidy(149)).isEqualTo(5_000_000_000L);
        assertThat(Network.REGTEST.subsidy(150)).isEqualTo(2_500_000_000L);
        assertThat(Network.REGTEST.subsidy(150 * 64)).isZero();
        assertThatThrownBy(() -> Network.parse("testnet"))
                .hasMessage("unknown network \"testnet\", known are mainnet, regtest, devnet");
    }
}
