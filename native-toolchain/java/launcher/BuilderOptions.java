import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The options of the image builder in the order in which they were given; of two values of one option the last one counts. */
final class BuilderOptions {
    private final List<String> options = new ArrayList<>();

    List<String> all() {
        return options;
    }

    /** An option as it was written, -H:... or -R:...; one of -H: gets the origin if it names none. */
    void add(String option, String origin) {
        options.add(option.startsWith("-H:") ? withOrigin(option, origin) : option);
    }

    void addFirst(String option) {
        options.add(0, option);
    }

    void set(String name, String value, String origin) {
        options.add("-H:" + name + (origin == null ? "" : "@" + origin) + "=" + value);
    }

    /** Where an option comes from is written behind its name: -H:Name@origin=value, -H:+Name@origin. */
    private static String withOrigin(String option, String origin) {
        int equals = option.indexOf('=');
        String front = equals < 0 ? option : option.substring(0, equals);
        String back = equals < 0 ? "" : option.substring(equals);
        return front.indexOf('@') >= 0 ? option : front + "@" + origin + back;
    }

    /** The value that the last mention of a builder option gives it. */
    Optional<String> valueOf(String name) {
        Pattern p = Pattern.compile("-H:" + Pattern.quote(name) + "(@[^=]*)?=(.*)", Pattern.DOTALL);
        String last = null;
        for (String option : options) {
            Matcher m = p.matcher(option);
            if (m.matches()) {
                last = m.group(2);
            }
        }
        return Optional.ofNullable(last);
    }

    boolean mentions(String name) {
        Pattern p = Pattern.compile("-H:[+-]?" + Pattern.quote(name) + "(@[^=]*)?(=.*)?", Pattern.DOTALL);
        return options.stream().anyMatch(o -> p.matcher(o).matches());
    }
}
