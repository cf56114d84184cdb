#!/usr/bin/env python3
"""Kills the server under load, starts it again on what is left, and says whether it kept its word.

usage: kill_test.py SERVER [kills|stops|canary] [--seeds N] [--rounds N] [--first-seed N]

  kills   SIGKILL at a random moment, again and again on the same store. Under every policy a killed
          process loses nothing acknowledged (D4). What was sent and not answered is there wholly or
          not at all, and nothing of it is there without all that the client sent before it.
  stops   SIGTERM instead: the server ends within seconds and with 0, and the same holds.
  canary  what was acknowledged is altered in the log of a run; that must be seen.

Each client has keys of his own, so that what they hold must be what his first N operations leave,
with N between those answered and those sent. All clients share two accounts, between which
transactions move money, and a counter.
"""

import argparse
import pathlib
import random
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "testing"))
from server_process import Client, ServerProcess, encode

POLICIES = ["always", "everysec", "never"]
CLIENTS = 4
NAMES = 6
PIPELINE_MAX = 24
LOAD_SECONDS_MAX = 0.5
STOP_SECONDS_MAX = 60
VALUE_BYTES_MAX = 300
COUNTER, LEFT, RIGHT = "shared:count", "shared:left", "shared:right"


class WordBroken(Exception):
    """The server does not hold what it has acknowledged, or holds what nobody sent."""


class Operation:
    """Requests that are one change: `apply` makes it in a dict; `answers` come for it."""

    def __init__(self, name, requests, apply, key=None, value=None):
        self.name, self.apply, self.key, self.value = name, apply, key, value
        self.bytes = b"".join(encode(*request) for request in requests)
        self.answers = len(requests)


class Account:
    """What one client asks for, and what became of it: operations since the last restart, of which
    the first `acknowledged` were answered. `state` is what his keys held then."""

    def __init__(self, number, seed):
        self.prefix = f"c{number}:"
        self.random = random.Random(f"{seed}/{number}")
        self.state = {}
        self.planned = {}  # the state when all operations are done
        self.operations = []
        self.acknowledged = 0
        self.versions = 0
        self.failure = None

    def value(self):
        self.versions += 1
        return f"{self.prefix}{self.versions}:" + "v" * self.random.randrange(VALUE_BYTES_MAX)

    def name(self):
        return f"{self.prefix}k{self.random.randrange(NAMES)}"

    def plan(self):
        """The next operation, as the keys will be when it is carried out."""
        kinds = [self.set, self.set_pair, self.count, self.append, self.rename, self.transfer,
                 self.remove]
        operation = self.random.choice(kinds)()
        operation.apply(self.planned)
        self.operations.append(operation)
        return operation

    def set(self):
        key, value = self.name(), self.value()
        return Operation("SET", [("SET", key, value)], lambda keys: keys.update({key: value}), key,
                         value)

    def set_pair(self):
        left, right, value = self.prefix + "left", self.prefix + "right", self.value()
        return Operation("MSET", [("MSET", left, value, right, value)],
                         lambda keys: keys.update({left: value, right: value}))

    def count(self):
        key = self.prefix + "count"

        def apply(keys):
            keys[key] = str(int(keys.get(key, "0")) + 1)
        return Operation("INCR", [("MULTI",), ("INCR", key), ("INCR", COUNTER), ("EXEC",)], apply)

    def append(self):
        key, text = self.prefix + "text", f"<{self.random.randrange(1000)}>"
        if len(self.planned.get(key, "")) > 4 * VALUE_BYTES_MAX:
            return self.remove(key)
        return Operation("APPEND", [("APPEND", key, text)],
                         lambda keys: keys.update({key: keys.get(key, "") + text}))

    def rename(self):
        source, target = self.name(), self.name()
        if source not in self.planned:
            return self.set()

        def apply(keys):
            keys[target] = keys.pop(source)
        return Operation("RENAME", [("RENAME", source, target)], apply)

    def transfer(self):
        amount = self.random.randrange(1, 100)
        key = self.prefix + "paid"

        def apply(keys):
            keys[key] = str(int(keys.get(key, "0")) + amount)
        return Operation("transfer", [("MULTI",), ("DECRBY", LEFT, amount),
                                      ("INCRBY", RIGHT, amount), ("INCRBY", key, amount),
                                      ("EXEC",)], apply)

    def remove(self, *keys_gone):
        gone = keys_gone or (self.name(), self.name())

        def apply(keys):
            for key in gone:
                keys.pop(key, None)
        return Operation("DEL", [("DEL", *gone)], apply)

    # ---- the run
    def ask(self, server):
        """Sends and reads until the server is gone; what else goes wrong is kept in `failure`."""
        try:
            with Client(server) as client:
                while True:
                    operations = [self.plan() for _ in range(self.random.randint(1, PIPELINE_MAX))]
                    client.socket.sendall(b"".join(operation.bytes for operation in operations))
                    for operation in operations:
                        self.read_answers(client, operation)
                        self.acknowledged += 1
        except (EOFError, OSError):
            pass
        except Exception as wrong:  # a thread's end is nobody's else
            self.failure = wrong

    def read_answers(self, client, operation):
        for _ in range(operation.answers):
            answer = client.read()
            for part in answer if isinstance(answer, list) else [answer]:
                if isinstance(part, Exception):
                    raise WordBroken(f"{self.prefix} {operation.name} is refused: {part}")

    # ---- afterwards
    def settle(self, client):
        """Holds the keys to the operations; goes on from what is there."""
        if self.failure is not None:
            raise self.failure
        found = self.read_keys(client)
        left, right = found.get(self.prefix + "left"), found.get(self.prefix + "right")
        if left != right:
            raise WordBroken(f"{self.prefix} half an MSET: {left!r:.60} and {right!r:.60}")
        keys = dict(self.state)
        for operation in self.operations[:self.acknowledged]:
            operation.apply(keys)
        done = self.acknowledged
        difference = self.difference(found, keys)
        first_difference = difference
        while difference is not None and done < len(self.operations):
            self.operations[done].apply(keys)
            done += 1
            difference = self.difference(found, keys)
        if difference is not None:
            raise WordBroken(f"{self.prefix} {len(self.operations)} operations were sent, "
                             f"{self.acknowledged} acknowledged; after these {first_difference}")
        self.state, self.planned = keys, dict(keys)
        self.operations, self.acknowledged = [], 0

    def read_keys(self, client):
        keys = client.ask("KEYS", self.prefix + "*")
        if not keys:
            return {}
        values = client.ask("MGET", *keys)
        return {key.decode(): value.decode() for key, value in zip(keys, values)}

    @staticmethod
    def difference(found, keys):
        for key in sorted(found.keys() | keys.keys()):
            if found.get(key) != keys.get(key):
                return f"{key} must be {keys.get(key)!r:.80}, and is {found.get(key)!r:.80}"
        return None


