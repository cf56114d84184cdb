"""Connections and clients."""

LONG = "x" * 200


def unknown_commands(case):
    case.run(f"""
        nosuch
        NOSUCH a b c
        nosuch ''
        '' a
        ''
        ' '
        'a b' c
        get\\x00 a
        'no\\r\\nsuch' 'a\\r\\nb'
        '\\x00\\xff\\x80' '\\x01\\xfe'
        'no\\x27such' "it's"
        {LONG}
        {LONG} {LONG}
        nosuch {LONG}
        nosuch {LONG} {LONG}
        nosuch {LONG[:100]} {LONG}
        nosuch {LONG[:127]} a b
        nosuch {LONG[:128]} a b
        nosuch {LONG[:125]} a b
        nosuch {LONG[:124]} a b
        nosuch {LONG[:123]} a b
        nosuch {LONG[:126]}
        nosuch {" ".join("a" * 100)}
        nosuch {" ".join(["abcdefg"] * 40)}
        nosuch {" ".join(["abcdef"] * 40)}
        nosuch 'a\\x00b' c
        'a\\x00b' c
        '{LONG}\\x00'
        nosuch 'tab\\there'
        "%s%d" "%n%s"
        client|id
        config|get a
    """)
    for length in range(110, 135):
        case.run(f"nosuch {'y' * length} z\n{'y' * length} z")


def unknown_subcommands(case):
    for command in ("CLIENT", "CONFIG", "OBJECT", "COMMAND", "SLOWLOG", "client", "SlowLog"):
        case.run(f"""
            {command} nosuch
            {command} nosuch a b c
            {command} ''
            {command} 'a b'
            {command} {LONG}
            {command} '\\x00\\xff'
            {command} 'a\\x00b'
            {command} 'a\\r\\nb'
            {command} "it's"
        """)


def passwords(case):
    case.run("""
        AUTH a
        AUTH default a
        AUTH nobody a
        AUTH a b c
        AUTH ''
        HELLO 2 AUTH default anything  ~ hello
        HELLO 2 AUTH nobody anything
        CONFIG SET requirepass secret
        GET a
        2: PING
        2: GET a
        2: NOSUCH a
        2: GET
        2: CLIENT ID
        2: CLIENT nosuch
        2: CLIENT
        2: HELLO
        2: HELLO 3
        2: HELLO 9
        2: HELLO x
        2: HELLO 2 SETNAME a
        2: HELLO 2 AUTH default wrong
        2: HELLO 2 AUTH nobody secret
        2: HELLO 2 AUTH default
        2: HELLO 2 AUTH default secre
        2: HELLO 2 AUTH default secrett
        2: AUTH wrong
        2: AUTH ''
        2: AUTH default wrong
        2: AUTH nobody secret
        2: AUTH a b c
        2: MULTI
        2: EXEC
        2: WATCH a
        2: RESET
        2: COMMAND COUNT
        2: ECHO a
        2: SELECT 0
        2: SHUTDOWN NOSAVE
        2: AUTH secret
        2: GET a
        2: AUTH wrong
        2: GET a
        2: RESET
        2: GET a
        2: AUTH default secret
        2: GET a
        3: HELLO 3 AUTH default secret  ~ hello
        3: GET a
        3: CONFIG GET requirepass
        4: QUIT
        4: !read
        AUTH secret
        CONFIG SET requirepass ''
        5: GET a
        5: AUTH secret
        5: AUTH default nonsense
        5: CONFIG GET requirepass
        6: PING
        5: CONFIG SET requirepass secret
        6: PING
        7: PING
        6: RESET
        6: PING
        5: CONFIG SET requirepass other
        5: PING
        5: CONFIG SET requirepass ''
    """)


