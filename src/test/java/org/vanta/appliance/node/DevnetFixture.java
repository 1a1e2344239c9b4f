package org.vanta.appliance.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.chain.Network;
import org.vanta.appliance.devnet.Devnet;
import org.vanta.appliance.devnet.DevnetOptions;

/** The embedded L1. Its {@code generatetoaddress} pays a commitment of its own, whatever the address. */
public final class DevnetFixture implements NodeFixture {
    private final Devnet devnet;
    private final RpcCaller caller;

    private DevnetFixture(Devnet devnet) {
        this.devnet = devnet;
        this.caller = new RpcCaller(devnet.url(), credentials());
    }

    public static DevnetFixture start() {
        try {
            return new DevnetFixture(Devnet.start(DevnetOptions.easiest()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public URI url() {
        return devnet.url();
    }

    @Override
    public Credentials credentials() {
        return new Credentials.Password(devnet.user(), devnet.password());
    }

    /** The header that lets one in. */
    public String authorization() {
        return credentials().authorization() instanceof NodeReply.Ok<String>(String header) ? header : "";
    }

    @Override
    public Optional<String> zmq() {
        return Optional.empty();
    }

    @Override
    public String chain() {
        return Network.DEVNET.l1Chain();
    }

    @Override
    public List<Hash256> generate(int count) {
        List<Hash256> hashes = new ArrayList<>();
        for (JsonNode hash : rpc("generatetoaddress", count, "any")) {
            hashes.add(Hash256.fromDisplayHex(hash.textValue()));
        }
        return hashes;
    }

    @Override
    public NodeReply<JsonNode> call(String method, Object... params) {
        return caller.call(method, params);
    }

    @Override
    public void close() {
        caller.close();
        devnet.close();
    }
}
