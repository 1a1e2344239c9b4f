package org.vanta.appliance.store;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/** The way to a database that carries a commit out and loses the answer, as a connection that breaks in the midst of it. */
final class LossyLink {
    private static final int H2_CLOSED = 90098;

    private final AtomicBoolean losing = new AtomicBoolean();

    /** The answer to the next commit is lost. */
    void loseNextAnswer() {
        losing.set(true);
    }

    DataSource over(DataSource source) {
        return proxy(DataSource.class, (method, arguments) -> {
            Object answer = method.invoke(source, arguments);
            return answer instanceof Connection connection ? over(connection) : answer;
        });
    }

    private Connection over(Connection connection) {
        return proxy(Connection.class, (method, arguments) -> {
            Object answer = method.invoke(connection, arguments);
            if (method.getName().equals("commit") && losing.getAndSet(false)) {
                throw new SQLException("the connection broke", "08006", H2_CLOSED);
            }
            return answer;
        });
    }

    private interface Call {
        Object of(Method method, Object[] arguments) throws Exception;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        InvocationHandler handler = (_, method, arguments) -> {
            try {
                return call.of(method, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
