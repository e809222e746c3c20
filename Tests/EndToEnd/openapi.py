#!/usr/bin/env python3
"""schemathesis against the OpenAPI document of a running server: whatever it sends, the answer is one that the document names.

An address answers 405 to methods that it does not take, and 401 without the token that it asks for.

It runs four times: with ids of its own invention, every operation, as the administrator; with the id of an election that is open
and has ballots, every operation on elections but those that would close it; casting in that election with a good ballot token; and
with the id of a raffle that sells, every operation on raffles and those of units in it, but those that would end its selling.
Endless answers (streams) are left out: tests of their own read those.
"""

import json
import re
import shutil
import sys

import raffles
from harness import Election, Server, ballots_request, main, require, run, say, send_all, skip

TOOL = shutil.which("st") or shutil.which("st", path=f"{sys.prefix}/bin")
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,"
    "unsupported_method,ignored_auth,missing_required_header"
)
# An answer that never ends, and a switch of protocols.
ENDLESS = "stream|ws"
# What would end the election under test, or its draft state.
STATE_CHANGES = "open|close|certify|roll"
EXAMPLES_MAX = 30
SEED = 20_260_601
# A run takes under half a minute; all of them together must end within three.
SECONDS_MAX = 300
# What would end the selling of the raffle under test. Whoever suspends it is undone by `resume`.
RAFFLE_CHANGES = "close|suspend|settle"
# Of a raffle's operations, which are many: enough for each of its members to be wrong once.
RAFFLE_EXAMPLES_MAX = 5
VOTERS = 300


def definition(title):
    return {
        "title": title, "ballots": "pseudonymous", "results": "live", "opensAt": None, "closesAt": None,
        "contests": [{
            "id": "chair", "title": "Chair", "method": "approval",
            "candidates": [{"id": "ada", "name": "Ada"}, {"id": "ben", "name": "Ben"}],
        }],
    }


def but(*endings):
    """Leaves out paths by what they end with; in one pattern, because of several the tool takes the last alone."""
    return "--exclude-path-regex", f"/({'|'.join(endings)})$"


def explore(server, folder, name, token, parameters, *filters, examples=EXAMPLES_MAX):
    """One run; fails with its own report when an answer is not as documented."""
    # A configuration of its own: one found by chance in a folder above must not change what is checked.
    config = folder / f"{name}.toml"
    lines = ["[parameters]"] + [f'"{key}" = {json.dumps(value)}' for key, value in parameters.items()]
    config.write_text("\n".join(lines) + "\n")
    report = run(
        TOOL, "--config-file", config, "run", f"{server.url}/openapi.json", "--url", server.url,
        "--header", f"Authorization: Bearer {token}",
        "--checks", CHECKS, "--phases", "examples,coverage,fuzzing", "--max-examples", examples,
        *filters, "--seed", SEED, "--generation-database", "none",
        "--request-timeout", 20, "--continue-on-failure", "--suppress-health-check", "all", "--no-color",
        # It leaves its findings in the folder that it runs in.
        seconds=SECONDS_MAX, folder=folder,
    )
    say("\n".join(report.strip().splitlines()[-12:]))
    require(server.is_running, f"the server ended during the run '{name}'")
    require(server.call("GET", "/healthz")[0] == 200, f"the server is not healthy after the run '{name}'")


def explore_raffle(server, folder, document):
    """A raffle that sells, with sales and a void, and its units'; the administrator has no unit's key, so units' calls are 401."""
    people = raffles.People(server)
    raffle, units = raffles.sold_raffle(server, people)
    raffles.void_two(raffle, units)
    names = {found.group(1) for path in document["paths"] if (found := re.match(r"/v1(?:/rsu)?/raffles/\{(\w+)\}", path))}
    require(names, "the document has no operation on one raffle")
    before = raffle.get()["sales"]
    parameters = {f"path.{name}": raffle.id for name in names}
    operations = f"/raffles/(?!.*/({ENDLESS}|{RAFFLE_CHANGES})$)"
    explore(
        server, folder, "active-raffle", server.admin_token, parameters, "--include-path-regex", operations,
        examples=RAFFLE_EXAMPLES_MAX)
    after = raffle.get()
    require(after["state"] == "active", f"the raffle that was explored is {after['state']}")
    require(after["sales"]["gross"] == before["gross"], f"sales were {before} and are {after['sales']}")


def check(folder):
    if TOOL is None:
        skip("schemathesis is not installed (scripts/setup.sh test)")
    say(f"seed {SEED}")
    with Server(folder) as server:
        document = server.json("GET", "/openapi.json")
        require(document.get("openapi", "").startswith("3.1"), f"the document is OpenAPI {document.get('openapi')}, not 3.1")
        explore(server, folder, "invented-ids", server.admin_token, {}, *but(ENDLESS))

        election = Election(server, definition("Parish council"))
        codes = election.import_roll(server, [(f"voter-{number}", "north") for number in range(VOTERS)])
        election.change(server, "open")
        tokens = [election.ballot_token(server, code) for _, code in codes[:VOTERS // 2]]
        send_all(server, [ballots_request(election, token, {"chair": ["ada"]}) for token in tokens], expect=(201,))
        names = {found.group(1) for path in document["paths"] if (found := re.match(r"/v1/elections/\{(\w+)\}", path))}
        require(names, "the document has no operation on one election")
        parameters = {f"path.{name}": election.id for name in names}
        elections = f"/elections(?!.*/({ENDLESS}|{STATE_CHANGES})$)"
        explore(server, folder, "open-election", server.admin_token, parameters, "--include-path-regex", elections)
        cast = election.results(server)["turnout"]["cast"]
        require(cast == len(tokens), f"{len(tokens)} ballots were cast; after the run there are {cast}")

        unused = election.ballot_token(server, codes[-1][1])
        explore(server, folder, "casting", unused, parameters, "--include-path-regex", "/ballots$")
        cast = election.results(server)["turnout"]["cast"]
        require(cast <= len(tokens) + 1, f"one token cast {cast - len(tokens)} ballots")

    # A server of its own: the first run has taken whichever ids the document's examples have.
    with Server(folder, name="raffles") as server:
        explore_raffle(server, folder, document)


if __name__ == "__main__":
    main(check)