def check_shared(client, accounts):
    """The money is all there, and the counter has what the clients' own counters have."""
    left, right = (int(client.ask("GET", key) or 0) for key in (LEFT, RIGHT))
    paid = sum(int(account.state.get(account.prefix + "paid", 0)) for account in accounts)
    if left + right != 0 or right != paid:
        raise WordBroken(f"{left} and {right} are left of transfers of {paid}")
    count = int(client.ask("GET", COUNTER) or 0)
    counted = sum(int(account.state.get(account.prefix + "count", 0)) for account in accounts)
    if count != counted:
        raise WordBroken(f"{COUNTER} is {count}, and the clients have counted {counted}")


def compact_now_and_then(server, drawn):
    try:
        with Client(server) as client:
            while True:
                time.sleep(drawn.random() * 0.2)
                client.ask("BGREWRITEAOF")
    except (EOFError, OSError):
        pass


def under_load(program, directory, policy, accounts, drawn, end):
    """One life of a server, until `end` ends it."""
    server = ServerProcess(program, directory, "--sync", policy, "--log-level", "info")
    threads = [threading.Thread(target=account.ask, args=(server,)) for account in accounts]
    threads.append(threading.Thread(target=compact_now_and_then,
                                    args=(server, random.Random(drawn.random()))))
    for thread in threads:
        thread.start()
    time.sleep(drawn.random() * LOAD_SECONDS_MAX)
    try:
        end(server)
    finally:
        if server.process.poll() is None:
            server.kill()
        for thread in threads:
            thread.join()


def settle_all(program, directory, policy, accounts):
    server = ServerProcess(program, directory, "--sync", policy)
    try:
        with Client(server) as client:
            for account in accounts:
                account.settle(client)
            check_shared(client, accounts)
    finally:
        server.kill()


