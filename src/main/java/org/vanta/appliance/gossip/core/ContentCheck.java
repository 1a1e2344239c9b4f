package org.vanta.appliance.gossip.core;

/**
 * Decides about content before it is delivered or passed on, so that nobody can make this peer carry rubbish. A pure function of the content:
 * the same bytes always get the same verdict, at once, without looking anything up.
 */
@FunctionalInterface
public interface ContentCheck {
    enum Verdict {
        /** Deliver and pass on. */
        ACCEPT,
        /** Neither deliver nor pass on, and think no worse of the sender: of a newer version perhaps. */
        IGNORE,
        /** Neither, and name the sender. */
        REJECT
    }

    Verdict check(Content content);
}
