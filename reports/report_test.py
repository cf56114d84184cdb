"""The tests of the reports; each is one command, as CMakeLists.txt registers them.

  report_test.py canaries                   broken reports are refused, each for its own reason
  report_test.py sample PROGRAM [--update]  the kept sample is what the program writes today
  report_test.py fresh PROGRAM MUTANTS VERSION
                                            what the programs write just now is sound
"""

import copy
import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import zlib

import check_report

FOLDER = pathlib.Path(__file__).resolve().parent
SAMPLE = FOLDER / "samples" / "snapshot_and_log.json"
MODELS = FOLDER / "samples" / "models.json"
SAMPLE_OPTIONS = ["sweep", "--store", "snapshot", "--store", "log", "--workload", "demo",
                  "--model", "in-order", "--model", "synced-only", "--model", "ext4"]


def write_report(program, options, path, exit_codes=(0,)):
    done = subprocess.run([program, *options, "--json", path], capture_output=True, text=True)
    if done.returncode not in exit_codes:
        sys.exit(f"{' '.join(options)}: exit {done.returncode}\n{done.stdout}{done.stderr}")


def place(*steps):
    """A change of one value: the steps to it, then the new value; None removes it."""
    *path, last, value = steps

    def change(report):
        for step in path:
            report = report[step]
        if value is None:
            del report[last]
        else:
            report[last] = value
    return change


def repeat(name, index):
    return lambda report: report[name].insert(index, copy.deepcopy(report[name][index]))


def shift_to_other_cell(report):
    """The sum over all stays right."""
    for index, change in ((1, 1), (5, -1)):
        report["cells"][index]["states"]["legal"] += change
        report["cells"][index]["states"]["merged"] += change


def narrow(report):
    """Less was asked for, and a control holds."""
    report["narrowed"] = True
    row = report["verdicts"][0]
    row["expected"], row["as_expected"] = "fails", False


