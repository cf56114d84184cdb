"""What holds for every command there is: arities, and how it describes itself."""

import resp

# Nobody sends them as if they were any command.
SPECIAL = {"shutdown", "quit", "reset", "multi", "exec", "bgrewriteaof", "range"}
# Redis 7.0 does not have them.
NEWER = {"client|setinfo", "range"}
# Those that are not compared to the byte when they succeed: who asked, when, and of what.
RULES = {"info": "kind", "time": "shape", "lastsave": "kind", "command": "kind",
         "client|id": "kind", "client|info": "client", "client|list": "client",
         "command|count": "kind", "command|list": "kind", "command|docs": "kind",
         "command|info": "kind", "debug": "exact", "hello": "hello", "keys": "unordered"}
ARGUMENTS_MAX = 6


def names_of(pair):
    """All commands and subcommands of ours, as it lists them."""
    pair.ours.send(resp.encoded(["COMMAND", "LIST"]))
    return sorted(name.decode() for _, name in resp.parsed(pair.ours.read())[1])


def arities(case):
    pair = case.client("1")
    for name in names_of(pair):
        if name in SPECIAL or name in NEWER:
            continue
        rule = RULES.get(name, "help" if name.endswith("|help") else "exact")
        for count in range(ARGUMENTS_MAX + 1):
            pair.do(*name.split("|"), *["a"] * count, rule=rule)
            pair.do(*name.upper().split("|"), *["1"] * count, rule=rule)
            case.run("FLUSHALL")


def special_arities(case):
    case.run("""
        SHUTDOWN a
        SHUTDOWN a b
        MULTI a
        EXEC a
        DISCARD a
        EXEC
        DISCARD
        RESET a
        BGREWRITEAOF a
        2: QUIT a
        2: PING
        3: QUIT
        3: !read
    """)


def descriptions(case):
    """COMMAND INFO, GETKEYS and the rest of it."""
    pair = case.client("1")
    for name in names_of(pair):
        if name not in NEWER:
            pair.do("COMMAND", "INFO", name, rule="command info")
            for count in range(ARGUMENTS_MAX):
                for subcommand in ("GETKEYS", "GETKEYSANDFLAGS"):
                    pair.do("COMMAND", subcommand, *name.split("|"), *list("abcdef")[:count])
    case.run("""
        COMMAND INFO nosuch
        COMMAND INFO nosuch get nosuch  ~ command info
        COMMAND INFO GET  ~ command info
        COMMAND INFO ''
        COMMAND INFO client|nosuch
        COMMAND INFO get|nosuch
        COMMAND DOCS nosuch
        COMMAND GETKEYS
        COMMAND GETKEYS nosuch a
        COMMAND GETKEYS GET
        COMMAND GETKEYS nosuch
        COMMAND GETKEYS PING a
        COMMAND LIST FILTERBY
        COMMAND LIST FILTERBY bogus a
        COMMAND LIST FILTERBY MODULE nosuch
        COMMAND LIST FILTERBY PATTERN nosuch*
        COMMAND LIST FILTERBY PATTERN get
        COMMAND LIST FILTERBY PATTERN
        COMMAND LIST FILTERBY ACLCAT nosuch
        COMMAND LIST bogus
        COMMAND COUNT a
        COMMAND HELP  ~ help
        COMMAND nosuch
        COMMAND GETKEYS MSET a 1 b 2
        COMMAND GETKEYS MSET a 1 b
        COMMAND GETKEYS SET a b EX 10
        COMMAND GETKEYS OBJECT ENCODING a
        COMMAND GETKEYS CLIENT nosuch
        COMMAND GETKEYSANDFLAGS
        COMMAND GETKEYSANDFLAGS nosuch
        COMMAND GETKEYSANDFLAGS nosuch a
        COMMAND GETKEYSANDFLAGS GET a
        COMMAND GETKEYSANDFLAGS MSET a 1 b 2
        COMMAND GETKEYSANDFLAGS MSET a 1 b
        COMMAND GETKEYSANDFLAGS SET a b EX 10
        COMMAND GETKEYSANDFLAGS SET a get
        COMMAND GETKEYSANDFLAGS SET a b GET
        COMMAND GETKEYSANDFLAGS set a b NX gEt
        COMMAND GETKEYSANDFLAGS SET a b EX get
        COMMAND GETKEYSANDFLAGS SET a b 'get\x00x'
        COMMAND GETKEYSANDFLAGS SET a b getx ge ''
        COMMAND GETKEYSANDFLAGS OBJECT ENCODING a
        COMMAND GETKEYSANDFLAGS OBJECT a b
    """)


def documents(case):
    pair = case.client("1")
    for name in names_of(pair):
        if name not in NEWER and not any(newer.startswith(name + "|") for newer in NEWER):
            pair.do("COMMAND", "DOCS", name, rule="command docs")


SCRIPTS = {
    "arities": arities,
    "special arities": special_arities,
    "commands describe themselves": descriptions,
    "documents": documents,
}
