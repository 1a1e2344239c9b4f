package org.vanta.appliance.bytes;

/** Text of strangers as logs and pages may show it. */
public final class PrintableAscii {
    private PrintableAscii() {}

    /** At most {@code charsMax} characters of {@code text}; each that is not printable ASCII or a blank becomes an underscore. */
    public static String of(String text, int charsMax) {
        return text.substring(0, Math.min(text.length(), charsMax)).replaceAll("[^ -~]", "_");
    }
}
