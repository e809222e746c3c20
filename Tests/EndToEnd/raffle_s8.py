#!/usr/bin/env python3
"""The critical files are verified: on demand, before each draw, at the start and once a day; while they are not the approved ones, no draw.

Three toy files stand for the program's. Everything is held against their digests, and against `sha256sum`, which knows nothing of Urna.
"""

import hashlib
import json
import os
import subprocess
import time

from harness import BIN, Server, main, require, run, say
from moving_clock import MovingClock
from notes import NoteKey, text_of
from raffles import People, Raffle, Unit, close_all, events

FILES = {"core/draw.bin": "draw-v1\n", "core/rng.bin": "rng-v1\n", "core/validation.bin": "validation-v1\n"}
MANIFEST = """\
42506fa0859e6ba92943bf562d91c5500bf9e0d8a978cf4252a13ce160eb1531  core/draw.bin
c2b07713b2adaef43fbec6f67d269542b115a3f9584c816574fd31befd2e9ad5  core/rng.bin
78004412250ced626eaa98ce4f91a67237012414fdc7a5997017d90ea48a9f99  core/validation.bin
"""
AGGREGATE = "e40af827cb592b5bdf79a485ce04df5e2f6098a5d168ae99999476123a00e098"
CHANGED, CHANGED_AGGREGATE = (
    "2c293c95dbfc1622b5ba5d9418ac79556ce6b8f821b3fc2a2a462bdb2865ddc4", "005ebfce75ca653f8b3908887d51c91405ee521008f83b1ac1fe31041db98e84")
KINDS = ("drawing", "exceptions", "bearer-tickets", "sales-by-rsu", "voided-numbers", "rsu-events", "rsu-corruption")
DAY = 86_400


class Files:
    """The toy files, beside their manifest."""

    def __init__(self, folder):
        self.root, self.manifest = folder / "program", folder / "manifest"
        (self.root / "core").mkdir(parents=True)
        self.restore()
        self.manifest.write_text(MANIFEST)

    def restore(self):
        for path in self.root.rglob("*.bin"):
            path.unlink()
        for path, text in FILES.items():
            (self.root / path).write_text(text)

    def change(self):
        (self.root / "core/rng.bin").write_text("rng-v2\n")

    def sha256sum(self, manifest, expect=0):
        return run("sha256sum", "-c", manifest, folder=self.root, expect=expect)


class Software:
    """The verifications of a server."""

    def __init__(self, server, people):
        self.server, self.people = server, people

    def verify(self, role):
        return self.server.json("POST", "/v1/audit/verifications", {}, self.people[role])

    def public(self):
        """What anybody sees; the signed note has to say the same."""
        status = self.server.json("GET", "/v1/audit/software")
        signed = json.loads(text_of(status["note"], status["verifierKey"]))
        wrong = {name: value for name, value in signed.items() if status.get(name, value) != value}
        require(not wrong and signed["result"] == status["result"], f"the signed statement is another: {signed}, {status}")
        return status

    def events(self, code):
        return events(self.server, self.people, ledger="system", event=code)

    def refused(self, method, path, body, role):
        status, _, answer = self.server.call(method, path, body, self.people[role])
        require(
            status == 503 and json.loads(answer).get("code") == "INTEGRITY_FAIL",
            f"{method} {path} in a lock-out answered {status}, expected 503 INTEGRITY_FAIL: {answer[:1000]!r}")


def require_valid(status, files):
    found = (status["result"], status["aggregate"], status["actualAggregate"], status["problems"], status["lockedOut"])
    require(found == ("VALID", AGGREGATE, AGGREGATE, [], None), f"the good files: {status}")


def check_valid(server, software, files, folder):
    require(hashlib.sha256(MANIFEST.encode()).hexdigest() == AGGREGATE, "the manifest of this check is mistyped")
    require_valid(software.public(), files)
    require_valid(software.verify("regulator"), files)
    status, _, published = server.call("GET", "/v1/audit/software/manifest")
    require((status, published.decode()) == (200, MANIFEST), f"the published manifest: {status} {published!r}")
    copy = folder / "published-manifest"
    copy.write_bytes(published)
    require(files.sha256sum(copy).splitlines() == [f"{path}: OK" for path in FILES], "sha256sum -c disagrees")
    shown = run(BIN / "urna", "audit", "software", "--manifest", "--server", server.url)
    require(shown == MANIFEST, f"urna audit software --manifest printed {shown!r}")
    say(f"VALID, aggregate {AGGREGATE}; sha256sum -c agrees")
    return copy


