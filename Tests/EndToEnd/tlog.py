#!/usr/bin/env python3
"""A verifier and a witness that nobody here wrote, on the ledger of a running server.

- aics-tlog verifies the checkpoint, every tile and entry bundle, inclusion, and growth (consistency);
- receipts verify offline with the log's public key alone;
- aics-witness cosigns the first checkpoint and its successor, refuses a stale one, and refuses a fork: the server's data
  folder is copied, both copies take one different ballot, and the second is turned away although the log's own key signed it.
"""

import base64
import http.client
import json
import random
import shutil
import sys

from harness import Election, Process, Server, ballots_request, free_port, main, require, run, say, send_all, skip

try:
    from aics_tlog import (
        HttpTileReader, audit_tiles, consistency_proof_from_tiles, format_vkey, leaf_hash, parse_checkpoint, parse_note,
        parse_vkey, verify_checkpoint, verify_inclusion, vkey_from_ed25519,
    )
    from aics_witness.feeder import WitnessClient, WitnessRejected, merge_cosignatures
    from aics_witness.protocol import format_add_checkpoint_request
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
except ImportError:
    skip("aics-tlog and aics-witness are not installed: they need Python 3.12 or later (scripts/setup.sh test says why)")

# More than 11 full tiles, and a partial one at each of two levels.
VOTERS = 3_000
SEED = 20_260_601

DEFINITION = {
    "title": "Parish council", "ballots": "pseudonymous", "results": "live", "opensAt": None, "closesAt": None,
    "contests": [{
        "id": "chair", "title": "Chair", "method": "irv", "seats": 1, "maxRanks": 3,
        "candidates": [{"id": name, "name": name.title()} for name in ("ada", "ben", "cleo", "dev")],
    }],
}


def tool(name):
    return str(shutil.which(name) or f"{sys.prefix}/bin/{name}")


def cast(server, election, tokens, choices):
    """Casts one ballot a token; the receipts."""
    requests = [
        ballots_request(election, token, {"chair": choices.sample(["ada", "ben", "cleo", "dev"], choices.randint(1, 3))})
        for token in tokens
    ]
    return [json.loads(body) for _, body in send_all(server, requests, expect=(201,))]


def checkpoint(server, election):
    status, headers, note = server.call("GET", f"{election.path}/log/checkpoint")
    require(status == 200, f"the checkpoint answered {status}")
    kind = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    require(kind.startswith("text/plain"), f"the checkpoint's content type is {kind!r}")
    return note


def check_receipt(receipt, key, origin):
    """As a voter would, offline: the entry, the path and the signed checkpoint that the receipt holds."""
    signed = parse_note(receipt["checkpoint"])
    verdict = verify_checkpoint(signed, key, expected_origin=origin)
    require(verdict.ok, f"receipt {receipt['index']}: its checkpoint does not verify: {verdict.error}")
    head = parse_checkpoint(signed.text)
    leaf = leaf_hash(receipt["entry"].encode())
    require(leaf == unpadded(receipt["leafHash"]), f"receipt {receipt['index']}: leafHash is not the hash of the entry")
    path = [unpadded(node) for node in receipt["proof"]]
    require(
        verify_inclusion(leaf, receipt["index"], head.size, path, head.root),
        f"receipt {receipt['index']}: its proof does not lead to its checkpoint",
    )


