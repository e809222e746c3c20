"""Raffles: durable sales per second, many selling units that upload at once, and what a draw and its reports cost."""

from raffles import core, sales, sync

NAMES = {
    "raffles-sales": sales.TITLE,
    "raffles-sync": sync.TITLE,
    "raffles-core": core.TITLE,
}


def run(context, name):
    return {"raffles-sales": sales.run, "raffles-sync": sync.run, "raffles-core": core.run}[name](context, name)
