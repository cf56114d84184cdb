#!/usr/bin/env python3
"""Runs the litmus programs on real kernels and keeps the trees that a power cut may leave.

For each configuration of configurations.json an ordinary process boots Linux (Debian's
user-mode-linux) whose first program is GUEST. That runs each program on a fresh file system and
lets the kernel recover the crash images of it; README.md says how. What it saw is written to
states/NAME.states, one file for each configuration. No root is needed.

usage: rig.py GUEST CHECK [--quick] [--configuration NAME..] [--program TEXT..] [--programs FILE..]
              [--states DIRECTORY] [--jobs N]

At the end CHECK (fidelity_check) holds what was seen to the rows. Exit: 0 all was run, and nothing
is impossible under its row; 1 something is, or a kernel gave up on programs, which are named; 2
wrong usage, or something is missing.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
KERNEL = "/usr/bin/linux.uml"
MODULES = pathlib.Path("/usr/lib/uml/modules")
BLOCK_DEVICE = "drivers/block/nbd.ko"
BOOT_SECONDS_MAX = 900
PROGRAMS_PER_BOOT = 20
# What the kernel is made to write between the calls and behind the last (guest_main.cc).
SCHEDULES = ["none/none", "none/stranger", "stranger/none", "first-pages/stranger",
             "last-pages/stranger", "last-pages+stranger/none", "none/flusher"]
PATIENT_SCHEDULES = ["none/timer", "last-pages/timer"]


def give_up(text):
    print(f"fidelity: {text}", file=sys.stderr)
    sys.exit(2)


def kernel_version():
    """Of the one kernel whose modules are there."""
    if not os.access(KERNEL, os.X_OK):
        give_up(f"no {KERNEL}: Debian's package user-mode-linux has it, for amd64 and i386 only")
    versions = sorted(path.name for path in MODULES.iterdir()) if MODULES.is_dir() else []
    if not versions:
        give_up(f"no modules in {MODULES}: Debian's package user-mode-linux has them")
    return versions[-1]


def read_programs(paths):
    """The lines that are programs, by their names."""
    programs = {}
    for path in paths:
        try:
            text = pathlib.Path(path).read_text()
        except (OSError, UnicodeDecodeError) as error:
            give_up(f"{path}: {error}")
        for line in text.splitlines():
            if not line.strip() or line.startswith("#"):
                continue
            name = line.split(":")[0].strip()
            if name in programs:
                give_up(f"{path}: two programs are named {name}")
            programs[name] = line.strip()
    return programs


def read_configurations(names):
    try:
        document = json.loads((HERE / "configurations.json").read_text())
    except (OSError, ValueError) as error:
        give_up(f"configurations.json: {error}")
    known = {entry["name"]: entry for entry in document["configurations"]}
    for name in names or []:
        if name not in known:
            give_up(f"no configuration {name}; there are: {', '.join(known)}")
    return [known[name] for name in names or known]


def make_image(configuration, path):
    """A fresh file system in a sparse file; the version of the program that made it."""
    with open(path, "wb") as image:
        image.truncate(configuration["megabytes"] * 1024 * 1024)
    command = configuration["mkfs"] + [str(path)]
    environment = dict(os.environ, PATH=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if shutil.which(command[0], path=environment["PATH"]) is None:
        give_up(f"no {command[0]}, which {configuration['name']} needs")
    made = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if made.returncode != 0:
        give_up(f"{' '.join(command)}: {made.stderr.strip()}")
    told = subprocess.run([command[0], "-V"], capture_output=True, text=True, env=environment,
                          check=False)
    version = re.search(r"\d+\.\d+(\.\d+)*", told.stdout + told.stderr)
    return version[0] if version else "of an unknown version"


class Boot:
    """One boot of the kernel, with the programs that it is given."""

    def __init__(self, guest, configuration, image, version, settings):
        self.guest = guest
        self.configuration = configuration
        self.image = image
        self.version = version
        self.settings = settings

    def job(self, programs):
        modules = [BLOCK_DEVICE] + self.configuration.get("modules", [])
        lines = [f"file_system {self.configuration['file_system']}",
                 f"mount_options {self.configuration['mount']}",
                 f"recovery_options {self.configuration['mount']}",
                 "image /image",
                 "modules " + " ".join(f"{self.version}/kernel/{path}" for path in modules),
                 f"schedules {' '.join(self.settings['schedules'])}",
                 f"exhaustive {self.settings['exhaustive']}",
                 f"in_vain {self.settings['in_vain']}"]
        return "\n".join(lines + [f"program {text}" for text in programs]) + "\n"

    def run(self, programs):
        """The lines that the guest has printed, and whether it came to its end."""
        with tempfile.TemporaryDirectory(prefix="powercut-fidelity-") as name:
            root = pathlib.Path(name)
            for folder in ("mnt", "proc", "dev", "host"):
                (root / folder).mkdir()
            shutil.copy(self.guest, root / "init")
            # The guest's root is this folder: a link that leads out of it would lead nowhere.
            os.link(self.image, root / "image")
            (root / "job").write_text(self.job(programs))
            command = [KERNEL, "mem=512M", "rootfstype=hostfs", f"rootflags={root}", "rw",
                       "init=/init", "con=null", "con0=null,fd:1", "quiet"]
            try:
                ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True,
                                       timeout=BOOT_SECONDS_MAX, check=False)
                text = ended.stdout.decode(errors="replace")
            except subprocess.TimeoutExpired as late:
                text = (late.stdout or b"").decode(errors="replace")
        lines = text.replace("\r", "").splitlines()
        return lines, "done" in lines


class Findings:
    """What was seen of one configuration."""

    def __init__(self):
        self.trees = collections.defaultdict(dict)  # program -> tree -> crash points
        self.counts = {}  # program -> its denominators, as text
        self.given_up = {}  # program -> why

    def take(self, lines):
        pending = collections.defaultdict(dict)
        for line in lines:
            if line.startswith("S "):
                _, program, points, tree = line.split(" ", 3)
                pending[program][tree] = points
            elif line.startswith("P "):
                _, program, counts = line.split(" ", 2)
                self.counts[program] = counts
                self.trees[program] = pending.pop(program, {})


def measure(boot, programs):
    """Boots until each program is done, or has taken a kernel down."""
    findings = Findings()
    left = dict(programs)
    while left:
        names = list(left)[:PROGRAMS_PER_BOOT]
        lines, is_done = boot.run(left[name] for name in names)
        findings.take(lines)
        undone = [name for name in names if name not in findings.counts]
        if undone and not is_done:
            # The first was under way; the others have their turn in the next boot.
            why = [line for line in lines
                   if line.startswith("E ") or "panic" in line or "BUG" in line]
            findings.given_up[undone[0]] = (why[0].removeprefix("E ") if why
                                            else "the kernel gave no answer")
        left = {name: text for name, text in left.items()
                if name not in findings.counts and name not in findings.given_up}
    return findings


def states_text(configuration, programs, findings, kernel, mkfs_version):
    """The file that is kept."""
    mkfs = " ".join(configuration["mkfs"])
    lines = ["# powercut fidelity states, version 1",
             f"# row: {configuration['row']}",
             f"# kernel: Linux {kernel}, user-mode",
             f"# mkfs: {mkfs}, {mkfs_version}, {configuration['megabytes']} MiB",
             f"# mount: {configuration['mount'] or 'defaults'}"]
    for name, text in programs.items():
        if name in findings.given_up:
            lines += ["", f"# given up: {name}: {findings.given_up[name]}"]
        if name not in findings.counts:
            continue
        lines += ["", text, f"  # {findings.counts[name]}"]
        trees = sorted(findings.trees[name].items(), key=lambda seen: (seen[1], seen[0]))
        lines += [f"  {points} {tree}" for tree, points in trees]
    return "\n".join(lines) + "\n"


def run_configuration(arguments, configuration, programs, kernel):
    begin = time.monotonic()
    settings = {"schedules": SCHEDULES + ([] if arguments.quick else PATIENT_SCHEDULES),
                "exhaustive": 16 if arguments.quick else 64,
                "in_vain": 8 if arguments.quick else 32}
    with tempfile.TemporaryDirectory(prefix="powercut-fidelity-") as name:
        image = pathlib.Path(name) / "image"
        mkfs_version = make_image(configuration, image)
        boot = Boot(arguments.guest, configuration, image, kernel, settings)
        findings = measure(boot, programs)
    states = pathlib.Path(arguments.states)
    states.mkdir(parents=True, exist_ok=True)
    text = states_text(configuration, programs, findings, kernel, mkfs_version)
    (states / f"{configuration['name']}.states").write_text(text)
    trees = sum(len(seen) for seen in findings.trees.values())
    print(f"{configuration['name']:22} {len(findings.counts):4} programs {trees:6} states "
          f"{time.monotonic() - begin:5.0f} s", flush=True)
    for program, why in findings.given_up.items():
        print(f"  given up: {program}: {why}", flush=True)
    return trees, len(findings.given_up)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("guest", help="the program that the kernels run")
    parser.add_argument("check", help="the program that holds trees to rows")
    parser.add_argument("--quick", action="store_true",
                        help="fewer orders of writing back; looks for what is common")
    parser.add_argument("--configuration", action="append", help="default: all")
    parser.add_argument("--program", action="append",
                        help="a program as a line, instead of those of the files")
    parser.add_argument("--programs", action="append", help="files of programs")
    parser.add_argument("--states", default=str(HERE / "states"), help="where they are kept")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="kernels at a time")
    arguments = parser.parse_args()
    kernel = kernel_version()
    if arguments.program:
        programs = {text.split(":")[0].strip(): text for text in arguments.program}
    else:
        programs = read_programs(arguments.programs or [HERE / "programs.txt",
                                                        HERE / "generated_programs.txt"])
    configurations = read_configurations(arguments.configuration)
    with concurrent.futures.ThreadPoolExecutor(max(1, arguments.jobs)) as pool:
        runs = [pool.submit(run_configuration, arguments, configuration, programs, kernel)
                for configuration in configurations]
        results = [run.result() for run in runs]
    print(f"{sum(trees for trees, _ in results)} states of {len(programs)} programs "
          f"on {len(configurations)} configurations", flush=True)
    files = [str(pathlib.Path(arguments.states) / f"{configuration['name']}.states")
             for configuration in configurations]
    checked = subprocess.run([arguments.check, *files], check=False)
    return max(checked.returncode, 1 if any(given_up for _, given_up in results) else 0)


if __name__ == "__main__":
    sys.exit(main())
