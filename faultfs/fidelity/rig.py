#!/usr/bin/env python3
"""Runs the litmus programs on real kernels and keeps the trees that a power cut may leave.

For each configuration of configurations.json an ordinary process boots Linux (Debian's
user-mode-linux) whose first program is GUEST. That runs each program on a fresh file system and
lets the kernel recover the crash images of it; README.md says how. The trees that it saw are
written to NAME.states, one file for each configuration. No root is needed.

usage: rig.py GUEST CHECK [--quick | --patient] [--configuration NAME]... [--program TEXT]...
              [--programs FILE]... [--states DIRECTORY] [--jobs N]

The kept states are written anew by a run of all that is ours: without --quick, --program and
--programs. Any other writes a new temporary directory. With --quick the drawn programs are left
out, and the kernel is made to write in fewer ways. At the end CHECK (fidelity_check) holds the
trees to the rows. Exit: 0 all was run, and nothing is impossible under its row; 1 something is, or
a kernel gave up on programs, which are named; 2 wrong usage, or something is missing; 130
interrupted, and nothing more was written.
"""

import argparse
import collections
import concurrent.futures
import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
KERNEL = "/usr/bin/linux.uml"
MODULES = pathlib.Path("/usr/lib/uml/modules")
BLOCK_DEVICE = "drivers/block/nbd.ko"
BOOT_SECONDS_MAX = 900
SEARCH_PATH = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
SEEN = re.compile(r"S (\S+) (\d+) (.+)")
COUNTS = ["subsets", "visited", "images", "recovered", "rechecked", "differing", "trees"]
DONE = re.compile(r"P (\S+) (" + " ".join(rf"{count}=\d+" for count in COUNTS) + ")")
OUR_PROGRAMS = HERE / "programs.txt"
DRAWN_PROGRAMS = HERE / "generated_programs.txt"
STOP = threading.Event()  # set when the rig is interrupted
PROGRAMS_PER_BOOT = 20
# When the kernel is made to write: after each call, and behind the last (guest_main.cc).
QUICK_SCHEDULES = ["none/stranger", "stranger/none", "last-pages+stranger/none", "none/flusher"]
SCHEDULES = QUICK_SCHEDULES + ["none/none", "first-pages/stranger", "last-pages/stranger"]
PATIENT_SCHEDULES = SCHEDULES + ["none/timer", "last-pages/timer"]
BUDGET = {"exhaustive": 16, "in_vain": 8}  # of each gap between two flushes (crash_images.h)
PATIENT_BUDGET = {"exhaustive": 64, "in_vain": 32}


def give_up(text):
    print(f"fidelity: {text}", file=sys.stderr)
    sys.exit(2)


class CannotBoot(Exception):
    """The kernel does not come as far as to run programs."""


def kernel_version():
    """As the kernel says it; its modules are there."""
    if not os.access(KERNEL, os.X_OK):
        give_up(f"no {KERNEL}: Debian's package user-mode-linux has it, for amd64 and i386 only")
    told = subprocess.run([KERNEL, "--version"], capture_output=True, text=True, check=False)
    version = told.stdout.strip()
    if not (MODULES / version).is_dir() or not version:
        give_up(f"no modules of Linux {version} in {MODULES}: Debian's package user-mode-linux "
                "has them")
    return version


def read_programs(paths, check):
    """The lines that are programs, by their names. `check` says whether they are."""
    if subprocess.run([*check, "--programs", *map(str, paths)], check=False).returncode != 0:
        sys.exit(2)
    return by_names(line for path in paths
                    for line in pathlib.Path(path).read_text().splitlines())


def by_names(lines):
    """Lines that are programs, by their names."""
    lines = [line.strip() for line in lines]
    return {line.split(":")[0].strip(): line for line in lines
            if line and not line.startswith("#")}


def all_configurations():
    try:
        document = json.loads((HERE / "configurations.json").read_text())
    except (OSError, ValueError) as error:
        give_up(f"configurations.json: {error}")
    if document.get("format") != "powercut-fidelity-configurations" or document.get("version") != 1:
        give_up("configurations.json: neither of this format nor of version 1")
    return document["configurations"]


def read_configurations(names):
    """Those named, or all."""
    known = {entry["name"]: entry for entry in all_configurations()}
    for name in names or []:
        if name not in known:
            give_up(f"no configuration {name}; there are: {', '.join(known)}")
    chosen = names or list(known)
    for name in chosen:
        command = known[name]["mkfs"][0]
        if shutil.which(command, path=SEARCH_PATH) is None:
            give_up(f"no {command}, which {name} needs")
    return [known[name] for name in dict.fromkeys(chosen)]


