"""Holds the server to Redis's answers: both are sent the same, and each reply is compared.

differential_test.py SERVER [--canary] [--seed N]... [--requests N] [--only NAME]

With --canary one reply of ours is altered, here and there, and each time that must be found.
Needs the program redis-server, of version 7.0. Exit 0: all is well.
"""

import argparse
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent / "conformance"))

import cases_clients
import cases_commands
import cases_keys
import cases_protocol
import cases_strings
import cases_transactions
import random_requests
import servers
from pair import Comparison, run_scripts

SEEDS = [1, 2, 3, 4]
REQUESTS = 10000
CANARY_REQUESTS = 300
MODULES = [cases_strings, cases_keys, cases_clients, cases_commands, cases_transactions]


def scripts_named(name):
    return {case: script for module in MODULES for case, script in module.SCRIPTS.items()
            if name in case}


def compare(both, arguments):
    comparison = Comparison(both)
    begin = time.monotonic()
    run_scripts(comparison, scripts_named(arguments.only))
    if arguments.only in "protocol":
        cases_protocol.run(comparison)
    if arguments.only in "random requests":
        for seed in arguments.seed or SEEDS:
            print(f"{arguments.requests} random requests, seed {seed}")
            random_requests.run(comparison, seed, arguments.requests)
    comparison.report()
    print(f"{time.monotonic() - begin:.1f} seconds")
    return not comparison.findings


def altered_replies(both):
    """What a canary runs, and the number of the reply that is altered in it."""
    def scripts(name):
        return lambda comparison: run_scripts(comparison, {name: scripts_named(name)[name]})

    def random_run(comparison):
        random_requests.run(comparison, SEEDS[0], CANARY_REQUESTS)

    sound = Comparison(both)
    random_run(sound)
    yield "a case", scripts("rename"), 5
    yield "a case's last reply by a rule", scripts("transactions of hello"), 2
    yield "the protocol", cases_protocol.run, 9
    yield "a random request", random_run, CANARY_REQUESTS // 2
    yield "the last value of all", random_run, sound.count


def canary(both):
    missed = 0
    for name, run, number in altered_replies(both):
        comparison = Comparison(both, spoil=number)
        run(comparison)
        found = len(comparison.findings)
        print(f"{name}: reply {number} of {comparison.count} altered, {found} found")
        missed += found != 1
    return missed == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("server", type=pathlib.Path)
    parser.add_argument("--canary", action="store_true")
    parser.add_argument("--seed", type=int, action="append")
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--only", default="", help="cases with this in their name")
    arguments = parser.parse_args()
    with servers.running(arguments.server) as both:
        good = canary(both) if arguments.canary else compare(both, arguments)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
