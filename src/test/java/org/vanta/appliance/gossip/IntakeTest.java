package org.vanta.appliance.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Goal: what goes wrong with one message costs no other. Method: an inbox that fails the first times. */
@Timeout(60)
class IntakeTest {
    @Test
    void neitherAnExceptionNorAnErrorEndsTheIntake() throws InterruptedException {
        AtomicInteger taken = new AtomicInteger();
        CountDownLatch stored = new CountDownLatch(1);
        NoteInbox inbox = _ -> switch (taken.getAndIncrement()) {
            case 0 -> throw new IllegalStateException("of the test");
            case 1 -> throw new StackOverflowError("of the test");
            default -> {
                stored.countDown();
                yield NoteInbox.Fate.STORED;
            }
        };
        try (Intake intake = new Intake(inbox, new NoBlocks(), new Hints(), new Hints(), new GossipTally())) {
            intake.start();
            for (String each : new String[] {"first", "second", "third"}) {
                intake.offer(new GossipMessage.NoteSent(TestSidecar.note(each)));
            }
            assertThat(stored.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
