package org.vanta.appliance.webhook;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.vanta.appliance.block.AcceptedBlock;
import org.vanta.appliance.share.WorkerName;

/** What people are told of, as text for them. However long and odd the miners' names are, title and text together stay below 1,000 characters. */
sealed interface Alert {
    /** The most miners a text names; the others are counted. */
    int NAMED_MAX = 10;

    /** Never holds a miner's name. */
    String title();

    /** @param name what the service needs to show a miner's name as nothing but a name */
    String text(UnaryOperator<String> name);

    default String text() {
        return text(UnaryOperator.identity());
    }

    private static <T> String listed(List<T> named, int total, Function<T, String> each) {
        String more = total > named.size() ? " and " + (total - named.size()) + " more" : "";
        return named.stream().map(each).collect(Collectors.joining(", ")) + more;
    }

    record BlockFound(AcceptedBlock block) implements Alert {
        @Override
        public String title() {
            return "Block found";
        }

        @Override
        public String text(UnaryOperator<String> name) {
            String worker = ShownName.of(worker());
            String by = worker.isEmpty() ? "" : " by " + name.apply(worker);
            return "Height " + block.height() + by + ", " + block.hash().displayHex();
        }

        /** The worker without the owner key its user name may begin with. */
        String worker() {
            return ShownName.withoutKey(block.worker(), block.owner());
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
        public MinersSilent {
            named = List.copyOf(named);
        }

        @Override
        public String title() {
            return total == 1 ? "Miner silent" : total + " miners silent";
        }

        @Override
        public String text(UnaryOperator<String> name) {
            return listed(named, total, miner -> name.apply(ShownName.of(miner))) + ": no share since " + since;
        }
    }

    /**
     * Workers that exceeded their best difficulty ever.
     *
     * @param named the first few of them, the highest difficulty first
     * @param total how many there are
     */
    record NewBests(List<Best> named, int total) implements Alert {
        public NewBests {
            named = List.copyOf(named);
        }

        /** @param before the best before, 0 if there was none */
        record Best(WorkerName worker, double difficulty, double before) {}

        @Override
        public String title() {
            return total == 1 ? "New best difficulty" : total + " new best difficulties";
        }

        @Override
        public String text(UnaryOperator<String> name) {
            return listed(
                    named,
                    total,
                    best -> name.apply(ShownName.of(best.worker())) + " " + ShownDifficulty.of(best.difficulty())
                            + (best.before() > 0 ? " (before " + ShownDifficulty.of(best.before()) + ")" : ""));
        }
    }
}
