"""Holds every #include to the arrows of the house: which room may see which.

A quoted include names one of our headers by its full path from the root, or from include/; angle
brackets are for everybody else's. Every header guards itself with #pragma once.

A header in include/ is for whoever uses powercut: it includes others from there and the standard
library, and defines no macro without the prefix POWERCUT_.
"""

import re

import tree

# A folder of include/powercut is of the room whose headers it holds. The longest matching folder is
# a file's room. bench stands on top of everything.
PUBLIC = {
    "include/powercut/io": "engine/io",
    "include/powercut/engine": "engine",
    "include/powercut/faultfs": "faultfs",
    "include/powercut/harness": "harness",
}
HARNESS_ORDER = ["harness/plan", "harness/workloads", "harness/judge", "harness/registry",
                 "harness/watch",
                 "harness/audit", "harness/subject", "harness/ask", "harness/damage", "harness/run",
                 "harness/explore", "harness/sweep", "harness/tell", "harness/lifetimes",
                 "harness/report"]
HARNESS = {room: {*HARNESS_ORDER[:place], "harness", "engine", "engine/io", "faultfs"}
           for place, room in enumerate(HARNESS_ORDER)}
# So do those of the cask. Its store stands on top of them, and the other stores see none of them.
CASK_ORDER = ["engine/cask/formats", "engine/cask/segments", "engine/cask/index",
              "engine/cask/recovery", "engine/cask/writing", "engine/cask/compaction",
              "engine/cask"]
CASK = {room: {*CASK_ORDER[:place], "engine", "engine/io"} for place, room in enumerate(CASK_ORDER)}
# The keyspace is under all commands. The families of commands stand beside each other on top.
COMMANDS_BELOW = {"server/protocol", "engine", "engine/io"}
FAMILIES = ["server/commands/administration", "server/commands/connection", "server/commands/data",
            "server/commands/introspection"]
COMMANDS = {
    "server/commands/keyspace": COMMANDS_BELOW,
    "server/commands": {"server/commands/keyspace", *COMMANDS_BELOW},
    **{family: {"server/commands", "server/commands/keyspace", *COMMANDS_BELOW}
       for family in FAMILIES},
}
MAY_INCLUDE = {
    "engine/io": set(),
    "engine": {"engine/io"},
    **CASK,
    "engine/tools": {*CASK, "engine", "engine/io"},
    "faultfs": {"engine/io"},
    "faultfs/fidelity/litmus": set(),
    "faultfs/fidelity/guest": {"faultfs/fidelity/litmus"},
    "faultfs/fidelity": {"faultfs", "engine/io", "faultfs/fidelity/litmus"},
    # The rooms of the harness stand on each other in this order.
    **HARNESS,
    "harness": {*HARNESS, "engine", "engine/io", "faultfs"},
    # Our own stores and commands, without sockets.
    "harness/catalog": {*HARNESS_ORDER, "harness", *CASK, "engine", "engine/io", "faultfs",
                        *COMMANDS, "server/protocol"},
    "harness/program": {*HARNESS_ORDER, "harness", "engine", "engine/io", "faultfs"},
    "harness/mutants": {*HARNESS_ORDER, "harness/catalog", "harness", "engine", "engine/io",
                        "faultfs"},
    "harness/concurrent": {*HARNESS_ORDER, "harness", "engine", "engine/io"},
    "server/protocol": {"engine/io"},
    **COMMANDS,
    "server/net": {*COMMANDS, "server/protocol", "engine/cask", "engine", "engine/io"},
    "server/fuzz": {*COMMANDS, "server/protocol", "engine", "engine/io"},
    "server": {"server/net", *COMMANDS, "server/protocol", "engine", "engine/io"},
    "props": {*HARNESS_ORDER, "harness/catalog", "harness", *CASK, "engine", "engine/io", "faultfs",
              *COMMANDS, "server/protocol"},
    "bench": {*HARNESS_ORDER, "props", "harness/catalog", "harness", *CASK, "engine", "engine/io",
              "faultfs", *COMMANDS, "server/protocol"},
}
# Tests of the harness's rooms try them on our own stores, and all together; those of the cask's
# rooms try them in a whole store, and those of commands share a store and a host.
TESTS_MAY_INCLUDE = {
    **{room: {*HARNESS_ORDER, "harness", "harness/catalog", "engine/cask"}
       for room in [*HARNESS_ORDER, "harness", "harness/program"]},
    **dict.fromkeys([*CASK, "engine"], {*CASK, "engine"}),
    "harness/concurrent": {"engine/cask"},
    **dict.fromkeys(COMMANDS, set(COMMANDS)),
}
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')
# Not a store_under_test.h: that is what is tested.
TEST_HEADER = re.compile(r"(?<!_under)_test\.h$")
STANDARD = re.compile(r"^[a-z_0-9]+$")
DEFINE = re.compile(r"^\s*#\s*define\s+(?!POWERCUT_)(\w+)")
TEST_FILE = re.compile(r"_test\.(h|cc)$")
PRAGMA_ONCE = re.compile(r"^\s*#\s*pragma\s+once\b", re.MULTILINE)


