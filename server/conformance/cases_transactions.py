"""MULTI, EXEC, DISCARD, WATCH and what ends them."""

import itertools

STEPS = ["MULTI", "EXEC", "DISCARD", "WATCH a", "UNWATCH", "SET a 1", "NOSUCH x", "GET", "INCR b",
         "2: SET a 2", "RESET"]


def orders(case):
    """Every order of three steps, and of four that begin with WATCH or MULTI."""
    fours = [(first, *rest) for first in ("WATCH a", "MULTI")
             for rest in itertools.product(STEPS, repeat=3)]
    for steps in [*itertools.product(STEPS, repeat=3), *fours]:
        if case.version == 3 and "RESET" in steps:
            continue
        case.run("\n".join(["SET b x", *steps, "EXEC", "DISCARD", "UNWATCH", "GET a", "DEL a"]))


WATCHED = {
    # what another client does: before it a is 1 and b is missing
    "nothing": "",
    "set": "2: SET a 2",
    "the same value": "2: SET a 1",
    "deleted": "2: DEL a",
    "deleted and set again": "2: DEL a\n2: SET a 1",
    "created": "2: SET b 1",
    "created and deleted": "2: SET b 1\n2: DEL b",
    "a missing one deleted": "2: DEL b",
    "renamed away": "2: RENAME a c",
    "renamed over": "2: SET c 1\n2: RENAME c a",
    "renamed to itself": "2: RENAME a a",
    "renamed to itself, if missing": "2: RENAMENX a a",
    "copied from": "2: COPY a c",
    "copied over": "2: SET c 1\n2: COPY c a REPLACE",
    "copied, but not over": "2: SET c 1\n2: COPY c a",
    "set if missing": "2: SETNX a 2",
    "set only if missing": "2: SET a 2 NX",
    "set only if there": "2: SET b 2 XX",
    "appended to": "2: APPEND a x",
    "appended nothing to": "2: APPEND a ''",
    "a missing one appended nothing to": "2: APPEND b ''",
    "a range set": "2: SETRANGE a 0 x",
    "an empty range set": "2: SETRANGE a 0 ''",
    "an empty range set in a missing one": "2: SETRANGE b 0 ''",
    "counted": "2: INCR a",
    "counted by nothing": "2: INCRBY a 0",
    "counted by a float of nothing": "2: INCRBYFLOAT a 0",
    "an error": "2: INCRBY a 9223372036854775807",
    "read": "2: GET a\n2: STRLEN a\n2: EXISTS a\n2: TOUCH a\n2: OBJECT ENCODING a",
    "got and set": "2: GETSET a 1",
    "got and deleted": "2: GETDEL a",
    "a missing one got and deleted": "2: GETDEL b",
    "many set": "2: MSET x 1 a 1",
    "many set if missing": "2: MSETNX b 1 x 1",
    "many not set": "2: MSETNX a 1 b 1",
    "flushed": "2: FLUSHALL",
    "flushed, the database": "2: FLUSHDB",
    "flushed when it is gone": "2: DEL a\n2: FLUSHALL",
    "flushed in a transaction": "2: MULTI\n2: FLUSHALL\n2: EXEC",
    "set in a transaction": "2: MULTI\n2: SET a 1\n2: EXEC",
    "set in a transaction that is discarded": "2: MULTI\n2: SET a 1\n2: DISCARD",
    "set by himself": "SET a 1",
    "deleted by himself": "DEL a",
    "watched by another": "2: WATCH a",
    "unlinked": "2: UNLINK a",
}


def watches(case):
    for script in WATCHED.values():
        for keys in ("a", "b", "a b", "a a", "c", "x"):
            case.run(f"""
                FLUSHALL
                SET a 1
                WATCH {keys}
                {script}
                MULTI
                SET done 1
                EXEC
                EXISTS done
                2: UNWATCH
            """)


