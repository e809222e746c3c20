"""A receipt and a ledger checked from scratch: RFC 6962 hashes, C2SP tiles and checkpoints. Nothing of the server's code is used."""

import base64
import hashlib
import json

from harness import require, skip

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    skip("the Python package 'cryptography' is not installed (scripts/setup.sh test)")

BUNDLE_ENTRIES = 256


def leaf_hash(entry):
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def unpadded(text):
    """Bytes in JSON are base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Checkpoints:
    """Reads signed checkpoints of one log."""

    def __init__(self, log):
        self.origin = log["origin"]
        name, key_id, key = log["verifierKey"].split("+", 2)
        material = base64.b64decode(key)
        require(name == self.origin and material[0] == 1 and len(material) == 33, f"an odd verifier key: {log['verifierKey']}")
        expected = hashlib.sha256(name.encode() + b"\n" + material).digest()[:4]
        require(key_id == expected.hex(), f"the id of the verifier key is {key_id}, not {expected.hex()}")
        self._key_id = expected
        self._key = Ed25519PublicKey.from_public_bytes(material[1:])
        self._known = {}

    def read(self, note):
        """(size, root) of a signed checkpoint; fails when the log did not sign it."""
        if note not in self._known:
            self._known[note] = self._verify(note)
        return self._known[note]

    def _verify(self, note):
        text, _, signatures = note.rpartition("\n\n")
        text += "\n"
        lines = text.splitlines()
        require(lines[0] == self.origin, f"a checkpoint of {lines[0]!r}, not of {self.origin!r}")
        for line in signatures.splitlines():
            dash, name, blob = line.split(" ")
            signature = base64.b64decode(blob)
            if dash == "\u2014" and name == self.origin and signature[:4] == self._key_id:
                try:
                    self._key.verify(signature[4:], text.encode())
                except InvalidSignature:
                    break
                return int(lines[1]), base64.b64decode(lines[2])
        require(False, f"a checkpoint without a good signature of the log:\n{note}")


def check_receipt(body, checkpoints):
    """What a voter can check offline; returns (index, entry bytes, size, root)."""
    receipt = json.loads(body)
    index, entry = receipt["index"], receipt["entry"].encode()
    size, root = checkpoints.read(receipt["checkpoint"])
    leaf = leaf_hash(entry)
    require(leaf == unpadded(receipt["leafHash"]), f"receipt {index}: leafHash is not the hash of its entry")
    path = [unpadded(node) for node in receipt["proof"]]
    require(root_of_proof(leaf, index, size, path) == root, f"receipt {index}: its proof does not lead to its checkpoint")
    return index, entry, size, root


def root_of_proof(leaf, index, size, path):
    """The algorithm of RFC 9162, section 2.1.3.2; None when the path has the wrong length."""
    if index >= size:
        return None
    node, last, result = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if node & 1 or node == last:
            result = node_hash(sibling, result)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            result = node_hash(result, sibling)
        node >>= 1
        last >>= 1
    return result if last == 0 else None


def roots(entries):
    """The root of the tree after each number of entries, from 0 on."""
    yield hashlib.sha256(b"").digest()
    peaks = []
    for number, entry in enumerate(entries, 1):
        node = leaf_hash(entry)
        for _ in range((number & -number).bit_length() - 1):
            node = node_hash(peaks.pop(), node)
        peaks.append(node)
        root = peaks[-1]
        for peak in reversed(peaks[:-1]):
            root = node_hash(peak, root)
        yield root


def ledger(server, path, checkpoints):
    """Every entry of a log, from its entry bundles, once the root of them all is the one that was signed."""
    status, _, note = server.call("GET", f"{path}/log/checkpoint")
    require(status == 200, f"the checkpoint answered {status}")
    size, root = checkpoints.read(note.decode())
    entries = []
    while len(entries) < size:
        number, width = len(entries) // BUNDLE_ENTRIES, min(BUNDLE_ENTRIES, size - len(entries))
        name = f"{number:03}" if number < 1_000 else f"x{number // 1_000:03}/{number % 1_000:03}"
        tile = f"{path}/log/tile/entries/{name}" + ("" if width == BUNDLE_ENTRIES else f".p/{width}")
        status, _, bundle = server.call("GET", tile)
        require(status == 200, f"GET {tile} answered {status}")
        entries += frames(bundle, width, tile)
    *_, last = roots(entries)
    require(last == root, f"the {size} entries of {path} do not have the root of the signed checkpoint")
    return entries


def frames(bundle, count, tile):
    """The entries of a bundle: a length in two bytes, then the entry."""
    found, position = [], 0
    while position < len(bundle):
        length = int.from_bytes(bundle[position:position + 2], "big")
        found.append(bundle[position + 2:position + 2 + length])
        position += 2 + length
    require(len(found) == count and position == len(bundle), f"{tile} holds {len(found)} entries, not {count}")
    return found