def room_of(path):
    inside = [room for room in [*MAY_INCLUDE, *PUBLIC] if str(path).startswith(room + "/")]
    room = max(inside, key=len, default=None)
    return PUBLIC.get(room, room)


def is_public(path):
    return str(path).startswith("include/")


def path_of(target):
    """Where a quoted target is, counted from the root."""
    return f"include/{target}" if target.startswith("powercut/") else target


def objection(root, path, quote, target):
    """Why the file may not include the target; None if it may."""
    target = path_of(target)
    ours = (root / target).is_file()
    if quote == "<":
        if ours and room_of(target):
            return "is ours, quote it"
        return "is no header of the standard" if is_public(path) and not STANDARD.match(
            target) else None
    if not ours:
        return "is no path from the root to a file that exists"
    if not target.endswith(".h"):
        return "is no header"
    if is_public(path) and not is_public(target):
        return "is not public"
    source_room, target_room = room_of(path), room_of(target)
    if target_room is None:
        return "is in no room"
    may_include = MAY_INCLUDE[source_room]
    if TEST_FILE.search(path.name):
        may_include = may_include | TESTS_MAY_INCLUDE.get(source_room, set())
    if target_room != source_room and target_room not in may_include:
        return f"is in {target_room}, which {source_room} may not see"
    if TEST_HEADER.search(target):
        if not path.stem.endswith("_test"):
            return "is for tests only"
        if target_room not in {source_room, *TESTS_MAY_INCLUDE.get(source_room, set())}:
            return f"is for the tests of {target_room} only"
    return None


def check(root):
    findings = []
    # An example is a project of its own, built by examples_test.py.
    paths = [path for path in tree.files(root, {".h", ".cc"}) if path.parts[0] != "examples"]
    include_count = 0
    for path in paths:
        text = (root / path).read_text()
        if room_of(path) is None:
            findings.append(f"{path}: lies in no room")
            continue
        if path.suffix == ".h" and not PRAGMA_ONCE.search(text):
            findings.append(f"{path}: has no #pragma once")
        for number, line in enumerate(text.splitlines(), 1):
            define = DEFINE.match(line) if is_public(path) else None
            if define:
                findings.append(f"{path}:{number}: {define[1]} is no POWERCUT_ name")
            include = INCLUDE.match(line)
            if include is None:
                continue
            include_count += 1
            why = objection(root, path, include[1], include[2])
            if why is not None:
                findings.append(f"{path}:{number}: {include[2]} {why}")
    return tree.Report(findings, {"files": len(paths), "includes": include_count})


# What a tree may have.
ONCE = "#pragma once\n"
SOUND = {
    "include/powercut/io/file.h": ONCE + "#include <span>\n",
    "include/powercut/engine/store.h": ONCE + '#include "powercut/io/file.h"\n',
    "engine/store.cc": '#include "powercut/engine/store.h"\n',
    "engine/store_test.h": ONCE,
    "engine/store_test.cc": '#include "engine/store_test.h"\n',
    "engine/cask/formats/stamp.h": ONCE + '#include "powercut/engine/store.h"\n',
    "engine/cask/formats/stamp_test.cc": '#include "engine/cask/cask_store.h"\n'
                                         '#include "engine/store_test.h"\n',
    "engine/cask/cask_store.h": ONCE + '#include "engine/cask/formats/stamp.h"\n',
    "include/powercut/harness/store_under_test.h": ONCE,
    "include/powercut/faultfs/disk.h": ONCE + '#include "powercut/io/file.h"\n',
    "harness/sweep.h": ONCE + '#include "powercut/faultfs/disk.h"\n'
                       '#include "powercut/engine/store.h"\n'
                       '#include "powercut/harness/store_under_test.h"\n',
    "server/protocol/parser.h": ONCE + '#include "powercut/io/file.h"\n',
    "server/commands/keys.h": ONCE + '#include "powercut/engine/store.h"\n'
                              '#include "server/protocol/parser.h"\n',
    "server/commands/data/strings.cc": '#include "server/commands/keys.h"\n',
    "server/net/loop.h": ONCE + '#include "server/commands/keys.h"\n',
    "server/server_main.cc": '#include "server/net/loop.h"\n',
    "harness/catalog/commands.cc": '#include "server/commands/keys.h"\n'
                           '#include "server/protocol/parser.h"\n',
    "props/sweep_test.cc": '#include "harness/sweep.h"\n#include "server/commands/keys.h"\n',
    "bench/sweep_main.cc": '#include "harness/sweep.h"\n',
}


