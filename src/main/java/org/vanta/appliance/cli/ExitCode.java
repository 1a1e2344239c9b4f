package org.vanta.appliance.cli;

/** What a command ends with. */
final class ExitCode {
    static final int DONE = 0;
    /** The answer is no: nothing found, not valid. */
    static final int NO = 1;
    /** Usage, configuration or environment stand in the way; one sentence on standard error says what. */
    static final int CANNOT = 2;

    /** What kept the appliance from starting may pass by itself, so it is worth another try: EX_TEMPFAIL of sysexits.h. */
    static final int TRY_AGAIN = 75;

    private ExitCode() {}
}
