import java.util.ArrayList;
import java.util.List;

/** The form of the java command's argument files (JDK tool specification of {@code java}, "java Command-Line Argument Files"). */
final class ArgumentFile {
    private ArgumentFile() {
    }

    /** One argument as the java command reads it from an argument file. */
    static String quoted(String arg) {
        return '"' + arg.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"';
    }

    /** Splits text as the java command splits an argument file: white space, quotes, escapes in quotes, comments. */
    static List<String> tokens(String text) {
        List<String> result = new ArrayList<>();
        StringBuilder current = null;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else if (c == '\\' && i + 1 < text.length()) {
                    char e = text.charAt(++i);
                    if (e == '\n' || e == '\r') {
                        while (i + 1 < text.length() && Character.isWhitespace(text.charAt(i + 1))) {
                            i++;
                        }
                    } else {
                        current.append(switch (e) {
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            case 't' -> '\t';
                            case 'f' -> '\f';
                            default -> e;
                        });
                    }
                } else {
                    current.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                current = current == null ? new StringBuilder() : current;
            } else if (Character.isWhitespace(c)) {
                if (current != null) {
                    result.add(current.toString());
                    current = null;
                }
            } else if (c == '#' && current == null) {
                while (i + 1 < text.length() && text.charAt(i + 1) != '\n') {
                    i++;
                }
            } else {
                current = current == null ? new StringBuilder() : current;
                current.append(c);
            }
        }
        if (current != null) {
            result.add(current.toString());
        }
        return result;
    }
}
