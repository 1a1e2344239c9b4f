package org.vanta.appliance.webhook;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.vanta.appliance.block.AcceptedBlock;
import org.vanta.appliance.share.WorkerName;

/** What people are told of, as text for them. */
sealed interface Alert {
    String title();

    String text();

    record BlockFound(AcceptedBlock block) implements Alert {
        @Override
        public String title() {
            return "Block found";
        }

        @Override
        public String text() {
            String worker = block.worker().isEmpty() ? "" : " by " + block.worker();
            return "Height " + block.height() + worker + ", " + block.hash().displayHex();
        }
    }

    /**
     * Miners without an accepted share for too long, those that fell silent since the last look together.
     *
     * @param named the first few of them
     * @param total how many there are
     * @param since the last share of the one longest silent
     */
    record MinersSilent(List<WorkerName> named, int total, Instant since) implements Alert {
        static final int NAMED_MAX = 10;

        public MinersSilent {
            named = List.copyOf(named);
        }

        @Override
        public String title() {
            return total == 1 ? "Miner silent" : total + " miners silent";
        }

        @Override
        public String text() {
            String names = named.stream().map(MinersSilent::shown).collect(Collectors.joining(", "));
            String more = total > named.size() ? " and " + (total - named.size()) + " more" : "";
            return names + more + ": no share since " + since;
        }

        /** The worker's name, and the key's start where there is none. */
        private static String shown(WorkerName name) {
            return name.worker().isEmpty() ? name.owner().hex().substring(0, 8) : name.worker();
        }
    }
}
