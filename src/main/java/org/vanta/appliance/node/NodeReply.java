package org.vanta.appliance.node;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What a call to the node came to. */
public sealed interface NodeReply<T> {
    record Ok<T>(T value) implements NodeReply<T> {}

    record Failed<T>(NodeFailure failure) implements NodeReply<T> {}

    default <R> NodeReply<R> map(Function<T, R> function) {
        return switch (this) {
            case Ok<T>(T value) -> new Ok<>(function.apply(value));
            case Failed<T>(NodeFailure failure) -> new Failed<>(failure);
        };
    }

    /** The values of all, or the first failure. */
    static <T> NodeReply<List<T>> all(List<NodeReply<T>> replies) {
        List<T> values = new ArrayList<>(replies.size());
        for (NodeReply<T> reply : replies) {
            switch (reply) {
                case Ok<T>(T value) -> values.add(value);
                case Failed<T>(NodeFailure failure) -> {
                    return new Failed<>(failure);
                }
            }
        }
        return new Ok<>(values);
    }
}
