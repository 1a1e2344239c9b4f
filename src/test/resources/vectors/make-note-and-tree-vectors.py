#!/usr/bin/env python3
"""Writes note.json and tree.json beside this file: docs/formats.md a second time, in plain Python, sharing no code with the application.

    python3 src/test/resources/vectors/make-note-and-tree-vectors.py
"""
import hashlib
import hmac
import json
import pathlib

HERE = pathlib.Path(__file__).parent


def h(domain, *data):
    return hashlib.sha256(domain.encode() + b"".join(data)).digest()


def le(value, size):
    return value.to_bytes(size, "little")


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


# --- X25519, RFC 7748 section 5 ---
P = 2**255 - 19


def x25519(scalar, u):
    k = int.from_bytes(scalar, "little") & ~7 & ~(1 << 255) | 1 << 254
    x1 = int.from_bytes(u, "little") & (1 << 255) - 1
    x2, z2, x3, z3 = 1, 0, x1, 1
    for t in reversed(range(255)):
        bit = k >> t & 1
        if bit:
            x2, z2, x3, z3 = x3, z3, x2, z2
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        aa, bb, da, cb = a * a, b * b, d * a, c * b
        x3, z3 = (da + cb) ** 2 % P, x1 * (da - cb) ** 2 % P
        x2, z2 = aa * bb % P, (aa - bb) * (aa + 121665 * (aa - bb)) % P
        if bit:
            x2, z2, x3, z3 = x3, z3, x2, z2
    return le(x2 * pow(z2, P - 2, P) % P, 32)


