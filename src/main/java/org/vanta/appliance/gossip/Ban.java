package org.vanta.appliance.gossip;

import java.time.Instant;

/**
 * A refusal of everything from somebody.
 *
 * @param subject a peer's id as 64 hex digits, or a group of addresses such as {@code 192.0.2.0/24}
 * @param reason one word for the deed, or what the operator said
 * @param times how often the subject has been banned, this time included; a ban lasts twice as long as the one before
 */
public record Ban(String subject, String reason, Instant until, int times) {}
