package org.vanta.appliance.devnet;

/** An error as the node words and numbers it; ends the call, not the connection. */
final class RpcError extends Exception {
    private static final long serialVersionUID = 1L;

    static final int PARSE_ERROR = -32700;
    static final int INVALID_REQUEST = -32600;
    static final int METHOD_NOT_FOUND = -32601;
    static final int MISC = -1;
    static final int TYPE = -3;
    static final int NOT_FOUND = -5;
    static final int INVALID_PARAMETER = -8;
    static final int DECODE_FAILED = -22;
    static final int VERIFY_ERROR = -25;
    static final int VERIFY_REJECTED = -26;

    private final int code;

    RpcError(int code, String message) {
        super(message);
        this.code = code;
    }

    int code() {
        return code;
    }
}
