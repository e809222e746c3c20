#!/usr/bin/env python3
"""The compliance matrix: docs/compliance/gli-31.json, and the regulator's page made of it.

    scripts/compliance.py write                 write docs/compliance/gli-31.md
    scripts/compliance.py check                 judge the matrix, and that the page is the one that `write` would make
    scripts/compliance.py list [--met planned] [--scenario S5]
    scripts/compliance.py mark ID… [--met test] [--test NAME]… [--code PATH]… [--drop-code PATH]…

A test's name is one of
    RafflesTests: a void is never drawn         a test target, and the sentence (or function) of one of its @Test
    Tests/EndToEnd/raffle_s1.py                 a file that `make test` runs: it has to be executable
    Tests/EndToEnd/raffle_s1.py: unsold         the same, and a text that stands in it outside comments

Planned requirements pass, and are counted, until URNA_COMPLIANCE_STRICT=1 asks for the whole. Python's own library only.
"""
import argparse
import json
import os
import re
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MATRIX = ROOT / "docs/compliance/gli-31.json"
PAGE = "gli-31.md"

# How many requirements each section has, so that none gets lost; decisions are Q1 to Q15, scenarios S1 to S10.
SECTIONS = {"A": 14, "B": 6, "C": 14, "D": 8, "E": 7, "F": 7, "G": 12, "H": 9, "I": 6, "J": 4, "K": 9, "L": 3, "M": 5, "N": 3, "O": 4, "P": 5}
DECISIONS = 15
SCENARIOS = [f"S{number}" for number in range(1, 11)]
LEVELS = ["MUST", "SHOULD", "PRODUCT"]
MET = {"test": "tested", "code": "by code alone", "internal-control": "internal control", "not-applicable": "not supported", "planned": "planned"}
MEMBERS = {"id", "clause", "level", "requirement", "met", "how", "operator", "scenarios", "code", "tests"}


# Reading and writing

def read(path):
    def members(pairs):
        names = [name for name, _ in pairs]
        if len(set(names)) != len(names):
            raise ValueError(f"a member stands twice among {names}")
        return dict(pairs)

    def refuse(constant):
        raise ValueError(f"{constant} is not JSON")

    return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=members, parse_constant=refuse)


def written(matrix):
    """The matrix as it is committed: one member a line, so that changes can be read."""
    def text(value):
        return json.dumps(value, ensure_ascii=False)

    def rows(objects):
        return "[\n" + ",\n".join("    {\n" + ",\n".join(f"      {text(k)}: {text(v)}" for k, v in o.items()) + "\n    }" for o in objects) + "\n  ]"

    parts = (f"  {text(name)}: {rows(value) if isinstance(value, list) else text(value)}" for name, value in matrix.items())
    return "{\n" + ",\n".join(parts) + "\n}\n"


# Tests by their names

def attribute(source, start):
    """What stands between the parenthesis at `start` and its end; strings may hold parentheses."""
    depth, place = 0, start
    while place < len(source):
        if source[place] == '"':
            place = re.compile(r'"(?:[^"\\\n]|\\.)*"?').match(source, place).end()
            continue
        depth += {"(": 1, ")": -1}.get(source[place], 0)
        place += 1
        if depth == 0:
            break
    return source[start:place]


def swift_tests(folder):
    """The sentences and functions of the tests that run: not of those in comments, and not of disabled ones."""
    found = set()
    for path in sorted(folder.rglob("*.swift")):
        source = "\n".join(line for line in path.read_text(encoding="utf-8").split("\n") if not line.lstrip().startswith("//"))
        suites = [attribute(source, match.end() - 1) for match in re.finditer(r"@Suite\(", source)]
        if any(".disabled(" in suite for suite in suites):
            continue
        for match in re.finditer(r"@Test\b(\()?", source):
            traits = attribute(source, match.end() - 1) if match[1] else ""
            if ".disabled(" in traits:
                continue
            sentence = re.match(r'\(\s*"((?:[^"\\]|\\.)*)"', traits)
            if sentence:
                found.add(re.sub(r"\\(.)", r"\1", sentence[1]))
            after = match.end() - 1 + len(traits) if traits else match.end()
            function = re.compile(r"[^{}]*?\bfunc +(?:`([^`]+)`|(\w+))").match(source, after)
            if function:
                found.add(function[1] or function[2])
    return found


def missing_test(name, known):
    """Why there is no such test, or None when there is one."""
    place, _, text = name.partition(": ")
    if re.fullmatch(r"Tests/EndToEnd/[\w.-]+|scripts/test-[\w.-]+\.sh", place):
        path = ROOT / place
        if not path.is_file() or not os.access(path, os.X_OK):
            return f"there is no executable file {place}"
        lines = [line for line in path.read_text(encoding="utf-8").split("\n") if not line.lstrip().startswith("#")]
        return None if not text or text in "\n".join(lines) else f"{place} does not hold “{text}”"
    if not re.fullmatch(r"\w+Tests", place) or not text or not (ROOT / "Tests" / place).is_dir():
        return f"“{name}” names neither a test target's sentence nor a check of `make test`"
    if place not in known:
        known[place] = swift_tests(ROOT / "Tests" / place)
    return None if text in known[place] else f"{place} has no test “{text}”"