def check_changed(server, software, files, copy):
    files.change()
    status = software.verify("regulator")
    require((status["result"], status["aggregate"], status["actualAggregate"]) == ("INVALID", AGGREGATE, CHANGED_AGGREGATE), f"{status}")
    require(status["problems"] == [f"changed: core/rng.bin ({CHANGED})"], f"the problems: {status['problems']}")
    public = software.public()
    require(public["result"] == "INVALID" and "core/rng.bin" in (public["lockedOut"] or {})["problem"], f"the public status: {public}")
    outside = files.sha256sum(copy, expect=1)
    require([line for line in outside.splitlines() if "FAILED" in line] == ["core/rng.bin: FAILED"], f"sha256sum -c: {outside}")
    say(f"core/rng.bin changed: INVALID, it alone is named, {CHANGED}; aggregate {CHANGED_AGGREGATE}")
    say("the public page says so, signed")

    told = software.events("VERIFICATION_FAILED")
    require(told and "core/rng.bin" in json.dumps(told[-1]["data"]) and told[-1]["actor"] == "reg1", f"VERIFICATION_FAILED: {told}")
    locked = software.events("LOCKED_OUT")
    require(len(locked) == 1 and "core/rng.bin" in locked[0]["data"]["problem"], f"LOCKED_OUT: {locked}")
    require("critical files do not verify" in server.log.read_text(errors="replace"), "the server's log does not tell of it")
    status, _, metrics = server.call("GET", "/metrics")
    alarm = [line for line in metrics.decode().splitlines() if line in ("urna_software_locked_out 1", "urna_software_valid 0")]
    require(status == 200 and len(alarm) == 2, f"the metrics do not tell of the lock-out: {status} {alarm}")
    say(f"on record: {told[-1]['event']}, {locked[0]['event']}; an alarm can hang on the log and on the metrics: {', '.join(alarm)}")


def check_lock_out(server, software, ready, draft, unit, selling):
    """Nothing new begins and nothing is drawn or paid; what is there stays readable, and nothing sold is lost."""
    people = software.people
    definition = ready.get()["definition"]
    software.refused("POST", "/v1/raffles?id=raffle-new", definition, "admin")
    software.refused("POST", f"{draft.path}/activate", {}, "admin")
    software.refused("POST", f"{ready.path}/freeze", {}, "draw-official")
    software.refused("POST", f"{ready.path}/draws", {"prize": "main"}, "draw-official")
    software.refused("POST", f"{selling.path}/leases", {"rsu": "RSU-Z", "count": 10}, "event-manager")
    status, answer = unit.call("POST", f"/v1/rsu/raffles/{selling.id}/lease", {"count": 10})
    require((status, answer.get("code")) == (503, "INTEGRITY_FAIL"), f"a lease in a lock-out: {status} {answer}")
    require((draft.get()["state"], ready.get()["state"]) == ("draft", "acknowledged"), "a refused call changed a raffle")
    digests = {kind: ready.report(kind)["digest"] for kind in KINDS}
    results = unit.upload(selling, [unit.sell(selling, "P1")])
    require([result["outcome"] for result in results] == ["recorded"], f"a sold ticket could not be uploaded: {results}")
    selling.do("event-manager", "suspend", {"reason": "the software is not verified"})
    say(f"503 INTEGRITY_FAIL: new raffle, activation, freeze, draw, leases; {len(digests)} reports are readable, uploads come in")
    return digests


def check_missing_and_extra(software, files):
    files.restore()
    (files.root / "core/draw.bin").unlink()
    require(software.verify("regulator")["problems"] == ["missing: core/draw.bin"], "a missing file")
    files.restore()
    (files.root / "core/more.bin").write_text("more\n")
    problems = software.verify("regulator")["problems"]
    require(problems == [f"extra: core/more.bin ({hashlib.sha256(b'more' + bytes([10])).hexdigest()})"], f"an extra file: {problems}")
    require(software.public()["result"] == "INVALID", "an extra file is not INVALID")
    say("a missing file and one too many: INVALID, each named")