# --- ChaCha20 and Poly1305, RFC 8439; HChaCha20, draft-irtf-cfrg-xchacha-03 ---
def rounds(state):
    s = list(state)
    rotate = lambda v, n: (v << n | v >> 32 - n) & 0xFFFFFFFF
    for _ in range(10):
        for a, b, c, d in [(0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
                           (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)]:
            s[a] = s[a] + s[b] & 0xFFFFFFFF; s[d] = rotate(s[d] ^ s[a], 16)
            s[c] = s[c] + s[d] & 0xFFFFFFFF; s[b] = rotate(s[b] ^ s[c], 12)
            s[a] = s[a] + s[b] & 0xFFFFFFFF; s[d] = rotate(s[d] ^ s[a], 8)
            s[c] = s[c] + s[d] & 0xFFFFFFFF; s[b] = rotate(s[b] ^ s[c], 7)
    return s


def words(data):
    return [int.from_bytes(data[i:i + 4], "little") for i in range(0, len(data), 4)]


def state(key, tail):
    return words(b"expand 32-byte k" + key + tail)


def chacha20(key, nonce, counter, data):
    out = b""
    for i in range(0, len(data), 64):
        s = state(key, le(counter + i // 64, 4) + nonce)
        block = b"".join(le(a + b & 0xFFFFFFFF, 4) for a, b in zip(s, rounds(s)))
        out += xor(data[i:i + 64], block)
    return out


def poly1305(key, data):
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for i in range(0, len(data), 16):
        total = (total + int.from_bytes(data[i:i + 16] + b"\1", "little")) * r % (2**130 - 5)
    return le(total + int.from_bytes(key[16:], "little") & 2**128 - 1, 16)


def xchacha20poly1305(key, nonce, plaintext, aad):
    s = rounds(state(key, nonce[:16]))
    subkey = b"".join(le(w, 4) for w in s[:4] + s[12:])
    inner = bytes(4) + nonce[16:]
    ciphertext = chacha20(subkey, inner, 1, plaintext)
    pad = lambda b: b + bytes(-len(b) % 16)
    tag = poly1305(chacha20(subkey, inner, 0, bytes(32)),
                   pad(aad) + pad(ciphertext) + le(len(aad), 8) + le(len(ciphertext), 8))
    return ciphertext + tag


def hkdf(ikm, salt, info, length):
    prk, block, out, i = hmac.digest(salt, ikm, "sha256"), b"", b"", 1
    while len(out) < length:
        block = hmac.digest(prk, block + info + bytes([i]), "sha256")
        out, i = out + block, i + 1
    return out[:length]


# --- Notes ---
def commitment(value, owner, asset, randomness):
    return h("Vanta/NoteCommitment/v1", le(value, 8), owner, le(asset, 4), randomness)


def legacy(plaintext, ephemeral_secret, owner):
    ephemeral = h("Vanta/Ephemeral/v1", ephemeral_secret)
    shared = h("Vanta/SharedSecret/v1", ephemeral, owner)
    stream = b"".join(h("Vanta/Stream/v1", shared, le(i, 4)) for i in range(2))
    return ephemeral, xor(plaintext, stream)


def version1(plaintext, ephemeral_secret, owner, commit):
    ephemeral = x25519(ephemeral_secret, le(9, 32))
    okm = hkdf(x25519(ephemeral_secret, owner), ephemeral + owner, b"Vanta/NoteEnvelope/v1", 56)
    return ephemeral, xchacha20poly1305(okm[:32], okm[32:], plaintext, commit)


def note_case(n):
    draw = lambda what: hashlib.sha256(f"vanta note vector {n} {what}".encode()).digest()
    secret, seed, prev_hash, ephemeral_secret = (draw(w) for w in ("secret", "seed", "prevhash", "ephemeral"))
    owner = x25519(secret, le(9, 32))
    network, height, tag = ["mainnet", "regtest", "devnet"][n % 3], 1 + 210_000 * n, int.from_bytes(draw("tag")[:8], "little")
    value, asset = [10**13, 0, 2**63 - 1, 1][n % 4], [0, 0, 2**32 - 1, 7][n % 4]
    randomness = hmac.digest(seed, b"Vanta/MiningNote/v1" + network.encode() + le(height, 4) + prev_hash
                             + le(value, 8) + owner + le(tag, 8), "sha256")
    commit = commitment(value, owner, asset, randomness)
    plaintext = le(value, 8) + le(asset, 4) + randomness
    v0, v1 = legacy(plaintext, ephemeral_secret, owner), version1(plaintext, ephemeral_secret, owner, commit)
    fields = dict(secret=secret, owner=owner, seed=seed, prev_hash=prev_hash, randomness=randomness, commitment=commit,
                  nullifier=h("Vanta/Nullifier/v1", secret, commit), ephemeral_secret=ephemeral_secret,
                  legacy_ephemeral_pubkey=v0[0], legacy_ciphertext=v0[1], v1_ephemeral_pubkey=v1[0], v1_ciphertext=v1[1])
    return dict(network=network, height=height, tag=str(tag), value=str(value), asset=asset) | {
        k: v.hex() for k, v in fields.items()}


# --- Sparse Merkle tree ---
EMPTY = bytes(32)


def bit(key, level):
    return key[level // 8] >> 7 - level % 8 & 1


def subtree(keys, level=0):
    if not keys:
        return EMPTY
    if len(keys) == 1:
        return h("Vanta/SMT/Leaf/v1", keys[0])
    return h("Vanta/SMT/Node/v1", *(subtree([k for k in keys if bit(k, level) == side], level + 1) for side in (0, 1)))


def prove(keys, key):
    siblings, level = [], 0
    while len(keys) > 1:
        siblings.append(subtree([k for k in keys if bit(k, level) != bit(key, level)], level + 1).hex())
        keys = [k for k in keys if bit(k, level) == bit(key, level)]
        level += 1
    proof = dict(commitment=key.hex(), present=keys == [key], siblings=siblings,
                 terminal="empty" if not keys else "leaf" if keys == [key] else "other")
    return proof | (dict(other_key=keys[0].hex()) if proof["terminal"] == "other" else {})


def tree_case(name, keys):
    absent = [hashlib.sha256(f"absent {name} {i}".encode()).digest() for i in range(3)]
    if keys:
        absent.append(keys[0][:31] + bytes([keys[0][31] ^ 1]))
        absent.append(bytes([keys[0][0] ^ 0x80]) + keys[0][1:])
    absent = [k for k in absent if k not in keys]
    return dict(name=name, keys=[k.hex() for k in keys], root=subtree(keys).hex(),
                proofs=[prove(keys, k) for k in keys[:4] + absent])


def tree_cases():
    hashed = lambda n: [hashlib.sha256(f"key {i}".encode()).digest() for i in range(n)]
    twins = [bytes(31) + b"\0", bytes(31) + b"\1"]
    yield tree_case("empty", [])
    yield tree_case("one key", hashed(1))
    yield tree_case("two keys", hashed(2))
    yield tree_case("twenty keys", hashed(20))
    yield tree_case("two hundred keys", hashed(200))
    yield tree_case("all zeros and all ones", [bytes(32), b"\xff" * 32])
    yield tree_case("two keys that differ in the last bit", twins)
    yield tree_case("long common prefixes", [b"\x5a" * (32 - n) + bytes(range(1, n + 1)) for n in range(1, 33)])


for name, cases in dict(note=[note_case(n) for n in range(8)], tree=list(tree_cases())).items():
    (HERE / f"{name}.json").write_text(json.dumps(cases, indent=1) + "\n")
