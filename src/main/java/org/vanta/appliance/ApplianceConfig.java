package org.vanta.appliance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.util.Optional;
import org.vanta.appliance.note.EnvelopeVersion;
import org.vanta.appliance.template.OutputValue;

/** What concerns the appliance as a whole. */
@ConfigMapping(prefix = "vanta")
public interface ApplianceConfig {
    /** The network this appliance serves: mainnet, regtest or devnet. The database belongs to one network for good. */
    @WithDefault("mainnet")
    String network();

    /** Owner key (64 hex digits) that is paid when a miner's user name is no owner key. "vanta keygen" makes one. Required where miners are served. */
    Optional<String> shieldedPubkey();

    /** Folder for the database and the pool seed; made if missing. */
    @WithDefault("${user.home}/.vanta")
    Path dataDir();

    /** Port of REST, health and metrics. */
    @WithDefault("8080")
    @Min(0)
    @Max(65_535)
    int httpPort();

    /** Sidecar that gets the notes of found blocks, as http://host:port; this appliance's own if unset. */
    Optional<String> l2Url();

    /** File that gets a copy of each note of our blocks before it is delivered, a body of POST /submit in each line; none if unset. */
    Optional<Path> shieldedNotesFile();

    /** How notes are made. */
    NoteConfig note();

    /** How notes are made. */
    interface NoteConfig {
        /** Envelope of the notes sent to L2: v1, or legacy for wallets that read nothing else (whoever knows the owner key can read those). */
        @WithDefault("v1")
        EnvelopeVersion envelope();

        /** Value of the coinbase's shielded output: zero, or full where the node demands to see the reward. */
        @WithDefault("zero")
        OutputValue outputValue();
    }
}
