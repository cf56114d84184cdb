"""Holds the server to Redis's answers: both are sent the same, and each reply is compared.

differential_test.py SERVER [--canary] [--seed N]... [--requests N] [--only NAME]
"""

import argparse
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent / "conformance"))

import cases_clients
import cases_commands
import cases_keys
import cases_strings
import cases_transactions
from pair import Comparison, run_scripts
import servers

MODULES = [cases_strings, cases_keys, cases_clients, cases_commands, cases_transactions]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("server")
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    with servers.running(arguments.server) as both:
        comparison = Comparison(both)
        for module in MODULES:
            begin = time.monotonic()
            run_scripts(comparison, {name: s for name, s in module.SCRIPTS.items() if arguments.only in name})
            print(module.__name__, time.monotonic() - begin)
        comparison.report()
    return 1 if comparison.findings else 0


if __name__ == "__main__":
    sys.exit(main())