# What is changed, and a part of the complaint.
CANARIES = [
    (place("format", "powercut"), "$.format"),
    (place("version", 1), "$.version"),
    (place("seed", None), "'seed' is a required property"),
    (place("seed", -1), "$.seed"),
    (place("command", "errors"), "'faults' is a required property"),
    (place("command", "sweep --log"), "False schema does not allow"),
    (place("command", "replay"), "$.command"),
    (place("when", "now"), "Additional properties"),
    (place("exploration", None), "'exploration' is a required property"),
    (place("exploration", "budget", 0), "$.exploration.budget"),
    (place("exploration", "depth", 12), "$.exploration.depth"),
    (place("exploration", "audit_share", 1.5), "$.exploration.audit_share"),
    (place("pieces", None), "'pieces' is a required property"),
    (place("pieces", "done", "1-3"), "complete: not what the pieces say"),
    (place("pieces", "done", "1-9"), "beyond the total"),
    (place("pieces", "done", "2,1"), "in no order"),
    (place("pieces", "done", "all"), "$.pieces.done"),
    (place("complete", False), "complete: not what the pieces say"),
    (place("narrowed", None), "'narrowed' is a required property"),
    (narrow, "False, but expected was fails: holds"),
    (place("as_expected", "yes"), "$.as_expected"),
    (place("as_expected", False), "not what the verdicts say"),
    (place("stores", 0, "policy", "sometimes"), "$.stores[0].policy"),
    (place("stores", 1, "name", "snapshot"), "a name is there twice"),
    (place("stores", 1, "ignores_ranges", None), "'ignores_ranges' is a required property"),
    (place("stores", 1, "not_asked", ["D1"]), "$.stores[1].not_asked[0]"),
    (place("without", None), "'without' is a required property"),
    (place("without", ["D9", "D9"]), "$.without"),
    (place("without", ["D9"]), "not_asked lacks D9"),
    (place("models", 1, "tails", []), "$.models[1].tails"),
    (place("models", 1, "order", ["append after rename"]), "$.models[1].order[0]"),
    (place("models", 1, "append_unit", None), "'append_unit' is a dependency"),
    (place("models", 1, "append_unit", -1), "$.models[1].append_unit"),
    (place("cells", 1, "states", "visited", 10**6), "visited, merged, pruned or skipped"),
    (place("cells", 1, "states", "merged", 0), "visited, merged, pruned or skipped"),
    (place("cells", 1, "states", "pruned", "unread", 5), "visited, merged, pruned or skipped"),
    (place("cells", 3, "states", "sampled", False), "sampled means that some are skipped"),
    (place("cells", 3, "states", "skipped_by", "first_budget", 10**7), "by reason"),
    (place("cells", 3, "states", "skipped_by", "nested_limit", None),
     "'nested_limit' is a required"),
    (place("cells", 1, "states", "not_followed", "unmade_kills", -1), "not_followed.unmade_kills"),
    (place("cells", 1, "states", "differed", 1), "1 differed of 0 audited"),
    (place("cells", 1, "states", "legal", 10**18 + 1), "$.cells[1].states.legal"),
    (place("cells", 1, "states", "failed", 10**6), "failed of"),
    (place("cells", 1, "states", "failed", 1), "1 failed, but"),
    (place("cells", 1, "states", "by_kind", "burnt", 1), "Additional properties"),
    (place("cells", 0, "states", "by_kind", "lost", 1), "none failed, and 1 broken"),
    (place("cells", 7, None), "not each store, workload and model"),
    (repeat("cells", 2), "not each store, workload and model"),
    (shift_to_other_cell, "verdicts[1].states: legal is"),
    (place("verdicts", 2, "states", "legal", 13), "legal is 13, its cells have"),
    (place("verdicts", 2, "states", "pruned", "unread", 13), "unread is 13, its cells have"),
    (place("verdicts", 2, "verdict", "holds"), "holds, with"),
    (place("verdicts", 5, "verdict", "untested"), "untested, with 0 failed of"),
    (place("verdicts", 5, "verdict", "passes"), "$.verdicts[5].verdict"),
    (place("verdicts", 2, "expected", "holds"), "True, but expected was holds: fails"),
    (place("verdicts", 2, None), "not each store and model"),
    (place("totals", "states", "visited", 1), "visited is 1"),
    (place("totals", "runs", "legal", 3), "legal is 3, its cells have 2"),
    (lambda report: report["findings"].clear(), "0 of snapshot/demo/in-order say unopenable"),
    (place("findings", 0, "kind", "lost"), "say lost"),
    (place("findings", 0, "kind", "bad"), "$.findings[0].kind"),
    (place("findings", 0, "clauses", ["D14"]), "$.findings[0].clauses"),
    (place("findings", 0, "id", "snapshot/demo/in-order/1"), "$.findings[0].id"),
    (place("findings", 0, "id", "snapshot/demo/in-order/1/2.0"), "$.findings[0].id"),
    (place("findings", 0, "id", "snapshot/demo/in-order/1/2:kq"), "$.findings[0].id"),
    (place("findings", 0, "id", "snapshot/demo/in-order/1/3"), "does not say what the fields"),
    (place("findings", 0, "store", "none"), "does not say what the fields"),
    (place("findings", 0, "crash_point", "killed", True), "does not say what the fields"),
    (place("findings", 0, "crash_point", "effects", "k1"), "does not say what the fields"),
    (place("findings", 0, "crash_point", "then", ["9"]), "does not say what the fields"),
    (place("findings", 0, "crash_point", "then", ["x"]), "$.findings[0].crash_point.then[0]"),
    (place("findings", 0, "crash_point", "returned", False), "inside a write and after it"),
    (place("findings", 0, "crash_point", None), "'crash_point' is a required property"),
    (place("findings", 0, "fault", "sync#1=io_failed"), "does not say what the fields"),
    (place("findings", 0, "key", "name"), "$.findings[0].key"),
    (place("findings", 0, "piece", 9), "is not done"),
    (place("findings", 0, "piece", None), "is not done"),
    (place("findings", 0, "replay", "./run replay"), "is not of this id"),
    (repeat("findings", 0), "is there twice"),
]
UNREADABLE = ["", "{", "[" * 100000, '{"seed": NaN}', "\udcff"]


def canaries():
    sound = check_report.read(SAMPLE)
    check_report.check(sound)
    for number, (change, wanted) in enumerate(CANARIES):
        broken = copy.deepcopy(sound)
        change(broken)
        if broken == sound:
            sys.exit(f"canary {number} changes nothing")
        try:
            check_report.check(broken)
        except check_report.Unsound as unsound:
            if wanted in str(unsound) and "\n" not in str(unsound):
                continue
            sys.exit(f"canary {number}: wanted '{wanted}', got: {unsound}")
        sys.exit(f"canary {number} was not caught: '{wanted}'")
    with tempfile.TemporaryDirectory() as folder:
        for text in UNREADABLE:
            path = pathlib.Path(folder) / "report.json"
            path.write_bytes(text.encode(errors="surrogateescape"))
            check_exit_code(path, 2)
        check_exit_code(pathlib.Path(folder), 2)
        path.write_text("{}")
        check_exit_code(path, 1)
    check_exit_code(SAMPLE, 0)
    print(f"{len(CANARIES) + len(UNREADABLE)} canaries, all caught")


