"""Strings and counters."""

import itertools

INTEGERS = ["0", "1", "-1", "+1", "' 1'", "'1 '", "01", "-0", "-01", "+0", "''", "-", "--1", "1.0",
            "1e3", "0x10", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
            "-9223372036854775809", "9223372036854775806", "-9223372036854775807",
            "18446744073709551616", "99999999999999999999", "000000000000000000001",
            "'1\\x00'", "'\\x001'", "'1\\n'", "'\\t1'", "abc", "1a", "a1", "'- 1'", "1-"]
FLOATS = ["0", "-0", "0.0", "-0.0", "1", "+1", "' 1'", "'1 '", "01", "1.", ".5", "-.5", ".", "",
          "0.1", "0.2", "0.3", "1e308", "1e309", "1e4932", "1e4933", "-1e4932", "1.19e4932",
          "3.0e3", "3e-3", "5e-324", "1e-4950", "1e-5000", "1e-17", "4e-18", "5e-18", "6e-18",
          "-4e-18", "inf", "-inf", "+inf", "Infinity", "INF", "infinit", "nan", "NaN", "-nan",
          "nan(1)", "0x10", "0x1p4", "0x.8", "0X1P-2", "0x", "1e", "1e+", "1e1", "1E1", "1e+1",
          "1,5", "1_0", "3.14159265358979323846", "0.12345678901234567", "0.123456789012345678",
          "17.00000000000000001", "12345678901234567", "123456789012345678", "9007199254740993",
          "9223372036854775807", "9223372036854775808", "18446744073709551615",
          "18446744073709551616", "36893488147419103233", "123456789012345678901234567890",
          "1234567890.1234567890123", "5.0e2", "2.0e2", "1.1", "2.2", "200.0000000000000001",
          "'1\\x00'", "'\\x00'", "abc", "1a", "'\\n1'", "'1\\n'", "--1", "+-1", "1.2.3"]

SET_OPTIONS = ["NX", "XX", "GET", "nx", "KEEPTTL", "EX", "PX", "bogus", "''"]
EXPIRING = {"KEEPTTL", "EX", "PX"}


def set_option_combinations(case):
    """All of up to three options that expire nothing; the others are refused, ours and Redis's."""
    plain = [option for option in SET_OPTIONS if option not in EXPIRING]
    for count in (1, 2, 3):
        for options in itertools.product(plain, repeat=count):
            line = " ".join(options)
            case.run(f"DEL a\nSET a 1 {line}\nGET a\nSET a 2 {line}\nGET a")


def integer_arguments(case):
    for command in ("INCRBY", "DECRBY"):
        for number in INTEGERS:
            case.run(f"DEL a\n{command} a {number}\nGET a\nSET a 5\n{command} a {number}\nGET a")


def integer_values(case):
    for value in INTEGERS:
        for request in ("INCR a", "DECR a", "INCRBY a 1", "INCRBY a -1", "DECRBY a 2",
                        "INCRBYFLOAT a 1", "INCRBY a 9223372036854775807",
                        "DECRBY a 9223372036854775807", "INCRBY a -9223372036854775808",
                        "DECRBY a -9223372036854775808"):
            case.run(f"SET a {value}\n{request}\nGET a")


def float_arguments(case):
    for number in FLOATS:
        quoted = number if number else "''"
        case.run(f"DEL a\nINCRBYFLOAT a {quoted}\nGET a\nSTRLEN a\nSET a {quoted}\n"
                 f"INCRBYFLOAT a 0\nGET a\nINCRBYFLOAT a 0.1\nGET a\nSET a 0.1\n"
                 f"INCRBYFLOAT a {quoted}\nGET a\nINCR a")


def float_sums(case):
    some = ["0.1", "0.2", "1e308", "-1e308", "1e4932", "3.0e3", "5e-324", "1e-17", "0.3", "-0.3",
            "9223372036854775807", "1.5", "123456789012345678", "10.50", "-5", "1.23456789012345678"]
    for left, right in itertools.product(some, repeat=2):
        case.run(f"SET a {left}\nINCRBYFLOAT a {right}\nGET a")


def ranges(case):
    case.run("SET empty ''\nSET one x\nSET three abc\nSET five 12345")
    for key in ("missing", "empty", "one", "three", "five"):
        for first in range(-6, 7):
            for last in range(-6, 7):
                case.run(f"GETRANGE {key} {first} {last}\nSUBSTR {key} {first} {last}")
    for bound in INTEGERS:
        case.run(f"GETRANGE five {bound} 2\nGETRANGE five 1 {bound}\nGETRANGE missing {bound} x\n"
                 f"GETRANGE five {bound} {bound}")


