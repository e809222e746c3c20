#!/usr/bin/env python3
"""The program of a selling unit: it sells as the maker signed it and no other, and takes another release only when that is signed, whole and no older.

The unit runs a copy of the program that this check may change: a byte more at its end, and it still runs, but is another file.
"""

import hashlib
import json
import os
import shutil
import subprocess

from harness import BIN, Server, main, require, say
from notes import NoteKey
from raffles import PIN, People, Raffle, events
from units import UnitProgram

PROGRAM_ID = "urna-rsu"
AHEAD = ("7.0.0", "7.0.1", "7.1.0", "10.0.0")
BEHIND = ("6.9.9", "7.0.0-rc1", "0.1.0")


class Maker:
    """Signs releases, and keeps the files of each."""

    def __init__(self, folder):
        self.folder, self.key, self.other = folder / "maker", NoteKey("release.example"), NoteKey("release.example")
        self.folder.mkdir()
        self.count = 0

    def manifest(self, path):
        return f"{hashlib.sha256(path.read_bytes()).hexdigest()}  urna\n"

    def note(self, version, manifest, key=None, program=PROGRAM_ID):
        members = {"aggregate": hashlib.sha256(manifest.encode()).hexdigest(), "programId": program, "version": version}
        return (key or self.key).sign(json.dumps(members, sort_keys=True, separators=(",", ":")) + "\n")

    def release(self, note, manifest):
        """The options that name a release."""
        self.count += 1
        paths = self.folder / f"release-{self.count}", self.folder / f"manifest-{self.count}"
        for path, content in zip(paths, (note, manifest)):
            path.write_text(content)
        return "--release", paths[0], "--manifest", paths[1]

    def good(self, version, path):
        manifest = self.manifest(path)
        return self.release(self.note(version, manifest), manifest)


def altered_copy(source, target, addition=b"\0"):
    """The same program, another file: what follows the sections of an ELF file is not loaded."""
    target.parent.mkdir(exist_ok=True)
    shutil.copyfile(source, target)
    with open(target, "ab") as file:
        file.write(addition)
    target.chmod(0o755)
    return target


def put_in_place(source, target):
    """As an installer does it: beside, then over, so that a running program keeps its file."""
    beside = target.with_suffix(".new")
    shutil.copyfile(source, beside)
    beside.chmod(0o755)
    os.replace(beside, target)


def approved(unit):
    return [(unit.dir / name).read_bytes() for name in ("program.note", "program.manifest", "unit.json")]


def sell(unit):
    return unit.run("sell", "--package", "P1", "--pin-file", unit.pin_file)


