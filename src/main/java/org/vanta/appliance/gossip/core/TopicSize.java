package org.vanta.appliance.gossip.core;

/**
 * How much a topic holds at the moment, for metrics and for tests of its bounds.
 *
 * @param reserves peers of the passive view
 * @param asking peers asked to become neighbours
 * @param cachedBytes of the contents of the {@code cached} messages
 * @param unheard contents published while there was no neighbour
 * @param remembered ids of messages
 * @param missing announced messages that have not come
 * @param requested messages asked for, by whom
 * @param announcements that wait to be sent
 * @param accounts peers with budgets
 */
public record TopicSize(
        int neighbours,
        int reserves,
        int asking,
        int cached,
        long cachedBytes,
        int unheard,
        int remembered,
        int missing,
        int requested,
        int announcements,
        int accounts,
        int timers) {}