def canary():
    tree.expect(check, SOUND, [])
    seeds = [
        ("engine/io/a.h", ONCE + '#include "powercut/engine/store.h"\n', 2),
        ("engine/a.h", ONCE + '#include "powercut/faultfs/disk.h"\n', 2),
        ("engine/b.h", ONCE + '#include "engine/tools/a.h"\n', 2),
        ("engine/h.cc", '#include "engine/cask/cask_store.h"\n', 1),
        ("engine/cask/formats/a.cc", '#include "engine/cask/cask_store.h"\n', 1),
        ("harness/e.cc", '#include "engine/cask/cask_store.h"\n', 1),
        ("engine/a_test.cc", '\n#include "harness/sweep.h"\n', 2),
        ("faultfs/a.h", ONCE + '  #  include "powercut/engine/store.h"  // why\n', 2),
        ("harness/a.cc", '#include "props/a.h"\n', 1),
        ("harness/b.cc", '#include "server/net/loop.h"\n', 1),
        ("props/b.cc", '#include "server/net/loop.h"\n', 1),
        ("bench/b.cc", '#include "server/net/loop.h"\n', 1),
        ("engine/g.cc", '#include "server/commands/keys.h"\n', 1),
        ("faultfs/b.cc", '#include "server/protocol/parser.h"\n', 1),
        ("server/a.cc", '#include "powercut/faultfs/disk.h"\n', 1),
        ("server/protocol/a.cc", '#include "powercut/engine/store.h"\n', 1),
        ("server/protocol/b.cc", '#include "server/commands/keys.h"\n', 1),
        ("server/commands/a.cc", '#include "server/net/loop.h"\n', 1),
        ("server/commands/keyspace/a.cc", '#include "server/commands/keys.h"\n', 1),
        ("server/commands/c.cc", '#include "server/commands/data/a.h"\n', 1),
        ("server/commands/connection/a.cc", '#include "server/commands/data/a.h"\n', 1),
        ("server/commands/b.cc", '#include "harness/sweep.h"\n', 1),
        ("server/fuzz/a.cc", '#include "server/net/loop.h"\n', 1),
        ("props/a.cc", '#include "bench/a.h"\n', 1),
        ("harness/a_test.cc", '#include "engine/store_test.h"\n', 1),
        ("engine/a.cc", '#include "engine/store_test.h"\n', 1),
        ("engine/b.cc", '#include "engine/store.cc"\n', 1),
        ("engine/c.cc", '#include "store.h"\n', 1),
        ("engine/d.cc", '#include "../engine/store.h"\n', 1),
        ("engine/e.cc", "#include <powercut/engine/store.h>\n", 1),
        ("include/powercut/io/a.h", ONCE + '#include "engine/store_test.h"\n', 2),
        ("include/powercut/io/b.h", ONCE + "#include <fmt/format.h>\n", 2),
        ("include/powercut/io/c.h", ONCE + "#define TRY(x) x\n", 2),
        ("include/powercut/io/d.h", ONCE + '#include "powercut/faultfs/disk.h"\n', 2),
        ("harness/c.cc", '#include "server/commands/keys.h"\n', 1),
        ("harness/plan/a.cc", '#include "harness/tell/a.h"\n', 1),
        ("harness/d.cc", '#include "harness/catalog/a.h"\n', 1),
        ("harness/program/a.cc", '#include "harness/catalog/a.h"\n', 1),
        ("engine/f.h", "#include <span>\n", None),
        ("tools/a.cc", "", None),
    ]
    targets = {"engine/tools/a.h": ONCE, "harness/catalog/a.h": ONCE,
               "harness/tell/a.h": ONCE, "props/a.h": ONCE,
               "bench/a.h": ONCE, "server/commands/data/a.h": ONCE}
    for path, text, line in seeds:
        place = path if line is None else f"{path}:{line}"
        tree.expect(check, {**SOUND, **targets, path: text}, [place])
    return len(seeds)


if __name__ == "__main__":
    tree.main(check, canary)