def queued_commands(case):
    """Each command that can be queued."""
    for request, rule in [("SET a 1", None), ("GET a", None), ("GET missing", None),
                          ("INCR a", None), ("PING", None), ("PING x", None), ("ECHO x", None),
                          ("SELECT 0", None), ("SELECT 9", None), ("AUTH x", None),
                          ("UNWATCH", None), ("MGET a b", None), ("HELLO 9", None),
                          ("CLIENT SETNAME x", None), ("CLIENT GETNAME", None),
                          ("CONFIG SET nosuch x", None), ("CONFIG GET save", None),
                          ("DBSIZE", None), ("FLUSHALL", None), ("KEYS *", None), ("SCAN 0", None),
                          ("RENAME x y", None), ("OBJECT ENCODING a", None), ("TYPE a", None),
                          ("DEBUG SLEEP 0", None), ("SLOWLOG RESET", None), ("COPY a a", None),
                          ("RANDOMKEY", None), ("INCRBYFLOAT f 0.5", None), ("SET a", None),
                          ("SHUTDOWN NOSAVE", None), ("SHUTDOWN", None), ("MULTI", None),
                          ("WATCH x", None), ("NOSUCH", None), ("OBJECT", None),
                          ("OBJECT nosuch a", None), ("CLIENT", None),
                          ("COMMAND GETKEYS GET a", None), ("SET a 1 XX NX", None),
                          ("TIME", "shape"), ("CLIENT ID", "kind"), ("LASTSAVE", "kind"),
                          ("HELLO 3", "transaction of hello"), ("HELLO 2", "transaction of hello")]:
        case.run(f"""
            MULTI
            SET before 1
            {request}
            GET before
            EXEC  ~ {rule or "exact"}
            EXEC
            GET before
            CLIENT SETNAME ''
            FLUSHALL
        """)


SCRIPTS = {
    "orders": orders,
    "watches": watches,
    "queued commands": queued_commands,
    "errors while it runs": """
        SET text abc
        MULTI
        INCR text
        SET a 1
        INCRBY a x
        SETRANGE a -1 x
        RENAME missing b
        GET a
        EXEC
        GET a
        MULTI
        EXEC
    """,
    "what a transaction reads of itself": """
        MULTI
        SET a 1
        GET a
        INCR a
        DEL a
        GET a
        SETNX a 5
        RENAME a b
        MGET a b
        DBSIZE
        KEYS *
        FLUSHALL
        DBSIZE
        MSETNX b 1 c 2
        COPY b d
        EXEC
        MGET a b c d
    """,
    "others see it whole": """
        MULTI
        SET a 1
        SET b 2
        2: MGET a b
        EXEC
        2: MGET a b
    """,
    "watch, and go": """
        SET a 1
        WATCH a
        2: SET a 2
        UNWATCH
        MULTI
        PING
        EXEC
        WATCH a
        2: SET a 3
        MULTI
        PING
        DISCARD
        MULTI
        PING
        EXEC
        WATCH a
        2: SET a 4
        RESET
        MULTI
        PING
        EXEC
        WATCH a
        MULTI
        SET a 5
        EXEC
        MULTI
        SET a 6
        EXEC
        WATCH a
        SET a 7
        MULTI
        UNWATCH
        PING
        EXEC
        WATCH a
        MULTI
        UNWATCH
        2: SET a 9
        EXEC
    """,
    "a broken transaction with a broken watch": """
        WATCH a
        2: SET a 1
        MULTI
        NOSUCH
        EXEC
        WATCH a
        2: SET a 2
        MULTI
        WATCH b
        EXEC
        MULTI
        QUIT
        !read
    """,
    "transactions of hello": """
        MULTI
        HELLO 2
        HELLO 3
        EXEC  ~ transaction of hello
        MULTI
        CLIENT ID
        EXEC  ~ kind
    """,
    "refused": """
        WATCH a
        MULTI
        EXEC a
        EXEC
        2: SET a 1
        MULTI
        PING
        EXEC
        EXEC a
        DISCARD a
        WATCH
        MULTI
        WATCH
        EXEC
    """,
    "reset": """
        CLIENT SETNAME me
        MULTI
        SET a 1
        RESET
        EXEC
        CLIENT GETNAME
        GET a
        RESET
        MULTI
        RESET a
        EXEC
    """,
}
