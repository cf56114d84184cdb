"""Holds README.md to what it quotes.

usage: readme_test.py PROGRAM

  ```cpp      stands, line by line and in one piece, in harness/example_test.cc
  ```console  begins with `$ ./run ...`, and then shows what the program prints: these lines, in
              this order; a line `...` stands for any number of others
"""

import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

from report_test import record

ROOT = pathlib.Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# The log that the README cuts: the guide's four records, and 11 bytes of a fifth.
LOG = b"".join(record(key, value) for key, value in [
    (b"name", b"Ada"), (b"language", b"python"), (b"name", b"Grace"), (b"language", None),
]) + record(b"city", b"London")[:11]


def first_strange_line(shown, printed):
    """The first line of `shown` that is not where it should be in `printed`; None if all are."""
    position = 0
    any_number = False
    for line in shown:
        if line == "...":
            any_number = True
            continue
        end = len(printed) if any_number else position + 1
        try:
            position = printed.index(line, position, end) + 1
        except ValueError:
            return line
        any_number = False
    return None if any_number or position == len(printed) else "(the output goes on)"


def run(program, command, folder):
    words = shlex.split(command.removeprefix("$ "))
    if words[0] != "./run":
        sys.exit(f"README.md: {command}: only ./run can be shown")
    done = subprocess.run([program, *words[1:]], cwd=folder, capture_output=True, text=True)
    return [line.rstrip() for line in done.stdout.splitlines()]


def main(program):
    blocks = BLOCK.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    example = (ROOT / "harness" / "example_test.cc").read_text(encoding="utf-8")
    counted = {"cpp": 0, "console": 0}
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "my.log").write_bytes(LOG)
        for language, text in blocks:
            if language == "cpp" and text not in example:
                sys.exit(f"README.md: not in harness/example_test.cc:\n{text}")
            if language == "console":
                command, *shown = text.splitlines()
                strange = first_strange_line(shown, run(program, command, folder))
                if strange is not None:
                    sys.exit(f"README.md: {command}: does not print so: {strange}")
            if language in counted:
                counted[language] += 1
    if not all(counted.values()):
        sys.exit(f"README.md: nothing to compare: {counted}")
    canaries = [(["a", "c"], ["a", "b", "c"]), (["a"], ["a", "b"]), (["a", "...", "d"], ["a", "b"]),
                (["b"], ["a", "b"])]
    if any(first_strange_line(*canary) is None for canary in canaries):
        sys.exit("a strange line was not seen")
    print(f"README.md: {counted} blocks are as they are shown")


if __name__ == "__main__":
    main(str(pathlib.Path(sys.argv[1]).resolve()))