SCRIPTS = {
    "unknown commands": unknown_commands,
    "unknown subcommands": unknown_subcommands,
    "passwords": passwords,
    "ping and echo": """
        PING
        PING ''
        PING hello
        PING a b
        ping
        ECHO ''
        ECHO '\\r\\n'
        ECHO a b
        SELECT 0
        SELECT 1
        SELECT -1
        SELECT x
        SELECT ''
        SELECT 00
        SELECT 9223372036854775808
        SELECT 2147483648
    """,
    "hello": """
        HELLO  ~ hello
        HELLO 2  ~ hello
        HELLO 3  ~ hello
        HELLO  ~ hello
        HELLO 1
        HELLO 4
        HELLO 0
        HELLO -1
        HELLO x
        HELLO ''
        HELLO 2.0
        HELLO +2
        HELLO 02
        HELLO 9223372036854775808
        HELLO 2 AUTH
        HELLO 2 AUTH a
        HELLO 2 SETNAME
        HELLO 2 bogus
        HELLO 2 bogus a
        HELLO 2 'a\\r\\nb'
        HELLO x bogus
        HELLO 3 SETNAME 'a b'
        HELLO 3 SETNAME 'a\\nb'
        CLIENT GETNAME
        HELLO 2 SETNAME me  ~ hello
        CLIENT GETNAME
        HELLO 3 SETNAME ''  ~ hello
        CLIENT GETNAME
        HELLO 2 SETNAME a AUTH default pw SETNAME b  ~ hello
        CLIENT GETNAME
        HELLO 2 AUTH default pw SETNAME 'bad name'
        HELLO 2 AUTH nobody pw SETNAME 'bad name'
        hello 3 setname x auth default pw  ~ hello
        GET missing
        MGET a b
        CONFIG GET save
        HELLO 2  ~ hello
        GET missing
    """,
    "names": """
        CLIENT GETNAME
        CLIENT SETNAME a
        CLIENT GETNAME
        CLIENT SETNAME 'a b'
        CLIENT SETNAME 'a\\tb'
        CLIENT SETNAME '\\x7f'
        CLIENT SETNAME '\\xff'
        CLIENT SETNAME '!~'
        CLIENT GETNAME
        CLIENT SETNAME ''
        CLIENT GETNAME
        CLIENT SETNAME
        CLIENT SETNAME a b
        CLIENT GETNAME a
        CLIENT
        CLIENT ID  ~ kind
        CLIENT ID a
        CLIENT HELP  ~ help
        CLIENT HELP a
        CLIENT NO-EVICT on
        CLIENT NO-EVICT OFF
        CLIENT NO-EVICT maybe
        CLIENT NO-EVICT
        CLIENT SETINFO lib-name a  ~ newer
    """,
    "who is connected": """
        CLIENT INFO  ~ client
        CLIENT SETNAME me
        CLIENT INFO  ~ client
        CLIENT INFO a
        CLIENT LIST  ~ client
        CLIENT LIST TYPE normal  ~ client
        CLIENT LIST TYPE NORMAL  ~ client
        CLIENT LIST TYPE replica
        CLIENT LIST TYPE slave
        CLIENT LIST TYPE pubsub
        CLIENT LIST TYPE master
        CLIENT LIST TYPE bogus
        CLIENT LIST TYPE
        CLIENT LIST TYPE normal a
        CLIENT LIST ID
        CLIENT LIST ID x
        CLIENT LIST ID 0
        CLIENT LIST ID -1
        CLIENT LIST ID 999999999
        CLIENT LIST ID 999999999 999999998
        CLIENT LIST ID 1 x
        CLIENT LIST ID ''
        CLIENT LIST bogus
        CLIENT LIST bogus a
        CLIENT NO-EVICT on
        CLIENT INFO  ~ client
        WATCH a
        CLIENT INFO  ~ client
        2: SET a 1
        CLIENT INFO  ~ client
        2: CLIENT LIST  ~ client
        MULTI
        2: CLIENT LIST  ~ client
        EXEC
        CLIENT INFO  ~ client
        MULTI
        CLIENT INFO
        CLIENT INFO
        CLIENT INFO
        2: CLIENT LIST  ~ client
        EXEC  ~ client within
        CLIENT INFO  ~ client
    """,
    "clients are killed": """
        CLIENT KILL
        CLIENT KILL bogus
        CLIENT KILL 127.0.0.1:1
        CLIENT KILL ID
        CLIENT KILL ID x
        CLIENT KILL ID 0
        CLIENT KILL ID -1
        CLIENT KILL ID 999999999
        CLIENT KILL ID ''
        CLIENT KILL ADDR 1.2.3.4:5
        CLIENT KILL LADDR 1.2.3.4:5
        CLIENT KILL TYPE bogus
        CLIENT KILL TYPE pubsub
        CLIENT KILL TYPE master
        CLIENT KILL TYPE replica
        CLIENT KILL USER nobody
        CLIENT KILL USER default ID 999999999
        CLIENT KILL SKIPME maybe
        CLIENT KILL SKIPME yes ID 999999999
        CLIENT KILL ADDR 1.2.3.4:5 TYPE
        CLIENT KILL bogus a
        CLIENT KILL ID 999999999 bogus a
        CLIENT KILL ID 1 ADDR
        2: PING
        3: PING
        CLIENT KILL TYPE normal SKIPME yes
        2: PING
        3: PING
        CLIENT KILL TYPE normal SKIPME no
        PING
        !new
        4: PING
        4: CLIENT KILL TYPE normal
        4: PING
    """,
    "silence that ends before it begins": """
        CLIENT REPLY ON
        CLIENT REPLY on
    """,
    "commands of clients that are not here": """
        CLIENT PAUSE 0  ~ no subcommand here
        CLIENT UNPAUSE  ~ no subcommand here
        CLIENT TRACKING off  ~ no subcommand here
        CLIENT CACHING yes  ~ no subcommand here
        CLIENT GETREDIR  ~ no subcommand here
        CLIENT UNBLOCK 1  ~ no subcommand here
        ACL WHOAMI  ~ not here
        MEMORY USAGE a  ~ not here
        LATENCY RESET  ~ not here
        SAVE  ~ not here
        ROLE  ~ not here
    """,
}
