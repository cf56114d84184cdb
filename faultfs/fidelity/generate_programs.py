#!/usr/bin/env python3
"""Draws litmus programs of two to six calls, none of which fails, and prints them.

usage: generate_programs.py [--seed N] [--count N] > generated_programs.txt
"""

import argparse
import random

FILES = ["a", "b", "d/c"]
SIZES = [100, 512, 4096, 5000]


class Names:
    """The files that there are, and how long they are."""

    def __init__(self):
        self.sizes = {}

    def draw(self, dice):
        """A call that succeeds here."""
        there = sorted(self.sizes)
        verb = dice.choice(["append", "append", "overwrite", "overwrite", "create", "rename",
                            "rename", "remove", "truncate", "replace", "allocate", "sync", "sync",
                            "sync_data", "sync_data", "sync_dir"])
        if verb == "create" or not there:
            return self.create(dice)
        path = dice.choice(there)
        size = self.sizes[path]
        if verb == "append":
            length = dice.choice(SIZES)
            self.sizes[path] = size + length
            return f"write {path} {size} {length}"
        if verb == "overwrite":
            if size < 2:
                return f"sync {path}"
            length = min(dice.choice([50, 512, 4096]), size)
            offset = dice.choice([0, (size - length) // 512 * 512, (size - length) // 2])
            return f"write {path} {offset} {length}"
        if verb == "rename":
            target = dice.choice([name for name in FILES if name != path])
            self.sizes[target] = self.sizes.pop(path)
            return f"rename {path} {target}"
        if verb == "remove":
            del self.sizes[path]
            return f"remove {path}"
        if verb == "truncate":
            self.sizes[path] = dice.choice([0, size // 2, size + 3000])
            return f"truncate {path} {self.sizes[path]}"
        if verb == "replace":
            self.sizes[path] = 0
            return f"replace {path}"
        if verb == "allocate":
            self.sizes[path] = max(size, 8192)
            return f"allocate {path} {self.sizes[path]}"
        if verb == "sync_dir":
            return f"sync_dir {dice.choice(['.', 'd'])}"
        return f"{verb} {path}"

    def create(self, dice):
        missing = [name for name in FILES if name not in self.sizes]
        if not missing:
            return "sync_dir ."
        path = dice.choice(missing)
        self.sizes[path] = dice.choice([0] + SIZES)
        return f"write {path} 0 {self.sizes[path]}" if self.sizes[path] else f"create {path}"


def program(number, dice):
    names = Names()
    setup = ["make_dir d"]
    for path in FILES:
        if dice.random() < 0.5:
            names.sizes[path] = dice.choice(SIZES)
            setup.append(f"write {path} 0 {names.sizes[path]}")
    calls = [names.draw(dice) for _ in range(2 + number % 5)]
    return f"drawn-{number}: {'; '.join(setup)} | {'; '.join(calls)}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=200)
    arguments = parser.parse_args()
    dice = random.Random(arguments.seed)
    print("# Drawn by generate_programs.py; names and form as in programs.txt.")
    for number in range(1, arguments.count + 1):
        print(program(number, dice))


if __name__ == "__main__":
    main()