def check_exit_code(path, wanted):
    command = [sys.executable, "-B", FOLDER / "check_report.py", path]
    done = subprocess.run(command, capture_output=True, text=True)
    lines = (done.stdout + done.stderr).splitlines()
    if done.returncode != wanted or len(lines) != 1:
        sys.exit(f"{path}: wanted exit {wanted} and one line, got {done.returncode}: {lines[:3]}")


def sample(program, update=None):
    if update:
        write_report(program, SAMPLE_OPTIONS, SAMPLE)
        return
    with tempfile.TemporaryDirectory() as folder:
        for jobs in ("1", "3"):
            path = pathlib.Path(folder) / "sample.json"
            write_report(program, [*SAMPLE_OPTIONS, "--jobs", jobs], path)
            if path.read_bytes() != SAMPLE.read_bytes():
                sys.exit(f"with {jobs} jobs {SAMPLE.name} comes out otherwise; if that is meant: "
                         f"report_test.py sample {program} --update")


def record(key, value):
    """One record of docs/FORMAT.md; a value of None removes."""
    value_length = -1 if value is None else len(value)
    body = struct.pack("<ii", len(key), value_length) + key + (value or b"")
    return struct.pack("<I", zlib.crc32(body)) + body


def fresh(program, mutants, version):
    log = record(b"name", b"Ada") + record(b"name", b"Grace") + record(b"name", None)
    with tempfile.TemporaryDirectory() as folder:
        log_path = pathlib.Path(folder) / "user.log"
        log_path.write_bytes(log + record(b"torn", b"tail")[:-1])
        log_options = ["sweep", "--log", str(log_path)]
        mutated = ["--store", "log~no-checksum-on-replay", "--store", "log~batch-without-frame"]
        runs = [
            (program, ["sweep", "--store", "memory", "snapshot", "log-no-sync-dir", "log-everysec",
                       "log-never", "--workload", "demo", "faults", "idle", "--seed", "7"], (0,)),
            (program, ["sweep", "--store", "log", "--model", "synced-only"], (0,)),
            (program, ["sweep", "--store", "snapshot", "log", "--workload", "demo", "--depth", "1",
                       "--budget", "9", "--shard", "2/3", "--audit-reduction", "0.01"], (0, 1)),
            (program, ["sweep", "--store", "log", "--workload", "demo", "--model", "fat-stick",
                       "--model-file", str(MODELS)], (0, 1)),
            (program, ["errors", "--store", "memory", "--workload", "demo"], (0,)),
            (program, ["live", "--store", "log-no-sync-dir", "--worlds", "30", "--without",
                       "D9,D12"], (0,)),
            (program, ["errors", "--store", "snapshot", "log-no-sync-dir", "log", "--workload",
                       "demo", "--model", "in-order", "--model", "xfs"], (0,)),
            (program, [*log_options, "--store", "log", "log-no-sync-dir"], (0,)),
            (mutants, [*log_options, *mutated], (0, 1)),
            (mutants, ["sweep", *mutated, "--workload", "batches", "demo"], (1,)),
            (mutants, ["errors", *mutated, "--workload", "faults", "--model", "in-order"], (1,)),
        ]
        kinds = set()
        for number, (run_program, options, exit_codes) in enumerate(runs):
            path = pathlib.Path(folder) / f"{number}.json"
            write_report(run_program, options, path, exit_codes)
            try:
                report = check_report.read(path)
                check_report.check(report)
            except (ValueError, check_report.Unsound) as error:
                sys.exit(f"{' '.join(options)}: {error}")
            if report["program_version"] != version:
                sys.exit(f"of version {report['program_version']}, the project is {version}")
            kinds |= {finding["kind"] for finding in report["findings"]}
    print(f"{len(runs)} reports, all sound, with findings of the kinds {sorted(kinds)}")


if __name__ == "__main__":
    {"canaries": canaries, "sample": sample, "fresh": fresh}[sys.argv[1]](*sys.argv[2:])