def make_image(configuration, path):
    """A fresh file system in a sparse file; the version of the program that made it."""
    with open(path, "wb") as image:
        image.truncate(configuration["megabytes"] * 1024 * 1024)
    command = configuration["mkfs"] + [str(path)]
    environment = dict(os.environ, PATH=SEARCH_PATH)
    made = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if made.returncode != 0:
        raise CannotBoot(f"{' '.join(command)}: {made.stderr.strip()}")
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
            text = self.output_of(command)
        lines = text.replace("\r", "").splitlines()
        if "ready" not in lines and not STOP.is_set():
            why = [line for line in lines if line.startswith("E ") or "panic" in line]
            raise CannotBoot(why[0] if why else f"{KERNEL}: it does not run its first program")
        return lines, "done" in lines

    @staticmethod
    def output_of(command):
        """The kernel's processes are a group of their own, and end with it."""
        with tempfile.TemporaryFile() as output:
            kernel = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output,
                                      stderr=subprocess.STDOUT, start_new_session=True)
            deadline = time.monotonic() + BOOT_SECONDS_MAX
            while kernel.poll() is None and time.monotonic() < deadline and not STOP.is_set():
                time.sleep(0.05)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(kernel.pid, signal.SIGKILL)
            kernel.wait()
            output.seek(0)
            return output.read().decode(errors="replace")


class Findings:
    """What was seen of one configuration."""

    def __init__(self):
        self.trees = collections.defaultdict(dict)  # program -> tree -> crash points
        self.counts = {}  # program -> its denominators, as text
        self.given_up = {}  # program -> why

    def take(self, lines):
        """A line that was cut, or written over by the kernel, counts for nothing."""
        pending = collections.defaultdict(dict)
        for line in lines:
            if seen := SEEN.fullmatch(line):
                pending[seen[1]][seen[3]] = seen[2]
            elif done := DONE.fullmatch(line):
                trees = pending.pop(done[1], {})
                if len(trees) == int(done[2].rsplit("=", 1)[1]):
                    self.counts[done[1]], self.trees[done[1]] = done[2], trees
                    if " differing=0 " not in done[2]:
                        self.given_up[done[1]] = "it read the same of two images and made two trees"


class Progress:
    """How many programs are done, for a person who waits."""

    def __init__(self, total):
        self.total = total
        self.done = 0
        self.lock = threading.Lock()
        self.is_shown = sys.stderr.isatty()

    def add(self, count):
        with self.lock:
            self.done += count
            if self.is_shown:
                print(f"\r{self.done} of {self.total} programs ", end="", file=sys.stderr)

    def clear(self):
        if self.is_shown:
            print("\r" + " " * 40 + "\r", end="", file=sys.stderr)


def measure(boot, programs, findings, progress=Progress(0)):
    """Boots until each program is done, or has failed to come to its end in a boot of its own."""
    left = list(programs)
    alone = []
    while left or alone:
        if STOP.is_set():
            raise KeyboardInterrupt
        names = left[:PROGRAMS_PER_BOOT] or alone[:1]
        lines, _ = boot.run(programs[name] for name in names)
        findings.take(lines)
        undone = [name for name in names if name not in findings.counts]
        progress.add(len(names) - len(undone))
        if not left and undone:
            why = [line for line in lines
                   if line.startswith("E ") or "panic" in line or "BUG" in line]
            findings.given_up[undone[0]] = (why[0].removeprefix("E ") if why
                                            else "the kernel gave no answer")
        if not left:
            alone = alone[1:]
            continue
        # The first that is not done was under way; the others have their turn in the next boot.
        alone += undone[:1]
        left = undone[1:] + left[PROGRAMS_PER_BOOT:]
    return findings


def heading(kind, configuration, kernel, mkfs_version):
    """The first lines of a file that is kept: of which kind it is, and how it was made."""
    mkfs = " ".join(configuration["mkfs"])
    return [f"# powercut fidelity {kind}, version 1",
            f"# row: {configuration['row']}",
            f"# kernel: Linux {kernel}, user-mode",
            f"# mkfs: {mkfs}, {mkfs_version}, {configuration['megabytes']} MiB",
            f"# mount: {configuration['mount'] or 'defaults'}"]


def states_text(configuration, programs, findings, kernel, mkfs_version):
    """The file that is kept."""
    lines = heading("states", configuration, kernel, mkfs_version)
    for name, text in programs.items():
        if name in findings.given_up:
            lines += ["", f"# given up: {name}: {findings.given_up[name]}"]
        if name not in findings.counts:
            continue
        lines += ["", text, f"  # {findings.counts[name]}"]
        trees = sorted(findings.trees[name].items(), key=lambda seen: (seen[1], seen[0]))
        lines += [f"  {points} {tree}" for tree, points in trees]
    return "\n".join(lines) + "\n"


def keep(path, text):
    """All of it, or what was there before."""
    new = path.with_suffix(".new")
    new.write_text(text)
    os.replace(new, path)


