"""Requests that a seed draws, sent by two clients; at the end all keys and values are compared."""

import random

import resp
from pair import Pair

KEYS = [b"a", b"b", b"c", b"key:1", b"key:2", b"", b"\x00\xff", b"counter"]
VALUES = [b"", b"0", b"1", b"-1", b"10", b"abc", b"Hello, World", b"9223372036854775807", b"3.5",
          b"-0", b"+1", b" 1", b"1e3", b"\r\n\x00", b"x" * 100, b"-9223372036854775808", b"0.1"]
NUMBERS = [b"0", b"1", b"-1", b"2", b"-3", b"5", b"100", b"9223372036854775807", b"x", b"", b"1.5",
           b"-9223372036854775808"]
FLOATS = [b"0", b"0.1", b"-0.1", b"1e3", b"3.0e3", b"1.5", b"-1e-5", b"inf", b"nan", b"x", b"5",
          b"123456789.123456789"]
PIPELINE_MAX = 30

# What is drawn: k a key, v a value, n a number, f a float, o an offset, * up to three more of what
# stands before it, ? perhaps; other words are themselves.
SHAPES = """
    SET k v | SET k v NX | SET k v XX | SET k v GET | SET k v NX GET | SET k v XX GET | SET k v n
    GET k | GETSET k v | GETDEL k | SETNX k v | MGET k * | APPEND k v | STRLEN k
    MSET k v k v | MSETNX k v k v | MSET k v k | GETRANGE k n n | SUBSTR k n n | SETRANGE k o v
    INCR k | DECR k | INCRBY k n | DECRBY k n | INCRBYFLOAT k f | INCR counter | DECRBY counter 7
    DEL k * | UNLINK k * | EXISTS k * | TOUCH k * | TYPE k | RENAME k k | RENAMENX k k
    COPY k k | COPY k k REPLACE | KEYS * | KEYS key:* | DBSIZE | OBJECT REFCOUNT missing
    OBJECT ENCODING k | OBJECT ENCODING k
    PING | ECHO v | SELECT 0 | NOSUCH k v | GET | SET k | INCRBY k | OBJECT k k
    MULTI | EXEC | EXEC | EXEC | DISCARD | WATCH k * | UNWATCH | FLUSHALL
"""
# So often as the rest together: else most requests would find nothing.
COMMON = ["SET k v", "SET k v", "MSET k v k v", "INCRBYFLOAT k f", "APPEND k v", "SETRANGE k o v"]
RARE = {"FLUSHALL": 0.1}


def shapes():
    return [shape.strip() for line in SHAPES.strip().splitlines() for shape in line.split("|")]


class Drawer:
    def __init__(self, seed):
        self.generator = random.Random(seed)
        self.shapes = shapes()

    def request(self):
        draw = self.generator
        shape = draw.choice(COMMON if draw.random() < 0.25 else self.shapes)
        if draw.random() > RARE.get(shape, 1):
            shape = "PING"
        request = []
        drawn = {"k": KEYS, "v": VALUES, "n": NUMBERS, "f": FLOATS,
                 "o": [b"0", b"1", b"7", b"-1", b"x", b"200"]}
        words = shape.split()
        for at, word in enumerate(words):
            if word == "*" and words[at - 1] == "k":
                request += draw.choices(KEYS, k=draw.randint(0, 3))
            else:
                request.append(draw.choice(drawn[word]) if word in drawn else word.encode())
        if draw.random() < 0.2:
            request[0] = request[0].swapcase()
        return request


def rule_of(request):
    """KEYS answers in any order; inside a transaction, too."""
    return {b"KEYS": "unordered", b"EXEC": "unordered within"}.get(request[0].upper(), "exact")


def run(comparison, seed, requests):
    where = f"random requests, seed {seed}"
    drawer = Drawer(seed)
    clients = [Pair(comparison, where) for _ in range(3)]
    clients[0].do("FLUSHALL")
    clients[1].do("HELLO", "3", rule="hello")
    sent = 0
    while sent < requests:
        client = drawer.generator.choice(clients)
        pipeline = [drawer.request() for _ in range(drawer.generator.randint(1, PIPELINE_MAX))]
        client.send(b"".join(map(resp.encoded, pipeline)))
        for request in pipeline:
            client.compare_next(b" ".join(request), rule_of(request))
        sent += len(pipeline)
    compare_all(comparison, where)
    for client in clients:
        client.close()


def compare_all(comparison, where):
    """Every key, its value, and how that is kept."""
    pair = Pair(comparison, where + ", at the end")
    keys = pair.do("KEYS", "*", rule="unordered")
    pair.do("DBSIZE")
    for _, key in sorted(resp.parsed(keys)[1]):
        pair.do("GET", key)
        pair.do("OBJECT", "ENCODING", key)
    pair.close()
