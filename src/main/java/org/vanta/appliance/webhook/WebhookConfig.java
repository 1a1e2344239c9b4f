package org.vanta.appliance.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Where to tell of found blocks, of miners gone silent and of new best difficulties; nowhere if nothing is set. URLs and tokens are secrets and never logged. */
@ConfigMapping(prefix = "vanta.webhook")
public interface WebhookConfig {
    /** URL that gets each event as JSON. */
    Optional<String> url();

    /** URL of an ntfy topic, such as https://ntfy.example/my-pool. */
    Optional<String> ntfyUrl();

    /** Access token for the ntfy topic, if it needs one. */
    Optional<String> ntfyToken();

    /** URL of a Discord webhook. */
    Optional<String> discordUrl();

    /** Token of a Telegram bot; needs VANTA_WEBHOOK_TELEGRAM_CHAT. */
    Optional<String> telegramToken();

    /** Telegram chat the bot writes to. */
    Optional<String> telegramChat();

    /** Telegram's interface. */
    @WithDefault("https://api.telegram.org")
    String telegramUrl();

    /** Time without an accepted share after which a miner that had some counts as silent; 0s never. */
    @WithDefault("30m")
    Duration silentAfter();

    /** Difficulty from which a worker's new best ever is told of, such as 100000000; 0 never. */
    @WithDefault("0")
    double bestDifficulty();
}
