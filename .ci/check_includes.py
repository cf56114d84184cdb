"""Holds every #include to the arrows of the house: which room may see which.

A quoted include names one of our headers by its full path from the root; angle brackets are for
everybody else's. Every header guards itself with #pragma once.
"""

import re

import tree

# The longest matching folder is a file's room. bench stands on top of everything.
MAY_INCLUDE = {
    "engine/io": set(),
    "engine": {"engine/io"},
    "engine/tools": {"engine", "engine/io"},
    "faultfs": {"engine/io"},
    "faultfs/fidelity/litmus": set(),
    "faultfs/fidelity/guest": {"faultfs/fidelity/litmus"},
    "faultfs/fidelity": {"faultfs", "engine/io", "faultfs/fidelity/litmus"},
    # A sweep drives the commands, and no sockets.
    "harness": {"engine", "engine/io", "faultfs", "server/commands", "server/protocol"},
    "harness/concurrent": {"harness", "engine", "engine/io"},
    "server/protocol": {"engine/io"},
    "server/commands": {"server/protocol", "engine", "engine/io"},
    "server/net": {"server/commands", "server/protocol", "engine", "engine/io"},
    "server/fuzz": {"server/commands", "server/protocol", "engine", "engine/io"},
    "server": {"server/net", "server/commands", "server/protocol", "engine", "engine/io"},
    "props": {"harness", "engine", "engine/io", "faultfs", "server/commands", "server/protocol"},
    "bench": {"props", "harness", "engine", "engine/io", "faultfs", "server/commands",
              "server/protocol"},
}
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')
# Not a store_under_test.h: that is what is tested.
TEST_HEADER = re.compile(r"(?<!_under)_test\.h$")
PRAGMA_ONCE = re.compile(r"^\s*#\s*pragma\s+once\b", re.MULTILINE)


def room_of(path):
    inside = [room for room in MAY_INCLUDE if str(path).startswith(room + "/")]
    return max(inside, key=len, default=None)


def objection(root, path, quote, target):
    """Why the file may not include the target; None if it may."""
    ours = (root / target).is_file()
    if quote == "<":
        return "is ours, quote it" if ours and room_of(target) else None
    if not ours:
        return "is no path from the root to a file that exists"
    if not target.endswith(".h"):
        return "is no header"
    source_room, target_room = room_of(path), room_of(target)
    if target_room is None:
        return "is in no room"
    if target_room != source_room and target_room not in MAY_INCLUDE[source_room]:
        return f"is in {target_room}, which {source_room} may not see"
    if TEST_HEADER.search(target):
        if not path.stem.endswith("_test"):
            return "is for tests only"
        if target_room != source_room:
            return f"is for the tests of {target_room} only"
    return None


def check(root):
    findings = []
    paths = tree.files(root, {".h", ".cc"})
    include_count = 0
    for path in paths:
        text = (root / path).read_text()
        if room_of(path) is None:
            findings.append(f"{path}: lies in no room")
            continue
        if path.suffix == ".h" and not PRAGMA_ONCE.search(text):
            findings.append(f"{path}: has no #pragma once")
        for number, line in enumerate(text.splitlines(), 1):
            include = INCLUDE.match(line)
            if include is None:
                continue
            include_count += 1
            why = objection(root, path, include[1], include[2])
            if why is not None:
                findings.append(f"{path}:{number}: {include[2]} {why}")
    return tree.Report(findings, {"files": len(paths), "includes": include_count})


def canary():
    once = "#pragma once\n"
    sound = {
        "engine/io/file.h": once + "#include <span>\n",
        "engine/store.h": once + '#include "engine/io/file.h"\n',
        "engine/store.cc": '#include "engine/store.h"\n',
        "engine/store_test.h": once,
        "engine/store_test.cc": '#include "engine/store_test.h"\n',
        "harness/store_under_test.h": once,
        "faultfs/disk.h": once + '#include "engine/io/file.h"\n',
        "harness/sweep.h": once + '#include "faultfs/disk.h"\n#include "engine/store.h"\n'
                           '#include "harness/store_under_test.h"\n',
        "server/protocol/parser.h": once + '#include "engine/io/file.h"\n',
        "server/commands/keys.h": once + '#include "engine/store.h"\n'
                                  '#include "server/protocol/parser.h"\n',
        "server/net/loop.h": once + '#include "server/commands/keys.h"\n',
        "server/server_main.cc": '#include "server/net/loop.h"\n',
        "harness/commands.cc": '#include "server/commands/keys.h"\n'
                               '#include "server/protocol/parser.h"\n',
        "props/sweep_test.cc": '#include "harness/sweep.h"\n#include "server/commands/keys.h"\n',
        "bench/sweep_main.cc": '#include "harness/sweep.h"\n',
    }
    tree.expect(check, sound, [])
    seeds = [
        ("engine/io/a.h", once + '#include "engine/store.h"\n', 2),
        ("engine/a.h", once + '#include "faultfs/disk.h"\n', 2),
        ("engine/b.h", once + '#include "engine/tools/a.h"\n', 2),
        ("engine/a_test.cc", '\n#include "harness/sweep.h"\n', 2),
        ("faultfs/a.h", once + '  #  include "engine/store.h"  // why\n', 2),
        ("harness/a.cc", '#include "props/a.h"\n', 1),
        ("harness/b.cc", '#include "server/net/loop.h"\n', 1),
        ("props/b.cc", '#include "server/net/loop.h"\n', 1),
        ("bench/b.cc", '#include "server/net/loop.h"\n', 1),
        ("engine/g.cc", '#include "server/commands/keys.h"\n', 1),
        ("faultfs/b.cc", '#include "server/protocol/parser.h"\n', 1),
        ("server/a.cc", '#include "faultfs/disk.h"\n', 1),
        ("server/protocol/a.cc", '#include "engine/store.h"\n', 1),
        ("server/protocol/b.cc", '#include "server/commands/keys.h"\n', 1),
        ("server/commands/a.cc", '#include "server/net/loop.h"\n', 1),
        ("server/commands/b.cc", '#include "harness/sweep.h"\n', 1),
        ("server/fuzz/a.cc", '#include "server/net/loop.h"\n', 1),
        ("props/a.cc", '#include "bench/a.h"\n', 1),
        ("harness/a_test.cc", '#include "engine/store_test.h"\n', 1),
        ("engine/a.cc", '#include "engine/store_test.h"\n', 1),
        ("engine/b.cc", '#include "engine/store.cc"\n', 1),
        ("engine/c.cc", '#include "store.h"\n', 1),
        ("engine/d.cc", '#include "../engine/store.h"\n', 1),
        ("engine/e.cc", "#include <engine/store.h>\n", 1),
        ("engine/f.h", "#include <span>\n", None),
        ("tools/a.cc", "", None),
    ]
    targets = {"engine/tools/a.h": once, "props/a.h": once, "bench/a.h": once}
    for path, text, line in seeds:
        place = path if line is None else f"{path}:{line}"
        tree.expect(check, {**sound, **targets, path: text}, [place])
    return len(seeds)


if __name__ == "__main__":
    tree.main(check, canary)
