"""Holds every source file to .clang-format; with --fix it formats them in place."""

import concurrent.futures
import os
import re
import subprocess
import sys

import tree

FORMATTER = "clang-format-19"
FILES_PER_CALL = 16
PLACE = re.compile(r"^(.*?):(\d+):\d+: error: ", re.MULTILINE)


def format_files(root, paths, options):
    """Returns what the formatter said, one text for each call of it."""
    style = f"--style=file:{tree.OWN_ROOT / '.clang-format'}"
    calls = [[FORMATTER, style, *options, *map(str, paths[first:first + FILES_PER_CALL])]
             for first in range(0, len(paths), FILES_PER_CALL)]

    def run(call):
        done = subprocess.run(call, cwd=root, capture_output=True, text=True)
        if done.returncode != 0 and not PLACE.search(done.stderr):
            sys.exit(done.stderr)
        return done.stderr

    try:
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(run, calls))
    except FileNotFoundError:
        sys.exit(f"{FORMATTER} is not installed; packages.txt lists what is needed")


def check(root):
    paths = tree.files(root, {".h", ".cc"})
    first_lines = {}
    for messages in format_files(root, paths, ["--dry-run", "-Werror"]):
        for path, line in PLACE.findall(messages):
            first_lines.setdefault(path, line)
    findings = [f"{path}:{line}: the first line that `./run format` would change"
                for path, line in first_lines.items()]
    return tree.Report(findings, {"files": len(paths)})


def fix(root):
    paths = tree.files(root, {".h", ".cc"})
    before = {path: (root / path).read_bytes() for path in paths}
    format_files(root, paths, ["-i"])
    changed = [path for path in paths if (root / path).read_bytes() != before[path]]
    for path in changed:
        print(path)
    print(f"{len(changed)} of {len(paths)} files formatted")


def canary():
    sound = {"engine/a.h": "#pragma once\n\nint f(int value);\n"}
    tree.expect(check, sound, [])
    seeds = ["int f( int value );\n", "int f(int value) {return value;}\n", "int *f();\n"]
    for text in seeds:
        tree.expect(check, {**sound, "engine/a.cc": text}, ["engine/a.cc:1"])
    return len(seeds)


if __name__ == "__main__":
    if sys.argv[1:] == ["--fix"]:
        fix(tree.OWN_ROOT)
    else:
        tree.main(check, canary)
