"""Keys by name, and many of them."""

import resp
from pair import words

LONGEST_EMBEDDED = "x" * 44

# What makes the value of a, what is done to it then, and what may follow.
ORIGINS = ["", "SET a 5", "SET a 20000", "SET a text", "SET a ''", f"SET a {LONGEST_EMBEDDED}",
           "INCR a", "INCRBYFLOAT a 3", "INCRBYFLOAT a 1e30", "APPEND a 5", "SETRANGE a 0 5"]
CHANGES = ["", "APPEND a ''", "APPEND a 5", "APPEND missing ''", "SETRANGE a 0 ''",
           "SETRANGE a 0 1", "SETRANGE a 2 1", "SETRANGE a -1 1", "INCRBYFLOAT a 1", "INCR a",
           "2: MULTI\n2: APPEND a ''\n2: DISCARD", "MULTI\nAPPEND a ''\nNOSUCH\nEXEC",
           "MULTI\nAPPEND a ''\nSET a 7\nEXEC", "MULTI\nSET a 7\nAPPEND a ''\nEXEC",
           "MULTI\nAPPEND a ''\nOBJECT ENCODING a\nSET a 7\nOBJECT ENCODING a\nEXEC"]
WRITES = ["", "SET a 6", "SET a 6 NX", "SET a 6 XX GET", "GETSET a 6", "GETDEL a\nSETNX a 6",
          "SETNX a 6", "MSET a 6 b 1", "MSETNX a 6 b 1", "DEL a\nAPPEND a 6", "INCR a",
          "DECRBY a 1", "INCRBYFLOAT a 2", "RENAME a a", "RENAME a b\nSET a 6",
          "SET b 6\nRENAME b a", "SET b 6\nRENAMENX a b", "RENAMENX a b", "COPY a b",
          "SET b 6\nCOPY a b", "SET b 6\nCOPY a b REPLACE", "SET b 6\nCOPY b a REPLACE",
          "COPY a b\nINCR a", "COPY a b\nDEL a", "FLUSHALL\nSET a 6", "FLUSHDB\nAPPEND a 6",
          "GET a\nSTRLEN a"]


def encodings(case):
    for origin in ORIGINS:
        for change in CHANGES:
            for write in WRITES:
                case.run(f"FLUSHALL\n{origin}\n{change}\nOBJECT ENCODING a\n{write}\n"
                         "OBJECT ENCODING a\nOBJECT ENCODING b\nMGET a b")


GLOBS = ["*", "a*", "*a", "?", "??", "a?c", "[ab]*", "[^a]*", "[a-c]?", "[c-a]?", "\\\\*",
         "a\\\\", "[a", "[", "[^", "[]a]*", "[a-]*", "[\\\\]]*", "**", "*?*", "", "a**c", "[^]*",
         "h[e]llo", "A*", "[!a]*", "\\\\[*", "*\\\\", "a[b-]c", "a[", "?[", "[a-z-9]*",
         "[\\\\a-c]*", "[[]*"]
GLOB_KEYS = ["a", "b", "c", "ab", "abc", "a*", "*", "?", "a\\\\", "[", "]", "[a", "-", "^", "!",
             "aXc", "a-c", "A", "hello", "hallo", "''", "'\\\\'", "'\\xff'", "9", "ac", "a[",
             "\\\\"]


def patterns(case):
    case.run("\n".join(f"SET '{key.strip(chr(39))}' 1" for key in GLOB_KEYS))
    case.run("\n".join(f"KEYS '{glob}'  ~ unordered" for glob in GLOBS))
    for glob in GLOBS:
        scan_all(case, "MATCH", words(f"'{glob}'")[0], "COUNT", 1000)


def scan_all(case, *options):
    """Whole walks give the same keys, though by other cursors."""
    pair = case.client("1")
    found = []
    for connection in (pair.ours, pair.theirs):
        cursor, keys = b"0", set()
        while True:
            connection.send(resp.encoded(["SCAN", cursor, *options]))
            kind, value = resp.parsed(connection.read())
            if kind != "*":
                keys.add((kind, value))
                break
            cursor = value[0][1]
            keys.update(element[1] for element in value[1][1])
            if cursor == b"0":
                break
        found.append(repr(sorted(keys, key=repr)).encode())
    case.comparison.compare(case.where, repr(("SCAN", options)).encode(), *found)


def scans(case):
    for number in range(100):
        case.run(f"SET key:{number} {number}")
    for options in [(), ("COUNT", 1), ("COUNT", 7), ("COUNT", 1000), ("MATCH", "key:1*"),
                    ("MATCH", "*", "COUNT", 5), ("TYPE", "string"), ("TYPE", "STRING"),
                    ("TYPE", "list"), ("TYPE", "bogus"), ("match", "key:?", "type", "string"),
                    ("COUNT", 1, "COUNT", 50), ("MATCH", "x", "MATCH", "key:2*")]:
        scan_all(case, *options)