def stop(server):
    began = time.monotonic()
    code = server.terminate(STOP_SECONDS_MAX)
    if code != 0:
        raise WordBroken(f"SIGTERM: exit code {code}:\n" + "".join(server.log_lines))
    return time.monotonic() - began


def run_seed(program, seed, rounds, end):
    """Rounds on one store; how many operations were acknowledged, and how many only sent."""
    policy = POLICIES[seed % len(POLICIES)]
    drawn = random.Random(seed)
    accounts = [Account(number, seed) for number in range(CLIENTS)]
    acknowledged = unanswered = 0
    with tempfile.TemporaryDirectory() as folder:
        directory = pathlib.Path(folder) / "store"
        for number in range(rounds):
            under_load(program, directory, policy, accounts, drawn, end)
            acknowledged += sum(account.acknowledged for account in accounts)
            unanswered += sum(len(account.operations) - account.acknowledged
                              for account in accounts)
            try:
                settle_all(program, directory, policy, accounts)
            except WordBroken as broken:
                raise WordBroken(f"seed {seed}, {policy}, round {number}: {broken}") from broken
    print(f"seed {seed}, {policy}: {rounds} rounds, {acknowledged} operations acknowledged, "
          f"{unanswered} sent and not answered", flush=True)
    return acknowledged, unanswered


# ---- canary
def alter_a_set(accounts):
    """Of the log: the last acknowledged SET whose key nobody has touched since."""
    for account in accounts:
        touched = set()
        for operation in reversed(account.operations):
            if operation.name in ("RENAME", "DEL"):
                break
            if operation.name == "SET" and operation.key not in touched:
                if account.operations.index(operation) >= account.acknowledged:
                    touched.add(operation.key)
                    continue
                key = operation.key
                operation.apply = lambda keys: keys.update({key: "altered"})
                return True
    return False


def forget_counts(accounts):
    """Of the log: acknowledged INCRs, as if they had never been sent; one more than those that were
    not answered, since these would else be taken for them."""
    for account in accounts:
        counts = [number for number, operation in enumerate(account.operations)
                  if operation.name == "INCR"]
        acknowledged = [number for number in counts if number < account.acknowledged]
        wanted = len(counts) - len(acknowledged) + 1
        forgotten = acknowledged[:wanted]
        if len(forgotten) == wanted:
            for number in reversed(forgotten):
                del account.operations[number]
            account.acknowledged -= len(forgotten)
            return True
    return False


def invent_an_append(accounts):
    """Into the log: one acknowledged APPEND more than the server was ever sent."""
    account = accounts[0]
    operation = Operation("APPEND", [("APPEND", account.prefix + "text", "!")],
                          lambda keys: keys.update({account.prefix + "more": "!"}))
    account.operations.insert(account.acknowledged, operation)
    account.acknowledged += 1
    return True


def run_canaries(program):
    for seed, alter in enumerate((alter_a_set, forget_counts, invent_an_append)):
        for attempt in range(20):
            drawn = random.Random(attempt)
            accounts = [Account(number, attempt) for number in range(CLIENTS)]
            with tempfile.TemporaryDirectory() as folder:
                directory = pathlib.Path(folder) / "store"
                under_load(program, directory, POLICIES[seed], accounts, drawn, ServerProcess.kill)
                if not alter(accounts):
                    continue
                try:
                    settle_all(program, directory, POLICIES[seed], accounts)
                except WordBroken as broken:
                    print(f"{alter.__name__} is seen: {broken}")
                    break
                sys.exit(f"{alter.__name__}: the altered log passes")
        else:
            sys.exit(f"{alter.__name__}: no run had anything to alter")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("server")
    parser.add_argument("what", choices=["kills", "stops", "canary"], nargs="?", default="kills")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=10)
    arguments = parser.parse_args()
    if arguments.what == "canary":
        return run_canaries(arguments.server)
    end = ServerProcess.kill if arguments.what == "kills" else stop
    totals = [run_seed(arguments.server, seed, arguments.rounds, end) for seed in
              range(arguments.first_seed, arguments.first_seed + arguments.seeds)]
    acknowledged, unanswered = map(sum, zip(*totals))
    if acknowledged == 0 or (arguments.what == "kills" and unanswered == 0):
        sys.exit(f"{acknowledged} operations acknowledged, {unanswered} cut off: shows nothing")
    return None


if __name__ == "__main__":
    main()