# Judging

def problems_of(matrix, strict):
    """What is wrong with the matrix, in its order; and how many planned files are not there yet."""
    found, known, ahead = [], {}, 0
    requirements, decisions = matrix.get("requirements", []), matrix.get("decisions", [])
    expected = [f"{section}{number}" for section, count in SECTIONS.items() for number in range(1, count + 1)]
    ids = [requirement.get("id") for requirement in requirements]
    if ids != expected:
        lost, strange = [i for i in expected if i not in ids], [i for i in ids if i not in expected]
        twice = [i for i, count in Counter(ids).items() if count > 1]
        found.append(f"ids are not the expected ones in their order: missing {lost}, unknown {strange}, repeated {twice}")
    if list(matrix.get("sections", {})) != list(SECTIONS):
        found.append("sections are not A to P")
    if [decision.get("id") for decision in decisions] != [f"Q{number}" for number in range(1, DECISIONS + 1)]:
        found.append(f"decisions are not Q1 to Q{DECISIONS}")
    for entry in requirements + decisions:
        name = entry.get("id")
        is_requirement = entry in requirements
        wanted = MEMBERS - {"operator"} if is_requirement else {"id", "question", "choice", "why", "code", "tests"}
        if not wanted <= set(entry) <= (MEMBERS if is_requirement else wanted):
            found.append(f"{name}: has the members {sorted(entry)}")
            continue
        lists = [entry["code"], entry["tests"]] + ([entry["scenarios"]] if is_requirement else [])
        texts = [value for value in entry.values() if not isinstance(value, list)] + [text for values in lists for text in values]
        if not all(isinstance(text, str) and text and text == text.strip() for text in texts):
            found.append(f"{name}: a text is empty, or is no text")
            continue
        met = entry["met"] if is_requirement else "decision"
        if is_requirement:
            found += judged(entry, strict)
        gone = [path for path in entry["code"] if not (ROOT / path).exists()]
        if met in ("planned", "decision") and not strict:
            ahead += len(gone)
        else:
            found += [f"{name}: there is no {path}" for path in gone]
        reasons = (missing_test(test, known) for test in entry["tests"])
        found += [f"{name}: {reason}" for reason in reasons if reason]
        if strict and met == "decision" and not entry["tests"]:
            found.append(f"{name}: the decision has no test")
    return found, ahead


def judged(entry, strict):
    name, met = entry["id"], entry["met"]
    if entry["level"] not in LEVELS or met not in MET or not set(entry["scenarios"]) <= set(SCENARIOS):
        return [f"{name}: level, met or scenarios have values that are not known"]
    if met == "test" and not entry["tests"]:
        return [f"{name}: is said to be tested, and names no test"]
    if met == "code" and (not entry["code"] or entry["tests"]):
        return [f"{name}: is said to be met by code alone: it needs files, and has no tests"]
    if met == "internal-control" and "operator" not in entry:
        return [f"{name}: is said to be internal control, and does not say what the operator does"]
    if met == "not-applicable" and entry["level"] == "MUST":
        return [f"{name}: is a MUST, and is met by nothing"]
    return [f"{name}: is still planned"] if strict and met == "planned" else []


# The page

