"""Two connections, one to each server, that are sent the same and must answer the same."""

import functools
import re
import shlex

import resp
from rules import RULES

PIPELINE_MAX = 64
SHOWN_FINDINGS_MAX = 100
SHOWN_BYTES_MAX = 300


def shown(data):
    if not isinstance(data, bytes):
        return repr(data)[:2000]
    text = repr(data[:SHOWN_BYTES_MAX])
    return text if len(data) <= SHOWN_BYTES_MAX else f"{text}... ({len(data)} bytes)"


class Comparison:
    """What was compared, and what differed. spoil: the number of a reply of ours to alter."""

    def __init__(self, servers, spoil=None):
        self.servers = servers
        self.spoil = spoil
        self.count = 0
        self.findings = []
        self.counts_by_rule = {}

    def compare(self, where, request, ours, theirs, rule="exact"):
        self.count += 1
        self.counts_by_rule[rule] = self.counts_by_rule.get(rule, 0) + 1
        if self.count == self.spoil:
            ours = b"+spoiled\r\n" + ours
        left, right = RULES[rule](ours, theirs)
        if left != right:
            self.findings.append(f"{where}: {shown(request)}\n  ours:  {shown(ours)}\n"
                                 f"  redis: {shown(theirs)}"
                                 + ("" if rule == "exact" else f"\n  by the rule '{rule}': "
                                    f"{shown(left)}\n  not: {shown(right)}"))

    def report(self):
        for finding in self.findings[:SHOWN_FINDINGS_MAX]:
            print(finding)
        if len(self.findings) > SHOWN_FINDINGS_MAX:
            print(f"... {len(self.findings) - SHOWN_FINDINGS_MAX} more")
        rules = ", ".join(f"{rule}: {count}" for rule, count in sorted(self.counts_by_rule.items()))
        print(f"{self.count} replies compared ({rules}), {len(self.findings)} differ")


class Pair:
    def __init__(self, comparison, where):
        self.comparison = comparison
        self.where = where
        self.ours = resp.Connection(comparison.servers.our_port)
        self.theirs = resp.Connection(comparison.servers.their_port)

    def close(self):
        self.ours.close()
        self.theirs.close()

    def send(self, data):
        self.ours.send(data)
        self.theirs.send(data)

    def compare_next(self, request, rule="exact"):
        theirs = self.theirs.read()
        self.comparison.compare(self.where, request, self.ours.read(), theirs, rule)
        return theirs

    def do(self, *arguments, rule="exact"):
        """Redis's reply."""
        self.send(resp.encoded(arguments))
        return self.compare_next(b" ".join(a if isinstance(a, bytes) else str(a).encode("latin-1")
                                           for a in arguments), rule)


@functools.cache
def words(line):
    """As a shell has them; in each, \\xNN and the like stand for a byte."""
    return [word.encode("latin-1").decode("unicode_escape").encode("latin-1")
            for word in shlex.split(line)]


LINE = re.compile(r"(?:(\d): )?(.*?)(?:  ~ (.*))?$")


class Case:
    """One case: clients that speak `version` of the protocol, and a keyspace that is empty."""

    def __init__(self, comparison, name, version):
        self.comparison = comparison
        self.where = f"{name} (RESP{version})"
        self.version = version
        self.pairs = {}
        self.client("1").do("FLUSHALL")

    def client(self, name):
        if name not in self.pairs:
            self.pairs[name] = Pair(self.comparison, self.where)
            if self.version == 3:
                self.pairs[name].do("HELLO", "3", rule="hello")
        return self.pairs[name]

    def run(self, script):
        """Lines: [client: ]request[  ~ rule]; `!read` reads on, `!new` forgets a client.

        What one client says in a row is one pipeline, unless it is long.
        """
        pipeline = []
        speaker = None
        for line in filter(None, map(str.strip, script.splitlines())):
            name, request, rule = LINE.match(line).groups()
            if (name or "1") != speaker or len(pipeline) >= PIPELINE_MAX:
                self.converse(speaker, pipeline)
            speaker = name or "1"
            if request == "!new":
                self.converse(speaker, pipeline)
                self.pairs.pop(speaker).close()
            else:
                pipeline.append((request, rule or "exact"))
        self.converse(speaker, pipeline)

    def converse(self, speaker, pipeline):
        if not pipeline:
            return
        client = self.client(speaker)
        client.send(b"".join(resp.encoded(words(request)) for request, _ in pipeline
                             if request != "!read"))
        for request, rule in pipeline:
            client.compare_next(request.encode(), rule)
        pipeline.clear()

    def end(self):
        for pair in self.pairs.values():
            pair.close()


def run_scripts(comparison, scripts):
    for version in (2, 3):
        for name, script in scripts.items():
            case = Case(comparison, name, version)
            script(case) if callable(script) else case.run(script)
            case.end()
