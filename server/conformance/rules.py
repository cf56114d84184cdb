"""What of a reply may differ, by name. Every reply that is not compared byte for byte names a rule.

A rule makes of the two replies, ours and Redis's, two values that must be equal.
"""

import re

from resp import parsed


def each(change):
    """The same is done to both."""
    return lambda ours, theirs: (change(parsed(ours)), change(parsed(theirs)))


def shape(tree):
    kind, value = tree
    if isinstance(value, list):
        return (kind, [shape(element) for element in value])
    if kind == "-":
        return tree
    return (kind, None)


def kind_only(tree):
    return tree if tree[0] == "-" else tree[0]


def unordered(tree):
    kind, value = tree
    return (kind, sorted(value)) if isinstance(value, list) else tree


def unordered_within(tree):
    """What a transaction answers is in order; what KEYS answers in it is not."""
    kind, value = tree
    return (kind, [unordered(element) for element in value]) if isinstance(value, list) else tree


def masked_hello(tree):
    """Its number is the connection's."""
    kind, value = tree
    if not isinstance(value, list):
        return tree
    kept = list(value)
    for at in range(0, len(kept), 2):
        if kept[at][1] == b"id":
            kept[at + 1] = kept[at + 1][0]
    return (kind, kept)


# What Redis's line does not have yet: it came with 7.2.
NEWER_CLIENT_FIELDS = {b"lib-name", b"lib-ver"}


def client_lines(tree):
    """The fields of CLIENT LIST and INFO; of those that say nothing of sockets the values, too."""
    kind, text = tree
    if kind not in "$=":
        return tree
    lines = []
    for line in text.splitlines():
        fields = [field.partition(b"=")[::2] for field in line.split(b" ")]
        kept = {b"name", b"flags", b"db", b"multi", b"cmd", b"user", b"resp", b"sub", b"psub",
                b"ssub", b"events", b"redir"}
        lines.append([(name, value if name in kept else None) for name, value in fields
                      if name not in NEWER_CLIENT_FIELDS])
    return (kind, lines)


def client_within(tree):
    kind, value = tree
    return (kind, [client_lines(line) for line in value]) if isinstance(value, list) else tree


def help_frame(tree):
    """What a HELP says in between is ours; how it begins and ends is not."""
    kind, value = tree
    if not isinstance(value, list):
        return tree
    return (kind, value[:1] + value[-2:], {line[0] for line in value})


def our_refusal(ours, theirs):
    """Nothing expires here, and whoever asks for it is told."""
    return ours[:28], b"-ERR keys do not expire here"


def no_such_command(ours, theirs):
    """Redis has the command; here it is as one that nobody knows."""
    return re.sub(b"'[^']*'", b"''", ours.split(b", with")[0]), b"-ERR unknown command ''"


def no_such_subcommand(ours, theirs):
    return re.sub(b"'[^']*'", b"''", ours.split(b". Try")[0]), b"-ERR unknown subcommand ''"


def newer_than_redis(ours, theirs):
    """CLIENT SETINFO came with 7.2; libraries send it at once."""
    return (ours, theirs.partition(b"'")[0]), (b"+OK\r\n", b"-ERR unknown subcommand ")


def slow_log(tree):
    """Numbers, times and addresses are each server's own; what was slow is not."""
    kind, value = tree
    if not isinstance(value, list):
        return tree
    return (kind, [(entry[1][3], entry[1][5], [field[0] for field in entry[1]])
                   for entry in value])


def transaction_of_hello(tree):
    kind, value = tree
    return (kind, [masked_hello(element) for element in value]) if isinstance(value, list) else tree


# Not told here: what an older Redis did.
UNTOLD_FIELDS = {b"history"}


def command_docs(tree):
    """Summaries and costs are in our words, and options that are not here are not told."""
    kind, value = tree
    if not isinstance(value, list) or not value:
        return tree
    fields = dict(zip((name for _, name in value[1][1][::2]), value[1][1][1::2]))
    return (kind, value[0], fields[b"since"], fields[b"group"],
            sorted(fields.keys() - UNTOLD_FIELDS))


def command_info(tree):
    """Flags, categories and tips are sets; of subcommands only those that are here."""
    kind, value = tree
    if not isinstance(value, list):
        return tree
    infos = []
    for info in value:
        if not isinstance(info[1], list):
            infos.append(info)
            continue
        fields = list(info[1])
        for at in (2, 6, 7):
            fields[at] = unordered(fields[at])
        fields[9] = None
        infos.append((info[0], fields))
    return (kind, infos)


RULES = {
    "exact": lambda ours, theirs: (ours, theirs),
    "shape": each(shape),          # numbers and texts differ; errors do not
    "kind": each(kind_only),       # so does the number of elements
    "unordered": each(unordered),
    "client within": each(client_within),
    "unordered within": each(unordered_within),
    "hello": each(masked_hello),
    "client": each(client_lines),
    "help": each(help_frame),
    "newer": newer_than_redis,
    "slow log": each(slow_log),
    "transaction of hello": each(transaction_of_hello),
    "command docs": each(command_docs),
    "command info": each(command_info),
    "expiry": our_refusal,
    "not here": no_such_command,
    "no subcommand here": no_such_subcommand,
}