def unpadded(text):
    """Bytes in JSON are base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def post_checkpoint(port, body):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("POST", "/add-checkpoint", body=body)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def check(folder):
    choices = random.Random(SEED)
    say(f"seed {SEED}")
    server = Server(folder)
    with server:
        election = Election(server, DEFINITION)
        codes = election.import_roll(server, [(f"voter-{number}", f"region-{number % 7}") for number in range(VOTERS + 2)])
        election.change(server, "open")
        log = election.information(server)["log"]
        origin, verifier_key = log["origin"], log["verifierKey"]
        key = parse_vkey(verifier_key)
        key_file = folder / "log.vkey"
        key_file.write_text(verifier_key + "\n")

        requests = [(f"{election.path}/ballot-token", json.dumps({"code": code}).encode(), None) for _, code in codes]
        tokens = [json.loads(body)["ballotToken"] for _, body in send_all(server, requests)]
        require(len(set(tokens)) == len(tokens), "two voters were given the same ballot token")
        for_the_fork = [tokens.pop(), tokens.pop()]
        half = len(tokens) // 2

        tiles = f"{server.url}{election.path}/log"
        common = ["--tiles", tiles, "--vkey-file", key_file, "--origin", origin]
        first_file, second_file = folder / "first.note", folder / "second.note"

        receipts = cast(server, election, tokens[:half], choices)
        run(tool("aics-tlog"), "verify-checkpoint", *common, "--save-checkpoint", first_file)
        say(f"{half} ballots cast; aics-tlog verified the checkpoint")

        with Witness(folder, origin, verifier_key) as witness:
            first = first_file.read_bytes()
            cosigned = merge_cosignatures(first, witness.submit(first, lambda old, new: []))
            verdict = verify_checkpoint(parse_note(cosigned), key, [parse_vkey(witness.key)], 1, expected_origin=origin)
            require(verdict.ok, f"the cosigned checkpoint does not verify: {verdict.error}")

            receipts += cast(server, election, tokens[half:], choices)
            run(tool("aics-tlog"), "verify-consistency", *common, "--old-checkpoint", first_file, "--save-checkpoint", second_file)
            second = second_file.read_bytes()
            head = parse_checkpoint(parse_note(second).text)
            require(head.size >= VOTERS, f"the ledger holds {head.size} entries for {VOTERS} ballots")
            for index in sorted({0, 255, 256, head.size - 1, choices.randrange(head.size)}):
                run(tool("aics-tlog"), "verify-inclusion", *common, "--checkpoint", second_file, "--index", index)
            report = audit_tiles(HttpTileReader(tiles), head.size, head.root)
            say(f"aics-tlog verified growth to {head.size} entries, {report.tiles} tiles and {report.bundles} bundles")

            require(len({receipt["index"] for receipt in receipts}) == VOTERS, "two receipts name the same entry")
            for receipt in receipts:
                check_receipt(receipt, key, origin)
            say(f"{len(receipts)} receipts verified offline")

            run(tool("aics-tlog"), "verify-checkpoint", "--tiles", tiles, "--log-key", other_key(origin), expect=None)

            reader = HttpTileReader(tiles)
            witness.submit(second, lambda old, new: consistency_proof_from_tiles(reader, old, new))
            status, body = post_checkpoint(witness.port, format_add_checkpoint_request(0, [], second))
            require(
                (status, body.strip()) == (409, str(head.size).encode()),
                f"a stale old size was answered {status} {body!r}, not 409 {head.size}",
            )
            say("aics-witness cosigned the growth and refused a stale size")

            server.stop()
            check_fork(folder, server.data, election, for_the_fork, choices, witness, second_file, key_file, origin)


def check_fork(folder, data, election, tokens, choices, witness, last_file, key_file, origin):
    """Two servers from one data folder: only the one that the witness saw first goes on."""
    copy = folder / "forked-data"
    shutil.copytree(data, copy)
    sizes = []
    for name, folder_used, token in (("honest", data, tokens[0]), ("fork", copy, tokens[1])):
        with Server(folder, name, data=folder_used) as server:
            cast(server, election, [token], choices)
            note = checkpoint(server, election)
            sizes.append(parse_checkpoint(parse_note(note).text).size)
            tiles = f"{server.url}{election.path}/log"
            # Both grew from what was last cosigned: neither is refused for anything but the fork.
            run(
                tool("aics-tlog"), "verify-consistency", "--tiles", tiles, "--vkey-file", key_file, "--origin", origin,
                "--old-checkpoint", last_file,
            )
            reader = HttpTileReader(tiles)
            try:
                witness.submit(note, lambda old, new: consistency_proof_from_tiles(reader, old, new))
                refused = None
            except WitnessRejected as refusal:
                refused = refusal.status
            if name == "honest":
                require(refused is None, f"the witness refused the restarted server: {refused}")
            else:
                require(sizes[0] == sizes[1], f"the copies have {sizes} entries: this shows no fork")
                require(refused == 422, f"the witness answered a fork with {refused}, not 422")
    evidence = witness.evidence()
    require(len(evidence) == 1, f"the witness kept {len(evidence)} pieces of evidence, not the one fork")
    say("aics-witness cosigned the restarted server and refused its fork, keeping evidence")


def other_key(origin):
    """A verifier key of the same name, that did not sign anything."""
    return format_vkey(vkey_from_ed25519(origin, Ed25519PrivateKey.generate().public_key()))


class Witness:
    """aics-witness on a free port, with a client that keeps what it learns about it."""

    def __init__(self, folder, origin, verifier_key):
        self._config = folder / "witness.json"
        self.port = free_port()
        listen = f"127.0.0.1:{self.port}"
        self.key = run(
            tool("aics-witness"), "init", "--config", self._config, "--name", "witness.example/w1", "--listen", listen
        ).strip()
        run(tool("aics-witness"), "add-log", "--config", self._config, "--origin", origin, "--vkey", verifier_key)
        self._process = Process(
            folder / "witness.log", tool("aics-witness"), "serve", "--config", self._config, "--listen", listen
        )
        self._client = WitnessClient(f"http://{listen}", self.key)

    def __enter__(self):
        try:
            self._process.wait_for(self._answers, "aics-witness answers")
        except BaseException:
            self._process.stop()
            raise
        return self

    def __exit__(self, *_):
        self._client.close()
        self._process.stop()

    def _answers(self):
        try:
            return post_checkpoint(self.port, b"")[0] == 400
        except OSError:
            return False

    def submit(self, note, proof):
        """The cosignature line; raises WitnessRejected when it is refused for good."""
        return self._client.submit(note, proof)

    def evidence(self):
        """The log-signed requests that it refused as inconsistent, and kept."""
        return json.loads(run(tool("aics-witness"), "evidence", "--config", self._config))


if __name__ == "__main__":
    main(check)