def check_clearance(software, ready, files):
    """A passing verification that the regulator asks for, or a start of the server, does not end the lock-out; the manager's does."""
    status = software.verify("regulator")
    require(status["result"] == "VALID" and status["lockedOut"], f"the regulator's verification: {status}")
    software.refused("POST", f"{ready.path}/draws", {"prize": "main"}, "draw-official")
    status, _, answer = software.server.call("POST", "/v1/audit/verifications", {}, software.people["operator"])
    require(status == 403, f"an operator's verification answered {status}: {answer[:500]!r}")
    require_valid(software.verify("event-manager"), files)
    cleared = software.events("LOCK_OUT_CLEARED")
    require(len(cleared) == 1 and cleared[0]["data"]["clearedBy"] == "mgr1", f"LOCK_OUT_CLEARED: {cleared}")
    say("restored: VALID, and the event manager's verification ends the lock-out, on record with the name")


def check_before_draw(software, ready, files):
    """Nobody asked for a verification: the draw does it itself."""
    files.change()
    software.refused("POST", f"{ready.path}/draws", {"prize": "main"}, "draw-official")
    require(ready.get()["state"] == "acknowledged" and software.public()["problems"], "the verification before a draw")
    files.restore()
    require_valid(software.verify("event-manager"), files)
    drawn = ready.do("draw-official", "draws", {"prize": "main"})
    require(drawn["verdict"] == "VALID" and drawn["software"]["aggregate"] == AGGREGATE, f"drawn: {drawn}")
    say(f"changed right before the draw: refused; restored: number {drawn['number']} is drawn by {drawn['software']['aggregate'][:16]}…")


def check_schedule(software, clock, files):
    before = software.public()["time"]
    clock.move(DAY - 60)
    # Two turns of a clock that looks each second. That something does not happen has nothing to wait for.
    time.sleep(2.5)
    require(software.public()["time"] == before, "verified again before a day was over")
    clock.move(61)
    software.server.wait_for(lambda: software.public()["time"] != before, "a verification after 24 h and 1 s", 10)
    software.people.log_on_all()
    told = software.events("VERIFICATION_PASSED")[-1]
    require(told["actor"] == "schedule" and told["data"].get("trigger") == "schedule", f"by itself: {told}")
    files.change()
    clock.move(DAY + 1)
    software.server.wait_for(lambda: software.public()["result"] == "INVALID", "the next day finds the change", 10)
    files.restore()
    say("after 24 h and 1 s it is verified by itself, not a minute earlier; a change is found the day after, with nobody asking")


def check_release(server, folder, files):
    """Files whose manifest the release key did not sign are not served with; they are not even run."""
    key, other = NoteKey("release.example"), NoteKey("release.example")
    version = server.json("GET", "/v1/audit/software")["version"]
    identity = {"aggregate": AGGREGATE, "programId": "urna", "version": version}
    text = json.dumps(identity, sort_keys=True, separators=(",", ":")) + "\n"
    note = folder / "release"

    def serve(key, signed):
        note.write_text(signed)
        return subprocess.run(
            [str(BIN / "urna"), "serve", "--data", str(folder / "released"), "--port", "0"], capture_output=True, text=True, timeout=30,
            env={**os.environ, **environment(files), "URNA_SOFTWARE_RELEASE": str(note), "URNA_SOFTWARE_KEYS": key.verifier_key})

    for what, signed in (("another key's", other.sign(text)), ("an altered", key.sign(text.replace(AGGREGATE[:8], "00000000")))):
        done = serve(key, signed)
        require(done.returncode != 0 and "release" in (done.stdout + done.stderr).lower(), f"{what} release: {done.returncode} {done.stderr[-500:]}")
    note.write_text(key.sign(text))
    with Server(folder, name="released", environment={
        **environment(files), "URNA_SOFTWARE_RELEASE": str(note), "URNA_SOFTWARE_KEYS": key.verifier_key,
    }) as server:
        require(server.json("GET", "/v1/audit/software")["result"] == "VALID", "the signed release")
    say("a release that another key signed, or an altered one: the server does not start; the signed one: VALID")


