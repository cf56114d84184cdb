#!/usr/bin/env python3
"""Lets syncs fail on real kernels and keeps what they answer, and what a power cut leaves then.

As rig.py, with the programs of failed_syncs/programs.txt: below the file system the disk refuses
writes. What was seen is written to failed_syncs/NAME.answers, one file for each configuration.

usage: failed_syncs.py GUEST CHECK [--configuration NAME]... [--program TEXT]...
                       [--answers DIRECTORY] [--jobs N]

Without --program the kept answers are written anew, else a new temporary directory. It says of
which programs no write was refused, and CHECK (fidelity_check) holds the rest to the rows. Exit: 0
all was run, and nothing is impossible under its row; 1 something is, or a kernel gave up on
programs, which are named; 2 wrong usage, or something is missing; 130 interrupted, and nothing more
was written.
"""

import argparse
import collections
import os
import pathlib
import re
import signal
import sys
import tempfile
import time

import rig

PROGRAMS = rig.HERE / "failed_syncs" / "programs.txt"
ANSWERED = re.compile(r"A (\S+) (\d+) (.+)")
# Answers must not depend on when the kernel writes: nothing is written between the calls.
SCHEDULES = ["none/none", "none/stranger-if-it-can", "none/flusher"]


class FailedSyncBoot(rig.Boot):
    """A boot whose programs are of failed syncs."""

    def job(self, programs):
        return super().job([]) + "".join(f"failed_sync_program {text}\n" for text in programs)


class Answers(rig.Findings):
    """What was seen of one configuration, with what the calls were answered."""

    def __init__(self):
        super().__init__()
        self.answers = collections.defaultdict(dict)  # program -> answers -> writes refused

    def take(self, lines):
        super().take(lines)
        for line in lines:
            answered = ANSWERED.fullmatch(line)
            if answered and answered[1] in self.counts:
                self.answers[answered[1]][answered[3]] = int(answered[2])


def answers_text(configuration, programs, findings, kernel, mkfs_version):
    """The file that is kept."""
    lines = rig.heading("failed syncs", configuration, kernel, mkfs_version)
    for name, text in programs.items():
        if name in findings.given_up:
            lines += ["", f"# given up: {name}: {findings.given_up[name]}"]
        if name not in findings.counts:
            continue
        lines += ["", text, f"  # {findings.counts[name]}"]
        lines += [f"  refused {refused}: {'; '.join(answers.split(' '))}"
                  for answers, refused in sorted(findings.answers[name].items())]
        trees = sorted(findings.trees[name].items(), key=lambda seen: (seen[1], seen[0]))
        lines += [f"  {points} {tree}" for tree, points in trees]
    return "\n".join(lines) + "\n"


def run_configuration(arguments, configuration, programs, kernel, progress):
    """How many programs a kernel gave up on."""
    begin = time.monotonic()
    settings = {"schedules": SCHEDULES, "exhaustive": 64, "in_vain": 16}
    with tempfile.TemporaryDirectory(prefix="powercut-fidelity-") as name:
        image = pathlib.Path(name) / "image"
        mkfs_version = rig.make_image(configuration, image)
        boot = FailedSyncBoot(arguments.guest, configuration, image, kernel, settings)
        findings = rig.measure(boot, programs, Answers(), progress)
    if findings.counts:
        rig.keep(pathlib.Path(arguments.answers) / f"{configuration['name']}.answers",
                 answers_text(configuration, programs, findings, kernel, mkfs_version))
    told = [f"given up: {program}: {why}" for program, why in findings.given_up.items()]
    told += [f"no write was refused: {program}"
             for program, answers in findings.answers.items() if not any(answers.values())]
    progress.clear()
    trees = sum(len(seen) for seen in findings.trees.values())
    print(f"{configuration['name']:22} {len(findings.counts):4} programs {trees:6} states "
          f"{time.monotonic() - begin:5.0f} s", flush=True)
    for line in told:
        print(f"  {line}", flush=True)
    return len(findings.given_up)


def parsed_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("guest", help="the program that the kernels run")
    parser.add_argument("check", help="the program that holds what was seen to rows")
    parser.add_argument("--configuration", action="append", help="default: all with has_answers")
    parser.add_argument("--program", action="append", help="a program as a line; instead of ours")
    parser.add_argument("--answers", help="where what was seen is written")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="kernels at a time")
    return parser.parse_args()


def main():
    signal.signal(signal.SIGTERM, rig.stop)
    arguments = parsed_arguments()
    for program in (arguments.guest, arguments.check):
        if not os.access(program, os.X_OK):
            rig.give_up(f"{program} is no program that can be run")
    names = arguments.configuration or [
        entry["name"] for entry in rig.all_configurations() if entry.get("has_answers")]
    configurations = rig.read_configurations(names)
    with tempfile.NamedTemporaryFile("w", suffix=".programs") as given:
        given.write("\n".join(arguments.program or []))
        given.flush()
        programs = rig.read_programs([given.name] if arguments.program else [PROGRAMS],
                                     [arguments.check, "--failed-syncs"])
    if arguments.answers is None:
        arguments.answers = (tempfile.mkdtemp(prefix="powercut-answers-") if arguments.program
                             else str(PROGRAMS.parent))
    rig.make_sure_of(arguments.answers)
    kernel = rig.kernel_version()
    progress = rig.Progress(len(programs) * len(configurations))
    given_up = rig.run_each(arguments.jobs, configurations,
                            lambda entry: run_configuration(arguments, entry, programs, kernel,
                                                            progress))
    print(f"{len(programs)} programs on {len(configurations)} configurations, "
          f"in {arguments.answers}", flush=True)
    files = [pathlib.Path(arguments.answers) / f"{configuration['name']}.answers"
             for configuration in configurations]
    code = rig.held_to_rows([arguments.check, "--faults", PROGRAMS.parent / "known_outside.txt"],
                            files)
    return max(code, 1 if any(given_up) else 0)


if __name__ == "__main__":
    sys.exit(main())
