"""The protocol itself: what is malformed, what comes in pieces, and lines instead of arrays.

Each case is what a client sends before it sends no more; all that comes back is compared.
"""

import random
import time

import resp
from pair import Pair

PING = resp.encoded(["PING"])
LONG = b"y" * 70000


def counts():
    for number in [b"0", b"-1", b"-10", b"", b"x", b"1x", b"+1", b" 1", b"01", b"-0",
                   b"2147483648", b"9223372036854775807", b"9223372036854775808",
                   b"-9223372036854775809", b"99999999999999999999999", b"1.0"]:
        yield b"*" + number + b"\r\n" + PING
        yield PING + b"*" + number + b"\r\n" + PING
        yield b"*2\r\n$4\r\nECHO\r\n$" + number + b"\r\n\r\n" + PING
        if number == b"0":
            continue
        yield b"*1\r\n$" + number + b"\r\nPING\r\n" + PING
        yield b"*2\r\n$4\r\nECHO\r\n$" + number + b"\r\n" + PING


def malformed():
    yield from [
        b"*1\r\nPING\r\n", b"*1\r\n:4\r\nPING\r\n", b"*1\r\n*1\r\n$4\r\nPING\r\n",
        b"*1\r\n+PING\r\n", b"*2\r\n$4\r\nECHO\r\n*1\r\n$1\r\na\r\n", b"*1\r\n\r\n",
        b"*1\r\n\r\n$4\r\nPING\r\n", b"*1\r\n$4\r\nPING", b"*1\r\n$4\r\nPIN", b"*1\r\n$4\r\n",
        b"*1\r\n$4", b"*1\r\n$", b"*1\r\n", b"*1\r", b"*1", b"*", b"$4\r\nPING\r\n",
        b"*1\n$4\nPING\n", b"*1\rX$4\r\nPING\r\n", b"*1\r\n$4\rXPING\r\n" + PING,
        b"*-1\r\n*-1\r\n*0\r\n" + PING, b"*3\r\n$3\r\nSET\r\n$1\r\na\r\n$-1\r\n" + PING,
        b"*3\r\n$3\r\nSET\r\n$1\r\na\r\n$0\r\n\r\n" + PING, b"*1\r\n$0\r\n\r\n" + PING,
        b"*1\r\n\xff\r\n", b"*1\r\n'\r\n", PING + b"*1\r\nPING\r\n" + PING,
        b"*2\r\n$4\r\nECHO\r\n$536870913\r\n", b"*2\r\n$4\r\nECHO\r\n$536870912\r\n",
        b"*" + LONG, b"*1\r\n$" + LONG, b"*1\r\n" + LONG, PING + b"*" + b"1" * 70000,
        b"*1\r\n$4\r\nQUIT\r\n" + PING, b"*1\r\n$5\r\nRESET\r\n" + PING,
        b"*1\r\n$4\r\nping\r\n*2\r\n$4\r\nEcHo\r\n$2\r\n\r\n\r\n" + PING,
    ]


def lines():
    """Behind a request that says that this client speaks Redis's protocol."""
    for line in [b"PING", b"ping", b" PING ", b"\tPING\t", b"PING hello", b"ECHO 'a b'", b"",
                 b" ", b"\t", b'ECHO "a b"', b'ECHO "\\x41\\n\\r\\t\\b\\a\\"\\\\\\q"',
                 b"ECHO '\\x41\\'\\n'", b'ECHO "a', b"ECHO 'a", b'ECHO "a"b', b"ECHO 'a'b",
                 b"ECHO a\"b\"", b"ECHO a'b'", b'ECHO a"b', b'ECHO ""', b"ECHO ''", b'""', b"''",
                 b'"" a', b'ECHO "\\xZZ"', b'ECHO "\\x4"', b'ECHO "\\', b'ECHO "\\"',
                 b"ECHO '\\'", b"ECHO \\x41", b"ECHO \xff\xfe", b"SET a",
                 b"NOSUCH 'a b' c", b"GET / HTTP/1.1", b"PING\r",
                 b"PING\x0bx", b"PING\x0cx", b"\x0bPING", b"ECHO 'a' 'b'", b"ECHO $1",
                 b"+PING", b":1", b"$4", b"%1", b"'PI'NG"]:
        for end in (b"\r\n", b"\n"):
            yield PING + line + end + PING
        yield line + b"\r\n" + PING
    yield PING + b"PING " + b"x" * 60000 + b"\r\n" + PING
    yield PING + LONG
    for words in (b"POST / HTTP/1.1", b"Host: x", b"post", b"hOsT:", b"POSTS", b"Host"):
        yield words + b"\r\nSET a 1\r\nGET a\r\n"
    for name in ("POST", "host:"):
        yield resp.encoded([name, "x"]) + PING
    yield b"PING\r\n\r\n\r\nPING\r\n"
    yield b"PING\r\nPING\nPING\r\n*1\r\n$4\r\nPING\r\nPING\r\n"
    yield b"SET a 1\r\nGET a\r\nMULTI\r\nINCR a\r\nEXEC\r\n"


