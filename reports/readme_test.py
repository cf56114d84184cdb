"""Holds README.md and docs/VERBS.md to what they quote.

usage: readme_test.py PROGRAM

  ```cpp      stands, line by line and in one piece, in a file of examples
  ```console  begins with `$ ./run ...`, and then shows what the program prints: these lines, in
              this order; a line `...` stands for any number of others. Those of
              `$ own_powercut` and `$ own_subjects` are held to what the examples print by
              .ci/examples_test.py.
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
# The log that the README cuts: four records, and 11 bytes of a fifth.
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


def blocks_of(path):
    return BLOCK.findall((ROOT / path).read_text(encoding="utf-8"))


def check_console(path, text, prefix, program, folder):
    """Exits where a block of such a command shows other lines than the program prints."""
    command, *shown = text.splitlines()
    if not command.startswith(f"$ {prefix} "):
        return 0
    words = shlex.split(command.removeprefix(f"$ {prefix} "))
    done = subprocess.run([program, *words], cwd=folder, capture_output=True, text=True)
    printed = [line.rstrip() for line in done.stdout.splitlines()]
    strange = first_strange_line(shown, printed)
    if strange is not None:
        sys.exit(f"{path}: {command}: does not print so: {strange}")
    return 1


def main(program):
    example = "\n".join(path.read_text(encoding="utf-8")
                        for path in sorted((ROOT / "examples").glob("*/*")))
    counted = {"cpp": 0, "console": 0}
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "my.log").write_bytes(LOG)
        for path in ["README.md", "docs/VERBS.md"]:
            for language, text in blocks_of(path):
                if language == "cpp":
                    if text not in example:
                        sys.exit(f"{path}: not in examples:\n{text}")
                    counted["cpp"] += 1
                if language == "console":
                    counted["console"] += check_console(path, text, "./run", program, folder)
    if not all(counted.values()):
        sys.exit(f"nothing to compare: {counted}")
    canaries = [(["a", "c"], ["a", "b", "c"]), (["a"], ["a", "b"]), (["a", "...", "d"], ["a", "b"]),
                (["b"], ["a", "b"])]
    if any(first_strange_line(*canary) is None for canary in canaries):
        sys.exit("a strange line was not seen")
    print(f"{counted} blocks are as they are shown")


if __name__ == "__main__":
    main(str(pathlib.Path(sys.argv[1]).resolve()))
