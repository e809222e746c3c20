"""Signed notes (C2SP signed-note, Ed25519) written and read with Python's `cryptography` alone."""

import base64
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from harness import require


class NoteKey:
    """A signer's name and key; `verifier_key` is what others need."""

    def __init__(self, name):
        self.name, self._key = name, Ed25519PrivateKey.generate()
        material = b"\x01" + self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self._id = key_id(name, material)
        self.verifier_key = f"{name}+{self._id.hex()}+{base64.b64encode(material).decode()}"

    def sign(self, text):
        signature = base64.b64encode(self._id + self._key.sign(text.encode())).decode()
        return f"{text}\n\u2014 {self.name} {signature}\n"


def key_id(name, material):
    return hashlib.sha256(name.encode() + b"\n" + material).digest()[:4]


def text_of(note, verifier_key):
    """The text of a note that this key signed; fails for any other."""
    name, _, key = verifier_key.split("+", 2)
    material = base64.b64decode(key)
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    for line in signatures.splitlines():
        dash, signer, blob = line.split(" ")
        signature = base64.b64decode(blob)
        if (dash, signer) == ("\u2014", name) and signature[:4] == key_id(name, material):
            try:
                Ed25519PublicKey.from_public_bytes(material[1:]).verify(signature[4:], text.encode())
                return text
            except InvalidSignature:
                break
    require(False, f"a note without a good signature by {name}:\n{note}")