# (what is sent, what we answer): not as Redis does, and why.
DELIBERATE = [
    # A bulk that is not followed by CRLF is no bulk: Redis skips two bytes, whatever they are.
    (b"*1\r\n$0\r\nPING\r\n" + PING, b"-ERR Protocol error: invalid bulk length\r\n"),
    (b"*2\r\n$4\r\nECHO\r\n$0\r\n" + PING, b"-ERR Protocol error: invalid bulk length\r\n"),
    (b"*1\r\n$4\r\nPINGPONG" + PING, b"-ERR Protocol error: invalid bulk length\r\n"),
    # A million arguments are enough.
    (b"*1048577\r\n" + PING, b"-ERR Protocol error: invalid multibulk length\r\n"),
    # Redis does not look behind a zero byte for the end of a line, and waits for ever.
    (b"*\x00\r\n", b"-ERR Protocol error: invalid multibulk length\r\n"),
    (b"*1\r\n$\x00\r\n", b"-ERR Protocol error: invalid bulk length\r\n"),
    (b"*1\r\n\x00\r\n", b"-ERR Protocol error: expected '$', got '\x00'\r\n"),
    (b"ECHO a\x00b\r\n" + PING, b"$3\r\na\x00b\r\n+PONG\r\n"),
]


def strangers():
    """Of one who has not told the password."""
    for count in (b"10", b"11", b"1048577"):
        yield b"*" + count + b"\r\n"
    for length in (b"16384", b"16385", b"536870913"):
        yield b"*1\r\n$" + length + b"\r\n"
    yield b"*2\r\n$4\r\nAUTH\r\n$6\r\nsecret\r\n*11\r\n" + b"$4\r\nPING\r\n" * 11
    yield b"PING\r\nNOSUCH\r\nAUTH secret\r\nPING\r\n"


