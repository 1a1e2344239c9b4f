package org.vanta.appliance.health;

import jakarta.inject.Singleton;
import java.util.function.Supplier;

/** Where the appliance connects its parts to health, metrics and status. Before that each part answers "not started yet". */
@Singleton
public final class Vitals {
    private volatile Supplier<MiningView> mining = () -> MiningView.NOT_STARTED;
    private volatile Supplier<L1View> l1 = () -> L1View.NOT_STARTED;
    private volatile Supplier<L2View> l2 = () -> L2View.NOT_STARTED;
    private volatile Supplier<PartHealth> store = () -> PartHealth.NOT_STARTED;
    private volatile Supplier<PartHealth> gossip = () -> PartHealth.NOT_STARTED;
    private volatile Supplier<String> starting = () -> "opening the database";
    private volatile boolean started;

    /** The suppliers must answer at once from memory. */
    public void connect(
            Supplier<MiningView> newMining,
            Supplier<L1View> newL1,
            Supplier<L2View> newL2,
            Supplier<PartHealth> newStore,
            Supplier<PartHealth> newGossip) {
        mining = newMining;
        l1 = newL1;
        l2 = newL2;
        store = newStore;
        gossip = newGossip;
    }

    /** What the start is at; the supplier must answer at once from memory. */
    public void starting(Supplier<String> newStarting) {
        starting = newStarting;
    }

    public String starting() {
        return starting.get();
    }

    /** Everything is started; said once. */
    public void started() {
        started = true;
    }

    public boolean isStarted() {
        return started;
    }

    public MiningView mining() {
        return mining.get();
    }

    public L1View l1() {
        return l1.get();
    }

    public L2View l2() {
        return l2.get();
    }

    public PartHealth store() {
        return store.get();
    }

    public PartHealth gossip() {
        return gossip.get();
    }

    /** The state is good and, where miners are served, work can be handed out: L1 is there. */
    public boolean isReady() {
        return started && store().state() != PartState.DOWN && (!mining().served() || l1().connected());
    }
}
