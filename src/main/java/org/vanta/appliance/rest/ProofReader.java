package org.vanta.appliance.rest;

import org.vanta.appliance.chain.ProofEnvelope;
import org.vanta.appliance.proof.ProofRequest;

/** Reads a proof to be checked: an envelope as it stands, or JSON with an envelope or a raw SP1 proof. */
final class ProofReader {
    /** Room for the longest public values and proof as arrays of bytes. */
    static final int BODY_BYTES_MAX = 32_768;

    /** Ten times a journal; hashing more would cost us without proving anything about a transfer. */
    static final int PUBLIC_VALUES_BYTES_MAX = 4_400;

    private static final String ENVELOPE = "envelope";
    private static final String EXPECTED = "envelope, or with vkey, public_values and proof";

    private ProofReader() {}

    static ProofRequest envelope(byte[] body) {
        limit(body, ProofEnvelope.BYTES_MAX, "an envelope");
        return new ProofRequest.Envelope(body);
    }

    static ProofRequest json(byte[] body) {
        limit(body, BODY_BYTES_MAX, "a proof's JSON");
        JsonBody object = JsonBody.parse(body, EXPECTED);
        if (object.has(ENVELOPE)) {
            if (object.has("proof")) {
                throw JsonBody.invalid(ENVELOPE, "either an envelope or a raw proof, not both");
            }
            return new ProofRequest.Envelope(object.bytes(ENVELOPE, ProofEnvelope.BYTES_MAX));
        }
        return new ProofRequest.RawSp1(
                object.hash256("vkey"),
                object.bytes("public_values", PUBLIC_VALUES_BYTES_MAX),
                object.bytes("proof", ProofEnvelope.PROOF_BYTES_MAX));
    }

    private static void limit(byte[] body, int max, String what) {
        if (body.length > max) {
            throw new ProblemException(ProblemCode.BODY_TOO_LARGE, null, what + " has at most " + max + " bytes");
        }
    }
}
