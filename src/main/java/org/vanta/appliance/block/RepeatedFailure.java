package org.vanta.appliance.block;

import org.jboss.logging.Logger;
import org.vanta.appliance.store.StoreFailure;

/**
 * Logs what fails again and again for one reason, such as a full disk: the first time with its stack trace, then one line each time unless it is
 * the very same. Safe for use by many threads.
 */
final class RepeatedFailure {
    private final Logger log;
    private String last = "";

    RepeatedFailure(Logger log) {
        this.log = log;
    }

    synchronized void failed(String what, Throwable failure) {
        String sentence = what + ": " + StoreFailure.innermost(failure);
        if (last.isEmpty()) {
            log.error(what, failure);
        } else {
            log.debug(what, failure);
            if (!sentence.equals(last)) {
                log.error(sentence);
            }
        }
        last = sentence;
    }

    /** It went well. */
    synchronized void ends() {
        last = "";
    }
}