def table(head, rows):
    lines = [head, ["---"] * len(head)] + [[str(cell).replace("|", "\\|") for cell in row] for row in rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def spans(names):
    return "<br>".join(f"`{name}`" for name in names) or "–"


def counted(matrix):
    requirements = matrix["requirements"]
    rows = []
    for section in [*SECTIONS, None]:
        inside = [r for r in requirements if section in (None, r["id"][0])]
        met = Counter(r["met"] for r in inside)
        name = heading(matrix, section) if section else ""
        link = re.sub(r"[^\w\- ]", "", name.lower()).replace(" ", "-")
        rows.append([f"[{name}](#{link})" if section else "**all**", len(inside), *(met[kind] or "" for kind in MET)])
    return table(["section", "requirements", *MET.values()], rows)


def heading(matrix, section):
    return f"{section}. {matrix['sections'][section]}"


def page(matrix):
    requirements = matrix["requirements"]
    out = [f"# Compliance: {matrix['standard']}", GENERATED, PREFACE, "## In numbers", counted(matrix)]
    for section in SECTIONS:
        out.append(f"## {heading(matrix, section)}")
        rows = []
        for r in requirements:
            if r["id"][0] == section:
                how = f"**{MET[r['met']].capitalize()}.** {r['how']}" + (f"<br>*Operator:* {r['operator']}" if "operator" in r else "")
                rows.append([f"**{r['id']}**<br>{r['level']}", r["clause"], r["requirement"], how, spans(r["code"]), spans(r["tests"])])
        out.append(table(["", "clause", "asked", "how it is met", "where", "tests"], rows))
    out += ["## Not supported, or met by internal control", DISCLOSURE]
    for met, title in (("not-applicable", "Not supported in this release"), ("internal-control", "Met by internal control")):
        rows = [[r["id"], r["clause"], r["requirement"], r.get("operator", r["how"])] for r in requirements if r["met"] == met]
        out += [f"### {title}", table(["", "clause", "asked", "instead"], rows)]
    rows = [[r["id"], r["clause"], r["operator"]] for r in requirements if "operator" in r and r["met"] != "internal-control"]
    out += ["### Met by the program only together with the operator", table(["", "clause", "the operator's part"], rows)]
    planned = [r["id"] for r in requirements if r["met"] == "planned"]
    unfinished = f"Planned, and not yet shown by code or test: {', '.join(planned)}." if planned else "Nothing: no requirement is only planned."
    out += ["### Not finished", unfinished]
    out += ["## Decisions that the standard leaves open", table(
        ["", "question", "choice", "why", "where", "tests"],
        [[d["id"], d["question"], d["choice"], d["why"], spans(d["code"]), spans(d["tests"])] for d in matrix["decisions"]])]
    rows = [[s, ", ".join(r["id"] for r in requirements if s in r["scenarios"])] for s in SCENARIOS]
    out += ["## Requirements by acceptance scenario", SCENARIO_NOTE, table(["scenario", "bears on"], rows)]
    return "\n\n".join(out) + "\n"


GENERATED = "<!-- Made from gli-31.json by scripts/compliance.py: change that, not this. -->"

PREFACE = """What the standard and some regulators ask of an electronic raffle system, and how Urna answers each point. Requirements are told in our
own words; the standard's text is with its publisher, and decides. Nobody outside has tested or certified this program: a laboratory does that,
for a certain version in a certain place.

MUST is what the standard or a named regulator demands, SHOULD what it recommends, PRODUCT what we added. *Tested*: the named tests run with
`make test`, which fails when one of them does not exist. *By code alone*: it is there, and no test shows it. *Internal control*: people, rooms
and networks have to do it. *Planned*: not shown yet. A test is named by its target and sentence, or by its file."""

DISCLOSURE = """A certification report tells what a system does not do, and what is left to the people who run it. This is that list."""

SCENARIO_NOTE = """The ten acceptance scenarios run through HTTP and command line as `Tests/EndToEnd/raffle_s1.py` to `raffle_s10.py`."""


# Commands

def mark(matrix, arguments):
    entries = {entry["id"]: entry for entry in matrix["requirements"] + matrix["decisions"]}
    for name in arguments.ids:
        if name not in entries:
            sys.exit(f"compliance: there is no {name}")
        entry = entries[name]
        if "met" in entry and (arguments.met or arguments.test):
            entry["met"] = arguments.met or "test"
        for member, added in (("tests", arguments.test), ("code", arguments.code)):
            entry[member] += [value for value in added if value not in entry[member]]
        entry["code"] = [path for path in entry["code"] if path not in arguments.drop_code]


def check(matrix, path):
    strict = os.environ.get("URNA_COMPLIANCE_STRICT") == "1"
    found, ahead = problems_of(matrix, strict)
    if not found:
        kept = path.parent / PAGE
        if path.read_text(encoding="utf-8") != written(matrix):
            found.append(f"{path.name} is not in its written form: run 'scripts/compliance.py mark'")
        if not kept.is_file() or kept.read_text(encoding="utf-8") != page(matrix):
            found.append(f"{PAGE} is out of date: run 'scripts/compliance.py write' and commit it")
    for problem in found:
        print(f"compliance: {problem}")
    met = Counter(r.get("met") for r in matrix.get("requirements", []))
    counts = ", ".join(f"{met[kind]} {title}" for kind, title in MET.items())
    print(f"compliance: {counts}; {ahead} files of planned parts are not there yet")
    return 1 if found else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--matrix", type=Path, default=MATRIX, help="another matrix; its page is beside it")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("write")
    commands.add_parser("check")
    lister = commands.add_parser("list")
    lister.add_argument("--met", choices=MET)
    lister.add_argument("--scenario", choices=SCENARIOS)
    marker = commands.add_parser("mark")
    marker.add_argument("ids", nargs="*")
    marker.add_argument("--met", choices=MET)
    for option in ("--test", "--code", "--drop-code"):
        marker.add_argument(option, action="append", default=[])
    arguments = parser.parse_args()
    try:
        matrix = read(arguments.matrix)
    except (OSError, ValueError) as problem:
        sys.exit(f"compliance: {arguments.matrix}: {problem}")
    if arguments.command == "check":
        sys.exit(check(matrix, arguments.matrix))
    if arguments.command == "list":
        for r in matrix["requirements"]:
            if arguments.met in (None, r["met"]) and (arguments.scenario is None or arguments.scenario in r["scenarios"]):
                print(f"{r['id']:4} {r['level']:8} {r['met']:17} {r['requirement']}")
        return
    if arguments.command == "mark":
        mark(matrix, arguments)
        arguments.matrix.write_text(written(matrix), encoding="utf-8")
    (arguments.matrix.parent / PAGE).write_text(page(matrix), encoding="utf-8")


if __name__ == "__main__":
    main()
