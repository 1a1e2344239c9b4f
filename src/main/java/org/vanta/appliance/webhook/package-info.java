/**
 * Tells people what they want to know at once: a block was found, a miner fell silent, a worker exceeded its best difficulty. Takes accepted blocks from block
 * and workers' figures from share, and posts them to ntfy, Telegram, Discord or any URL. Shapes and settings are in docs/webhooks.md.
 */
@NullMarked
package org.vanta.appliance.webhook;

import org.jspecify.annotations.NullMarked;