def check_setup(folder, maker, program):
    """A unit is not even set up with a release that is not the maker's, or not of the program that runs."""
    manifest = maker.manifest(program)
    for what, note, listed in (
        ("another key's", maker.note("7.0.0", manifest, maker.other), manifest), ("another program's", maker.note("7.0.0", manifest, program="urna"), manifest),
        ("another manifest's", maker.note("7.0.0", manifest), manifest.replace(manifest[:4], "0000")),
        ("another file's", maker.note("7.0.0", "00" * 32 + "  urna\n"), "00" * 32 + "  urna\n"),
    ):
        done = subprocess.run(
            [str(program), "rsu", "init", "--dir", str(folder / f"unit-{what[:9]}"), "--id", "RSU-X", "--release-key", maker.key.verifier_key,
             *map(str, maker.release(note, listed))], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
        require(done.returncode == 1 and "must not sell" in done.stderr, f"set up with {what} release: {done.returncode} {done.stderr}")
    say("a unit is not set up with a release that is not the maker's for this very program")


def check_changed(server, people, raffle, unit, program, signed):
    """A program that is not the signed one sells nothing, and says so; with the signed one it goes on where it was."""
    kept = [path.read_bytes() for path in unit.journals(raffle.id)]
    altered_copy(signed, program)
    said = unit.refused("sell", "--package", "P1", "--pin-file", unit.pin_file, code="PROGRAM_MISMATCH")
    require("urna" in said, f"the file is not named: {said}")
    unit.refused("check", code="PROGRAM_MISMATCH")
    status = unit.run("status")
    require(status["state"] != "active" and "not as it was signed" in json.dumps(status), f"the status of a changed program: {status}")
    journals = [path.read_bytes() for path in unit.journals(raffle.id)]
    require(all(b'"sale"' not in new[len(old):] for old, new in zip(kept, journals)), "a changed program has written a sale")
    require(len(unit.tickets()) == 1, f"a changed program has printed: {len(unit.tickets())} tickets")
    put_in_place(signed, program)
    unit.run("check")
    require(sell(unit)["tickets"][0]["ticket"] == "RSU-M-2", "with the signed program again it does not go on")
    unit.run("sync", "--pin-file", unit.pin_file)
    told = [each for each in raffle.events(event="PROGRAM_MISMATCH") if each["component"] == unit.id]
    require(told and "urna" in json.dumps(told[0]["data"]), f"PROGRAM_MISMATCH on record: {told}")
    say(f"a byte more in its program: PROGRAM_MISMATCH, nothing sold or printed, on record {len(told)} times; restored, it goes on")


def check_refused(maker, unit, new):
    """Everything but a signed, whole and newer release: refused, and nothing changes."""
    files, manifest = new.parent, maker.manifest(new)
    good = maker.note("7.0.1", manifest)
    stranger = maker.note("7.0.1", manifest, maker.other)
    missing = manifest + "00" * 32 + "  more\n"
    offers = {
        "unsigned": (good.split("\n\n")[0] + "\n", manifest), "signed by another key": (stranger, manifest),
        "signed by another key under the maker's name, the maker's signature of another text beside it":
            (stranger + maker.note("7.0.2", manifest).rpartition("\n\n")[2], manifest),
        "altered after signing": (good.replace('"7.0.1"', '"7.0.9"'), manifest), "of another program": (maker.note("7.0.1", manifest, program="urna"), manifest),
        "with another manifest": (good, manifest.replace("  urna", "  urn4")), "of another file": (maker.note("7.0.1", "00" * 32 + "  urna\n"), "00" * 32 + "  urna\n"),
        "with a file that is missing": (maker.note("7.0.1", missing), missing), "with a manifest that is none": (maker.note("7.0.1", "urna\n"), "urna\n"),
        "empty": ("", manifest), "without a version": (maker.note("", manifest), manifest),
        **{f"older ({version})": (maker.note(version, manifest), manifest) for version in BEHIND},
    }
    before = approved(unit)
    for what, (note, listed) in offers.items():
        unit.refused("update", "--files", files, *maker.release(note, listed), code="refused")
        require(approved(unit) == before, f"an update that is {what} has changed the unit")
    require("only releases signed with" in unit.refused("update", "--accept-this-program", code="only releases"), "accepted without the maker")
    sell(unit)
    say(f"{len(offers) + 1} updates are refused, and the unit sells as before: {'; '.join(list(offers)[:2])}; older: {', '.join(BEHIND)}; …")


def check_updated(maker, unit, program, new, signed):
    """The good one is approved first and put in place then; in between the unit does not sell."""
    versions, offered = [], [(AHEAD[1], new), *((version, new) for version in AHEAD[2:])]
    for version, path in offered:
        answer = unit.run("update", "--files", path.parent, *maker.good(version, path))
        require(version in answer["software"]["id"], f"approved: {answer}")
        if path.read_bytes() != program.read_bytes():
            unit.refused("sell", "--package", "P1", "--pin-file", unit.pin_file, code="PROGRAM_MISMATCH")
            put_in_place(path, program)
        sell(unit)
        software = unit.run("status")["software"]
        digest = hashlib.sha256(program.read_bytes()).hexdigest()
        require(software["id"].startswith(f"{PROGRAM_ID} {version} ") and software["checksum"] == digest, f"the unit shows {software}")
        versions.append(version)
    # The way back: the old program, well signed as it was, is refused; signed anew under a new version it is taken.
    unit.refused("update", "--files", signed.parent, *maker.good(AHEAD[0], signed), code="refused")
    unit.run("update", "--files", signed.parent, *maker.good("10.0.1", signed))
    put_in_place(signed, program)
    sell(unit)
    say(f"updated to {', '.join(versions)}: approved, put in place, shown; the old program comes back under a new version only")


def check(folder):
    maker, program = Maker(folder), folder / "device" / "urna"
    program.parent.mkdir()
    signed = altered_copy(BIN / "urna", folder / "signed" / "urna", b"")
    put_in_place(signed, program)
    check_setup(folder, maker, program)
    with Server(folder) as server:
        people = People(server)
        raffle = Raffle(server, people)
        raffle.do("event-manager", "activate")
        unit = UnitProgram(
            "RSU-M", folder, server, people, program=program,
            init=("--release-key", maker.key.verifier_key, *maker.good(AHEAD[0], program)))
        unit.run("logon", "--pin-file", unit.pin_file)
        unit.run("lease", "--raffle", raffle.id, "--count", "50", "--pin-file", unit.pin_file)
        sell(unit)
        check_changed(server, people, raffle, unit, program, signed)
        new = altered_copy(signed, folder / "new" / "urna", b"another release\n")
        check_refused(maker, unit, new)
        check_updated(maker, unit, program, new, signed)
        raffle.do("event-manager", "close")
        closed = unit.run("close", "--pin-file", unit.pin_file)
        require(closed["state"] == "closed" and closed["uploaded"] == closed["of"] == len(unit.tickets()), f"at its close: {closed}")
        say(f"{closed['of']} of {closed['of']} sales uploaded, whatever program sold them")


if __name__ == "__main__":
    main(check)
