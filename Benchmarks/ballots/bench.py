"""Durable, receipted ballots per second, against nginx's empty answer to the same script and one row per vote in PostgreSQL."""

import os
import time

from ballots.load import cast
from harness.results import median
from harness.server import Election, Server, ballot_bodies
from yardsticks.nginx import Nginx
from yardsticks.postgres import Postgres

NAMES = {"ballots": "Ballots per second"}
# More tokens than any server here could spend in the time: the script ends the run when they are used up.
TOKENS_PER_SECOND = 110_000


def run(context, _name):
    result = context.result("ballots", NAMES["ballots"])
    seconds, rounds, connections = (2, 1, 64) if context.quick else (8, 3, 256)
    bodies = ballot_bodies()
    voters = TOKENS_PER_SECOND * seconds * (rounds + 1) // (2 if context.quick else 1)
    nginx_rates, urna_rates, each = [], [], {}
    folder = context.folder("ballots")
    data = os.path.join(folder, "data")
    postgres = measure_postgres(context, folder)
    with Server(context.binary, folder, ["--data", data, "--port", "0"]) as server, \
            Nginx(os.path.join(folder, "nginx1"), workers=1) as one, Nginx(os.path.join(folder, "nginx2"), workers=2) as two:
        election = Election(server, context.binary, data, folder, voters)
        per_round = voters // (rounds + 1)
        nginx = best_nginx([one, two], election, bodies, folder, connections)
        cast(server.port, election.path, election.take(20_000), bodies, folder, 1, connections)  # warm-up
        for _ in range(rounds):
            tokens = election.tokens[election.used:election.used + per_round]
            nginx_rates.append(cast(nginx.port, election.path, tokens, bodies, folder, seconds, connections)["perSecond"])
            urna_rates.append(cast_checked(server, election, bodies, folder, seconds, connections, per_round, result))
        tokens = election.tokens[election.used:election.used + per_round * 2 // 3]
        each["nginx"] = cast(nginx.port, election.path, tokens, bodies, folder, seconds, connections, "each")["perSecond"]
        each["urna"] = cast_checked(server, election, bodies, folder, seconds, connections, len(tokens), result, "each")
    ratios = [urna / nginx for urna, nginx in zip(urna_rates, nginx_rates)]
    result.figure("ballots cast, durable and receipted", median(urna_rates), "/s")
    result.figure("nginx, empty 200, same script", median(nginx_rates), "/s")
    result.figure("PostgreSQL, one INSERT and commit per vote", postgres, "/s")
    result.figure("ballots / nginx", median(ratios), "×", at_least=0.7)
    result.figure("ballots / PostgreSQL", median(urna_rates) / postgres, "×", at_least=3)
    result.figure("ballots, requests built as they are sent", each["urna"], "/s")
    result.figure("nginx, requests built as they are sent", each["nginx"], "/s")
    result.figure("ballots / nginx, requests built as they are sent", each["urna"] / each["nginx"], "×", at_least=0.7)
    result.note(f"median of {rounds} alternating rounds of {seconds} s, {connections} connections, one wrk thread; "
                f"nginx with the better of 1 and 2 workers; every request carried its own valid ballot token, and the "
                f"server's count of ballots was compared with wrk's after each round")
    context.keep(peak=median(urna_rates))
    return result


def settled(election):
    """The server's count once it stands still: results are published a few times a second."""
    count, again = -1, election.cast_count()
    while count != again:
        time.sleep(1)
        count, again = again, election.cast_count()
    return count


def cast_checked(server, election, bodies, folder, seconds, connections, count, result, build="ahead"):
    """One round against the server; it fails when an answer was refused or the ledger does not hold what was confirmed."""
    before = settled(election)
    outcome = cast(server.port, election.path, election.take(count), bodies, folder, seconds, connections, build)
    stored = settled(election) - before
    # Answers still on their way when wrk stopped are stored but not counted; none may be counted but not stored.
    unique = outcome["requests"] - outcome["refused"] - outcome["exhausted"]
    if not unique <= stored <= outcome["requests"] + connections + outcome["exhausted"]:
        raise RuntimeError(f"wrk counted {unique} ballots, the server stored {stored}")
    if outcome["refused"] or outcome["socketErrors"]:
        result.note(f"{outcome['refused']} answers were errors and {outcome['socketErrors']} connections broke")
    if outcome["exhausted"]:
        result.note("the ballot tokens ran out before the time did")
    return (outcome["requests"] - outcome["refused"]) * outcome["perSecond"] / outcome["requests"]


def best_nginx(candidates, election, bodies, folder, connections):
    tokens = election.tokens[election.used:election.used + 300_000]
    rates = [cast(nginx.port, election.path, tokens, bodies, folder, 2, connections)["perSecond"] for nginx in candidates]
    return candidates[rates.index(max(rates))]


def measure_postgres(context, folder):
    """PostgreSQL at the number of clients that suits it best."""
    clients, seconds = ([32], 2) if context.quick else ([16, 32, 64], 6)
    with Postgres(os.path.join(folder, "postgres")) as postgres:
        return max(postgres.inserts_per_second(count, seconds) for count in clients)
