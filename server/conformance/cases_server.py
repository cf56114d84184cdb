"""Configuration, and the server itself."""

SCRIPTS = {
    "configuration": """
        CONFIG
        CONFIG GET
        CONFIG GET save
        CONFIG GET nosuch
        CONFIG GET SAVE
        CONFIG GET save save
        CONFIG GET appendonly nosuch  ~ shape
        CONFIG GET databases
        CONFIG GET data*
        CONFIG GET maxmemory
        CONFIG GET maxmemory-policy
        CONFIG GET maxclients  ~ shape
        CONFIG GET timeout
        CONFIG GET slowlog-max-len
        CONFIG GET slowlog-log-slower-than
        CONFIG GET slowlog*  ~ unordered
        CONFIG GET requirepass
        CONFIG GET proto-max-bulk-len
        CONFIG GET client-query-buffer-limit
        CONFIG GET port  ~ shape
        CONFIG GET bind
        CONFIG SET
        CONFIG SET timeout
        CONFIG SET timeout 0 maxclients
        CONFIG SET nosuch 1
        CONFIG SET 'no such\\r\\n' 1
        CONFIG SET timeout 0 nosuch 1
        CONFIG SET timeout 0 timeout 0
        CONFIG SET timeout 0 TIMEOUT 0
        CONFIG SET databases 5
        CONFIG SET databases 5 timeout x
        CONFIG SET timeout x databases 5
        CONFIG SET databases 5 nosuch 1
        CONFIG SET timeout 0 timeout 0 databases 4
        CONFIG SET timeout 0 dir x
        CONFIG SET 'timeout\x00x' 0
        CONFIG GET save SAVE
        CONFIG GET TIMEOUT timeo*
        CONFIG GET timeou* TIMEOUT
        CONFIG SET databases 1
        CONFIG SET timeout x
        CONFIG SET timeout -1
        CONFIG SET timeout ''
        CONFIG SET timeout 1.5
        CONFIG SET timeout 99999999999
        CONFIG SET timeout 2147483648
        CONFIG SET slowlog-max-len -1
        CONFIG SET slowlog-max-len x
        CONFIG SET slowlog-log-slower-than x
        CONFIG SET slowlog-log-slower-than -2
        CONFIG SET maxclients 0
        CONFIG SET maxclients x
        CONFIG SET client-query-buffer-limit 1
        CONFIG SET client-query-buffer-limit x
        CONFIG SET TIMEOUT 100
        CONFIG GET timeout
        CONFIG SET timeout 0 slowlog-max-len 64
        CONFIG GET slowlog-max-len
        CONFIG SET slowlog-max-len 128
        CONFIG SET timeout 5 slowlog-max-len x
        CONFIG GET timeout
        CONFIG SET save ''
        CONFIG SET maxmemory 0 maxmemory-policy noeviction
        CONFIG SET proto-max-bulk-len 536870912
        CONFIG SET bind 127.0.0.1
        CONFIG RESETSTAT
        CONFIG RESETSTAT a
        CONFIG REWRITE
        CONFIG REWRITE a
        CONFIG HELP  ~ help
        CONFIG HELP a
    """,
    "the server": """
        INFO nosuch
        INFO server  ~ kind
        INFO  ~ kind
        INFO all  ~ kind
        INFO everything default  ~ kind
        TIME  ~ shape
        TIME a
        LASTSAVE  ~ kind
        LASTSAVE a
        BGREWRITEAOF a
        SHUTDOWN bogus
        SHUTDOWN ABORT
        SHUTDOWN SAVE NOSAVE
        SHUTDOWN NOSAVE SAVE
        SHUTDOWN ABORT NOW
        SHUTDOWN NOSAVE ABORT
        SHUTDOWN ABORT ABORT
        SHUTDOWN NOSAVE bogus
        SHUTDOWN ''
        DEBUG
        DEBUG bogus
        DEBUG 'a\\r\\nb'
        DEBUG SLEEP
        DEBUG SLEEP 0
        DEBUG SLEEP 0.001
        DEBUG sleep 0 0
        DEBUG SLEEP x
        DEBUG SLEEP -1
        SLOWLOG
        SLOWLOG LEN  ~ kind
        SLOWLOG LEN a
        SLOWLOG RESET
        SLOWLOG RESET a
        SLOWLOG GET
        SLOWLOG GET 0
        SLOWLOG GET -1
        SLOWLOG GET -2
        SLOWLOG GET x
        SLOWLOG GET ''
        SLOWLOG GET 1.5
        SLOWLOG GET 9223372036854775808
        SLOWLOG GET 1 2
        SLOWLOG HELP  ~ help
        SLOWLOG HELP a
        CONFIG SET slowlog-log-slower-than 0
        SLOWLOG RESET
        SET a b
        NOSUCH
        SET a
        SLOWLOG GET  ~ slow log
        GET a
        SLOWLOG GET 1  ~ slow log
        SLOWLOG GET -1  ~ slow log
        MULTI
        GET a
        EXEC
        SLOWLOG GET -1  ~ slow log
        CONFIG SET slowlog-log-slower-than 10000 slowlog-max-len 128
        SLOWLOG RESET
        SLOWLOG LEN
    """,
}