def silences():
    """CLIENT REPLY: what is not answered is done all the same."""
    off, on, skip = (["CLIENT", "REPLY", word] for word in ("OFF", "on", "Skip"))
    ping = ["PING"]
    for requests, bytes_then in [
            ([off], b"*1\r\nPING\r\n"), ([off], b"*x\r\n"), ([off], b"GET 'a\r\n"),
            ([off, ping], b"*1\r\nPING\r\n"), ([ping, off], b"*1\r\n$x\r\n"),
            ([off, on], b"*1\r\nPING\r\n"), ([skip], b"*1\r\nPING\r\n"),
            ([skip], b"GET 'a\r\n"), ([skip, ping], b"*1\r\nPING\r\n"),
            ([skip, ["NOSUCH"]], b"*1\r\nPING\r\n"), ([skip, skip], b"*1\r\nPING\r\n"),
            ([skip], b"\r\n*x\r\n"), ([skip], b"*0\r\n"), ([skip], b"*-1\r\n"),
            ([skip], b"\r\n"), ([skip], b" \t\r\n"), ([skip, skip], b"\r\n\r\n"),
            ([off], b"\r\n*0\r\n"), ([["MULTI"], skip], b"*0\r\n")]:
        yield b"".join(map(resp.encoded, requests)) + bytes_then + resp.encoded(ping)
    for requests in [
            [off, ["SET", "a", "1"], ["NOSUCH"], ["GET"], on, ["GET", "a"]],
            [off, off, ["INCR", "a"], ["HELLO", "3"], on, ["GET", "b"]],
            [skip, ["INCR", "a"], ["GET", "a"]], [skip, skip, ["PING", "1"], ["PING", "2"]],
            [skip, on, ["PING"]], [off, skip, ["PING"], on, ["PING"]], [skip, off, on, ["PING"]],
            [skip, ["NOSUCH"], ["PING"]], [skip, ["CLIENT", "REPLY", "maybe"], ["PING"]],
            [off, ["MULTI"], ["SET", "a", "2"], ["EXEC"], on, ["GET", "a"]],
            [["MULTI"], skip, ["PING"], ["DISCARD"], ["PING"]],
            [off, ["RESET"], ["PING"]], [skip, ["RESET"], ["PING"]], [off, ["QUIT"]],
            [skip, ["QUIT"], ["PING"]], [["CLIENT", "REPLY"], ["CLIENT", "REPLY", "maybe"]],
            [["CLIENT", "REPLY", "on", "off"], on, ["PING"]]]:
        yield b"".join(map(resp.encoded, requests))


PIPELINE = b"".join(resp.encoded(words) for words in [
    ["SET", "a", "1"], ["GET", "a"], ["MULTI"], ["INCR", "a"], ["GET", b"\r\n$1\r\n"], ["EXEC"],
    ["SET", b"*1\r\n", b"\x00\r\n*"], ["GET", b"*1\r\n"], ["NOSUCH"], ["GET"], ["APPEND", "a", ""],
    ["MGET", "a", "b", ""], ["ECHO", b"x" * 300], ["HELLO", "3", "BOGUS"], ["DEL", "a"]])


class Pieces:
    """Sends in pieces of one size, or of sizes that a generator draws."""

    def __init__(self, size):
        self.size = size
        self.generator = random.Random(size)

    def send(self, pair, data):
        at = 0
        while at < len(data):
            size = self.size or self.generator.randint(1, 40)
            pair.send(data[at:at + size])
            at += size
            if at < 300:
                time.sleep(0.0002)  # long enough that some pieces are read alone


def exchange(comparison, where, data, size=1 << 20):
    pair = Pair(comparison, where)
    Pieces(size).send(pair, data)
    pair.ours.finish()
    pair.theirs.finish()
    comparison.compare(where, data, pair.ours.read_to_end(), pair.theirs.read_to_end())
    pair.close()


def expect(comparison, data, expected):
    """A difference that is meant: ours is as it shall be, and Redis's is another."""
    pair = Pair(comparison, "deliberate differences")
    pair.send(data)
    pair.ours.finish()
    pair.theirs.finish()
    comparison.compare(pair.where, data, pair.ours.read_to_end(), expected)
    if pair.theirs.read_to_end() == expected:
        comparison.findings.append(f"{pair.where}: {data}: Redis answers so, too")
    pair.close()


def forget_all(comparison):
    pair = Pair(comparison, "between cases")
    pair.do("FLUSHALL")
    pair.close()


def run(comparison):
    for name, streams in [("counts and lengths", counts()), ("malformed", malformed()),
                          ("lines", lines()), ("silences", silences())]:
        for data in streams:
            exchange(comparison, name, data)
            if len(data) < 200:
                exchange(comparison, name + ", byte by byte", data, size=1)
            forget_all(comparison)
    for data, expected in DELIBERATE:
        expect(comparison, data, expected)
    for size in [*range(1, 64), len(PIPELINE) - 1, len(PIPELINE), 0]:
        exchange(comparison, f"a pipeline in pieces of {size}", PIPELINE, size)
        forget_all(comparison)
    pair = Pair(comparison, "strangers")
    pair.do("CONFIG", "SET", "requirepass", "secret")
    for data in strangers():
        exchange(comparison, "strangers", data)
    pair.do("CONFIG", "SET", "requirepass", "")
    pair.close()