def replaced_ranges(case):
    offsets = ["0", "1", "3", "6", "-1", "x", "''", "+1", "01", "-0", "536870911", "536870912",
               "536870910", "4294967296", "9223372036854775807", "9223372036854775800",
               "-9223372036854775808", "9223372036854775808"]
    for offset in offsets:
        for part in ("''", "X", "XYZ", "'\\x00\\xff'"):
            if offset in ("536870910", "536870911") and part not in ("''", "XYZ"):
                continue  # it is allowed, and half a gigabyte for each server
            case.run(f"DEL a\nSETRANGE a {offset} {part}\nGET a\nEXISTS a\n"
                     f"SET a hello\nSETRANGE a {offset} {part}\nGET a")


SCRIPTS = {
    "set options": set_option_combinations,
    "set with an expiry": """
        SET a 1 EX 10  ~ expiry
        SET a 1 PX 10  ~ expiry
        SET a 1 EXAT 10000000000  ~ expiry
        SET a 1 PXAT 10000000000000  ~ expiry
        SET a 1 KEEPTTL  ~ expiry
        SET a 1 NX EX 10 GET  ~ expiry
        SET a 1 keepttl xx  ~ expiry
        SET a 1 EX 10 EX 20  ~ expiry
        DEL a  ~ kind
        SET a 1 EX 9223372036854775
        SET a 1 PX 9223372036854775807
        SET a 1 EXAT 9223372036854776
        SET a 1 PXAT 9223372036854775807  ~ expiry
        SET a 1 EXAT 9223372036854775  ~ expiry
        DEL a  ~ kind
        SET a 1 NX XX
        SET a 1 NX XX GET
        SET a 1 EX
        SET a 1 PX
        SET a 1 EXAT
        SET a 1 PXAT
        SET a 1 EX 10 PX 10
        SET a 1 EX 10 KEEPTTL
        SET a 1 KEEPTTL PX 10
        SET a 1 EX bogus
        SET a 1 EX 0
        SET a 1 EX -1
        SET a 1 PX 0
        SET a 1 EX 9223372036854775807
        SET a 1 EXAT 0
        SET a 1 PERSIST
        SET a 1 NX XX EX 10
        SET a 1 EX NX
        SET a 1 bogus EX 10
        SET a 1 EX 10 bogus
        EXISTS a
    """,
    "set and get": """
        SET a b
        GET a
        GET missing
        SET '' empty-key
        GET ''
        SET a ''
        GET a
        STRLEN a
        SET '\\x00\\xff' '\\r\\n\\x00'
        GET '\\x00\\xff'
        STRLEN '\\x00\\xff'
        GETSET a new
        GETSET fresh new
        GETSET a ''
        GET a
        GETDEL a
        GETDEL a
        EXISTS a
        SETNX a 1
        SETNX a 2
        GET a
        MGET a missing a ''
        MSET a 1 b 2 a 3
        GET a
        MSET a
        MSET a 1 b
        MSETNX
        MSETNX a 1 b
        MSETNX c 1 a 2
        EXISTS c
        MSETNX c 1 c 2
        GET c
        MSETNX d 1 e 2 d 3
        MGET d e
        APPEND d x
        APPEND fresh-too ''
        EXISTS fresh-too
        APPEND fresh-three abc
        APPEND fresh-three ''
        APPEND fresh-three def
        GET fresh-three
        STRLEN missing
    """,
    "expiring commands are unknown": """
        GETEX a EX 10  ~ not here
        GETEX missing  ~ not here
        SETEX a 10 b  ~ not here
        PSETEX a 10 b  ~ not here
        EXPIRE a 10  ~ not here
        TTL a  ~ not here
        LCS a b  ~ not here
        SETBIT a 1 1  ~ not here
    """,
    "counters": """
        INCR a
        INCR a
        DECR a
        DECR a
        DECR a
        INCRBY a 10
        DECRBY a 3
        DECRBY a -9223372036854775808
        DECRBY fresh -9223372036854775808
        EXISTS fresh
        SET a -1
        INCRBY a -9223372036854775808
        DECRBY a 9223372036854775807
        SET a 9223372036854775807
        INCR a
        DECR a
        SET a ''
        INCR a
        INCRBYFLOAT a 1
        SET a 'not a number'
        INCR a
        INCRBY a x
        INCRBYFLOAT a 1.5
        INCRBYFLOAT a x
        GET a
    """,
    "integers as arguments": integer_arguments,
    "integers as values": integer_values,
    "floats": float_arguments,
    "sums of floats": float_sums,
    "ranges": ranges,
    "replaced ranges": replaced_ranges,
}