SCRIPTS = {
    "existence": """
        SET a 1
        SET b 2
        EXISTS a a b missing
        TOUCH a a b missing
        TYPE a
        TYPE missing
        DEL a a missing
        UNLINK b b
        DEL a
        DBSIZE
    """,
    "rename": """
        RENAME missing a
        RENAMENX missing a
        RENAME missing missing
        RENAMENX missing missing
        SET a 1
        RENAME a a
        RENAMENX a a
        GET a
        RENAME a b
        GET b
        EXISTS a
        SET a 2
        RENAMENX a b
        RENAME a b
        GET b
        RENAMENX b c
        GET c
    """,
    "copy": """
        COPY missing b
        COPY missing missing
        SET a 1
        COPY a a
        COPY a a REPLACE
        COPY a b
        COPY a b
        SET a 2
        COPY a b REPLACE
        GET b
        COPY a c DB 0
        COPY a c DB 1
        COPY a c DB -1
        COPY a c DB x
        COPY a c DB
        COPY a c DB 0 REPLACE
        COPY a c REPLACE DB 0 REPLACE DB 0
        COPY a c DB 9223372036854775808
        COPY a c DB 2147483648
        COPY a c DB 99
        COPY a a DB 0
        COPY a a DB 1
        COPY a c bogus
        COPY a a bogus
        COPY missing c bogus
        COPY a c REPLACE DB 1
    """,
    "object": """
        SET a 123
        SET b text
        SET c 9223372036854775808
        SET d '01234567890123456789012345678901234567890123'
        SET e '012345678901234567890123456789012345678901234'
        SET f ''
        SET g -9223372036854775808
        SET h ' 1'
        SET i +1
        SET j 10000
        OBJECT ENCODING a
        OBJECT ENCODING b
        OBJECT ENCODING c
        OBJECT ENCODING d
        OBJECT ENCODING e
        OBJECT ENCODING f
        OBJECT ENCODING g
        OBJECT ENCODING h
        OBJECT ENCODING i
        OBJECT ENCODING missing
        OBJECT REFCOUNT b
        OBJECT REFCOUNT j
        OBJECT REFCOUNT missing
        OBJECT IDLETIME b
        OBJECT IDLETIME missing
        OBJECT FREQ b
        OBJECT FREQ missing
        OBJECT HELP  ~ help
        OBJECT
        OBJECT bogus
        OBJECT bogus a b
        OBJECT ENCODING
        OBJECT ENCODING a b
        OBJECT HELP a
        object encoding a
    """,
    "encodings": encodings,
    "scan": scans,
    "scan options": """
        SCAN x
        SCAN -1
        SCAN ''
        SCAN ' 0'
        SCAN +0
        SCAN 00
        SCAN 0x
        SCAN 1.5
        SCAN 18446744073709551615
        SCAN 18446744073709551616
        SCAN 0 COUNT 0
        SCAN 0 COUNT -1
        SCAN 0 COUNT x
        SCAN 0 COUNT ''
        SCAN 0 COUNT 9223372036854775808
        SCAN 0 COUNT
        SCAN 0 MATCH
        SCAN 0 TYPE
        SCAN 0 bogus
        SCAN 0 bogus 1
        SCAN x bogus 1
        SCAN x COUNT 0
        SCAN 0 COUNT 10 bogus
        SCAN 0 COUNT 0 bogus
        SCAN 0 MATCH
        SCAN 0
        SCAN 0 MATCH * COUNT 10 TYPE string
    """,
    "patterns": patterns,
    "flush": """
        SET a 1
        FLUSHDB
        DBSIZE
        SET a 1
        FLUSHALL ASYNC
        DBSIZE
        SET a 1
        FLUSHDB SYNC
        FLUSHALL sync
        FLUSHALL bogus
        FLUSHDB bogus
        FLUSHALL ASYNC SYNC
        FLUSHDB SYNC bogus
        FLUSHALL ''
        SET a 1
        RANDOMKEY
        FLUSHALL
        RANDOMKEY
        KEYS *
        DBSIZE
    """,
    "other types are unknown": """
        LPUSH a b  ~ not here
        HSET a b c  ~ not here
        SADD a b  ~ not here
        ZADD a 1 b  ~ not here
        SORT a  ~ not here
        DUMP a  ~ not here
        MOVE a 0  ~ not here
        SWAPDB 0 0  ~ not here
        WAIT 0 0  ~ not here
        EVAL 'return 1' 0  ~ not here
        PUBLISH a b  ~ not here
    """,
}
