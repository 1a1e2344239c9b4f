package org.vanta.appliance.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which appliance's state a command means. */
final class DataDirOption {
    @Option(
            names = "--data-dir",
            paramLabel = "FOLDER",
            defaultValue = "${env:VANTA_DATA_DIR:-${sys:user.home}/.vanta}",
            description = "the appliance's data directory; default VANTA_DATA_DIR, else ~/.vanta")
    Path path;
}
