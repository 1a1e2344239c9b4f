package org.vanta.appliance.webhook;

import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.share.WorkerName;

/** Miners' names as messages show them: the miners choose them, so they are cut, and what is not printable ASCII becomes an underscore. */
final class ShownName {
    /** Ten names of this length, each character escaped, fit a message of every service. */
    static final int CHARS_MAX = 48;

    private ShownName() {}

    static String of(String name) {
        return cut(name, CHARS_MAX);
    }

    /** The worker's name, and the key's start where there is none. */
    static String of(WorkerName name) {
        return name.worker().isEmpty() ? name.owner().hex().substring(0, 8) : of(name.worker());
    }

    /** @param max the most characters, of which the last is an ellipsis if some were cut off */
    static String cut(String name, int max) {
        String printable = name.replaceAll("[^!-~]", "_");
        return printable.length() <= max ? printable : printable.substring(0, max - 1) + "…";
    }

    /** What stands behind the owner key and the dot of a user name; all of it if it does not begin with the key. */
    static String withoutKey(String user, OwnerKey owner) {
        String key = owner.hex();
        if (!user.regionMatches(true, 0, key, 0, key.length())) {
            return user;
        }
        String rest = user.substring(key.length());
        return rest.isEmpty() ? "" : rest.startsWith(".") ? rest.substring(1) : user;
    }
}