def run_configuration(arguments, configuration, programs, kernel, progress):
    begin = time.monotonic()
    schedules = PATIENT_SCHEDULES if arguments.patient else SCHEDULES
    settings = {"schedules": QUICK_SCHEDULES if arguments.quick else schedules,
                **(PATIENT_BUDGET if arguments.patient else BUDGET)}
    with tempfile.TemporaryDirectory(prefix="powercut-fidelity-") as name:
        image = pathlib.Path(name) / "image"
        mkfs_version = make_image(configuration, image)
        boot = Boot(arguments.guest, configuration, image, kernel, settings)
        findings = measure(boot, programs, Findings(), progress)
    if findings.counts:
        keep(pathlib.Path(arguments.states) / f"{configuration['name']}.states",
             states_text(configuration, programs, findings, kernel, mkfs_version))
    trees = sum(len(seen) for seen in findings.trees.values())
    progress.clear()
    print(f"{configuration['name']:22} {len(findings.counts):4} programs {trees:6} states "
          f"{time.monotonic() - begin:5.0f} s", flush=True)
    for program, why in findings.given_up.items():
        print(f"  given up: {program}: {why}", flush=True)
    return trees, len(findings.given_up)


def run_each(jobs, configurations, run_one):
    """The results of the configurations, so many at a time."""
    pool = concurrent.futures.ThreadPoolExecutor(max(1, jobs))
    runs = [pool.submit(run_one, configuration) for configuration in configurations]
    try:
        return [run.result() for run in runs]
    except KeyboardInterrupt:
        print("fidelity: interrupted", file=sys.stderr)
        sys.exit(130)
    except (CannotBoot, OSError) as error:
        give_up(error)
    finally:
        STOP.set()
        pool.shutdown(wait=True, cancel_futures=True)


def make_sure_of(directory):
    """It is there, and files can be made in it."""
    try:
        os.makedirs(directory, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory):
            pass
    except OSError as error:
        give_up(f"{directory}: nothing can be written there: {error.strerror}")


def held_to_rows(check, files):
    """The exit code of the program that does it; a configuration without a file had no result."""
    command = [*check, *[file for file in files if file.exists()]]
    code = subprocess.run(command, check=False).returncode
    return code if code in (0, 1, 2) else 2


def parsed_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("guest", help="the program that the kernels run")
    parser.add_argument("check", help="the program that holds trees to rows")
    parser.add_argument("--quick", action="store_true",
                        help="fewer programs, and fewer orders of writing back")
    parser.add_argument("--patient", action="store_true",
                        help="four times the images, and the journals' timers pass, too")
    parser.add_argument("--configuration", action="append", help="default: all")
    parser.add_argument("--program", action="append",
                        help="a program as a line; instead of ours, as --programs")
    parser.add_argument("--programs", action="append", help="a file of programs")
    parser.add_argument("--states", help="where the trees are written")
    parser.add_argument("--jobs", type=int, default=(os.cpu_count() or 1) + 1,
                        help="kernels at a time; one more than processors, for f2fs mostly waits")
    return parser.parse_args()


def stop(_signal, _frame):
    raise KeyboardInterrupt


def main():
    signal.signal(signal.SIGTERM, stop)
    arguments = parsed_arguments()
    for program in (arguments.guest, arguments.check):
        if not os.access(program, os.X_OK):
            give_up(f"{program} is no program that can be run")
    configurations = read_configurations(arguments.configuration)
    is_ours = not arguments.program and not arguments.programs
    if arguments.quick and arguments.patient:
        give_up("either --quick or --patient")
    with tempfile.NamedTemporaryFile("w", suffix=".programs") as given:
        given.write("\n".join(arguments.program or []))
        given.flush()
        paths = arguments.programs or []
        paths += [given.name] if arguments.program else []
        if not paths:
            paths = [OUR_PROGRAMS] if arguments.quick else [OUR_PROGRAMS, DRAWN_PROGRAMS]
        programs = read_programs(paths, [arguments.check])
    if arguments.states is None:
        arguments.states = (str(HERE / "states") if is_ours and not arguments.quick
                            else tempfile.mkdtemp(prefix="powercut-states-"))
    make_sure_of(arguments.states)
    kernel = kernel_version()
    progress = Progress(len(programs) * len(configurations))
    # Trees and programs given up, of each configuration.
    results = run_each(arguments.jobs, configurations, lambda entry: run_configuration(
        arguments, entry, programs, kernel, progress))
    print(f"{sum(trees for trees, _ in results)} states of {len(programs)} programs "
          f"on {len(configurations)} configurations, in {arguments.states}", flush=True)
    files = [pathlib.Path(arguments.states) / f"{configuration['name']}.states"
             for configuration in configurations]
    code = held_to_rows([arguments.check, "--faults", HERE / "kernel_faults.txt"], files)
    return max(code, 1 if any(given_up for _, given_up in results) else 0)


if __name__ == "__main__":
    sys.exit(main())
