package org.vanta.appliance.cli;

/** What a command ends with. */
final class ExitCode {
    static final int DONE = 0;
    /** The answer is no: nothing found, not valid. */
    static final int NO = 1;
    /** Usage, configuration or environment stand in the way; one sentence on standard error says what. */
    static final int CANNOT = 2;

    private ExitCode() {}
}