def check_unit_update(server, folder):
    """A selling unit takes an update only when the maker's key signed it and every file is as it says; else nothing changes."""
    key, other = NoteKey("release.example"), NoteKey("release.example")
    unit, program = folder / "unit", BIN / "urna"
    digest, version = hashlib.sha256(program.read_bytes()).hexdigest(), server.json("GET", "/v1/audit/software")["version"]

    def release(version, manifest, key):
        text = json.dumps(
            {"aggregate": hashlib.sha256(manifest.encode()).hexdigest(), "programId": "urna-rsu", "version": version},
            sort_keys=True, separators=(",", ":")) + "\n"
        paths = folder / f"unit-release-{version}", folder / f"unit-manifest-{version}"
        for path, content in zip(paths, (key.sign(text), manifest)):
            path.write_text(content)
        return "--release", paths[0], "--manifest", paths[1]

    run(program, "rsu", "init", "--dir", unit, "--id", "RSU-U", "--release-key", key.verifier_key, *release(version, f"{digest}  urna\n", key))
    before = run(program, "rsu", "status", "--dir", unit, "--json")
    new = folder / "unit-new"
    new.mkdir()
    (new / "urna").write_text("another program\n")
    manifest = f"{hashlib.sha256(b'another program' + bytes([10])).hexdigest()}  urna\n"
    update = (program, "rsu", "update", "--dir", unit, "--files", new)
    run(*update, *release("9.9.9", manifest, other), expect=1)
    (new / "urna").write_text("an altered program\n")
    run(*update, *release("9.9.9", manifest, key), expect=1)
    after = run(program, "rsu", "status", "--dir", unit, "--json")
    require(json.loads(after)["software"] == json.loads(before)["software"], f"a refused update changed the unit: {before} {after}")
    (new / "urna").write_text("another program\n")
    run(*update, *release("9.9.9", manifest, key))
    say("an update of a selling unit that is unsigned or altered is refused before it runs, the signed one is taken")


def environment(files):
    return {"URNA_SOFTWARE_MANIFEST": str(files.manifest), "URNA_SOFTWARE_ROOT": str(files.root)}


def check(folder):
    files, clock = Files(folder), MovingClock(folder)
    settings = {**environment(files), **clock.environment}
    server = Server(folder, environment=settings)
    try:
        people = People(server)
        software = Software(server, people)
        unit = Unit(server, people, "RSU-A")
        Unit(server, people, "RSU-Z")
        ready, draft, selling = (Raffle(server, people, name) for name in ("raffle-ready", "raffle-draft", "raffle-selling"))
        for raffle in (ready, selling):
            raffle.do("event-manager", "activate")
            unit.lease(raffle, 100)
        for package in ("P1", "P2", "P3"):
            unit.sell(ready, package)
        unit.upload(ready)
        close_all(ready, {"RSU-A": unit})

        copy = check_valid(server, software, files, folder)
        check_changed(server, software, files, copy)
        digests = check_lock_out(server, software, ready, draft, unit, selling)
        check_missing_and_extra(software, files)
        files.restore()
    finally:
        server.stop()
    with Server(folder, data=server.data, environment=settings) as server:
        people.server = software.server = unit.server = server
        for raffle in (ready, draft, selling):
            raffle.server = server
        people.log_on_all()
        public = software.public()
        require(public["result"] == "VALID" and public["lockedOut"], f"a start of the server ended the lock-out: {public}")
        check_clearance(software, ready, files)
        for kind in ("bearer-tickets", "sales-by-rsu", "voided-numbers"):
            require(ready.report(kind)["digest"] == digests[kind], f"{kind} has another digest than in the lock-out")
        check_before_draw(software, ready, files)
        require(draft.do("admin", "activate")["state"] == "active", "activation does not resume")
        require(selling.do("event-manager", "resume")["state"] == "active", "the suspended raffle does not resume")
        check_release(server, folder, files)
        check_unit_update(server, folder)
        check_schedule(software, clock, files)


if __name__ == "__main__":
    main(check)
