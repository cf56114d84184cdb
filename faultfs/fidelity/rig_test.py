#!/usr/bin/env python3
"""The rig without a kernel: what it makes of a guest's lines, and of wrong usage.

usage: rig_test.py CHECK
"""

import pathlib
import subprocess
import sys
import tempfile
import unittest

import failed_syncs
import rig

CHECK = sys.argv[1]
HERE = pathlib.Path(__file__).resolve().parent


def done(program, trees, differing=0):
    counts = dict.fromkeys(rig.COUNTS, 1) | {"differing": differing, "trees": trees}
    return f"P {program} " + " ".join(f"{count}={number}" for count, number in counts.items())


class FakeBoot:
    """Programs named bad take the kernel down; others leave one tree."""

    def __init__(self, late=()):
        self.boots = []
        self.late = set(late)  # these come to their end in a boot of their own

    def run(self, programs):
        texts = list(programs)
        self.boots.append(texts)
        lines = ["ready"]
        for text in texts:
            if text == "bad" or (text in self.late and len(texts) > 1):
                return lines + ["E it is bad"], False
            lines += [f"S {text} 01 f=1a", done(text, 1)]
        return lines + ["done"], True


class Measure(unittest.TestCase):
    def measured(self, boot, names):
        return rig.measure(boot, {name: name for name in names}, rig.Findings())

    def test_all_are_done_in_one_boot(self):
        boot = FakeBoot()
        findings = self.measured(boot, ["a", "b"])
        self.assertEqual(len(boot.boots), 1)
        self.assertEqual(findings.trees["b"], {"f=1a": "01"})
        self.assertEqual(findings.given_up, {})

    def test_one_that_takes_the_kernel_down_costs_no_other(self):
        findings = self.measured(FakeBoot(), ["a", "bad", "b", "c"])
        self.assertEqual(sorted(findings.counts), ["a", "b", "c"])
        self.assertEqual(findings.given_up, {"bad": "it is bad"})

    def test_one_that_was_under_way_by_chance_is_tried_alone(self):
        findings = self.measured(FakeBoot(late=["b"]), ["a", "b", "c"])
        self.assertEqual(sorted(findings.counts), ["a", "b", "c"])
        self.assertEqual(findings.given_up, {})

    def test_a_guest_that_leaves_one_out_does_not_go_on_for_ever(self):
        class Forgets:
            def run(self, programs):
                return ["ready", "done"], True

        findings = self.measured(Forgets(), ["a", "b"])
        self.assertEqual(sorted(findings.given_up), ["a", "b"])


class Lines(unittest.TestCase):
    def test_cut_lines_count_for_nothing(self):
        findings = rig.Findings()
        findings.take(["S a 01", "S a x f=", "P a subse", "S b 0 -", "[1.0] BUG",
                       done("b", 1), "S c 0 -", done("c", 2)])
        self.assertEqual(list(findings.counts), ["b"])

    def test_two_trees_of_equal_reads_are_told(self):
        findings = rig.Findings()
        findings.take(["S a 0 -", done("a", 1), "S b 0 -", done("b", 1, differing=1)])
        self.assertEqual(list(findings.given_up), ["b"])


class FailedSyncs(unittest.TestCase):
    DONE = "subsets=1 visited=1 images=1 recovered=1 rechecked=0 differing=0 trees="
    LINES = ["ready", "A a 2 ok - EIO 9a", "S a 01 f=9a", "A a 2 ok - EIO 9a", "P a " + DONE + "1",
             "A b 1 ok", "P b " + DONE + "2", "done"]
    CONFIGURATION = {"name": "x", "row": "xfs", "mkfs": ["mkfs.x", "-q"], "megabytes": 9,
                     "mount": "", "file_system": "x"}

    def test_answers_count_with_the_end_of_their_program(self):
        findings = failed_syncs.Answers()
        findings.take(self.LINES)
        self.assertEqual(findings.answers, {"a": {"ok - EIO 9a": 2}})

    def test_what_is_written_can_be_read_again(self):
        findings = failed_syncs.Answers()
        findings.take(self.LINES)
        findings.given_up["b"] = "no answer"
        programs = {"a": "a: | write f 0 9; refuse a; sync f; read f", "b": "b: | sync f"}
        text = failed_syncs.answers_text(self.CONFIGURATION, programs, findings, "6.1", "1.0")
        self.assertIn("  refused 2: ok; -; EIO; 9a\n  01 f=9a\n", text)
        self.assertIn("# given up: b: no answer\n", text)
        with tempfile.TemporaryDirectory() as name:
            path = pathlib.Path(name) / "x.answers"
            path.write_text(text)
            checked = subprocess.run([CHECK, path], capture_output=True, text=True, check=False)
            self.assertIn("1 programs of failed syncs, 0 impossible under xfs", checked.stdout)
            self.assertEqual(checked.returncode, 0, checked)
            path.write_text(text.replace("01 f=9a", "01 f=9b"))
            checked = subprocess.run([CHECK, path], capture_output=True, text=True, check=False)
            self.assertIn("a: after 0 calls f=9b", checked.stdout)
            self.assertEqual(checked.returncode, 1, checked)

    def test_the_job_names_its_programs(self):
        boot = failed_syncs.FailedSyncBoot("guest", self.CONFIGURATION, "image", "6.1",
                                           {"schedules": ["none/none"], "exhaustive": 1,
                                            "in_vain": 1})
        self.assertTrue(boot.job(["a: | sync f"]).endswith("\nfailed_sync_program a: | sync f\n"))


class WrongUsage(unittest.TestCase):
    def complaint(self, *arguments, script="rig.py"):
        done = subprocess.run([sys.executable, "-B", HERE / script, *map(str, arguments)],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 2, done)
        self.assertNotIn("Traceback", done.stderr)
        return done.stderr

    def test_is_told_in_one_line(self):
        self.assertIn("no program that can be run", self.complaint("/no/guest", CHECK))
        self.assertIn("no configuration zfs",
                      self.complaint(CHECK, CHECK, "--configuration", "zfs"))

    def test_is_told_of_failed_syncs_in_one_line(self):
        def told(*arguments):
            text = self.complaint(*arguments, script="failed_syncs.py")
            self.assertEqual(len(text.splitlines()), 1, text)
            return text
        self.assertIn("no program that can be run", told("/no/guest", CHECK))
        self.assertIn("no configuration zfs", told(CHECK, CHECK, "--configuration", "zfs"))
        self.assertIn("line 1: no letter of a call: A",
                      told(CHECK, CHECK, "--configuration", "ext4",
                           "--program", "a: | refuse A; sync f"))

    def test_wrong_programs_are_told_before_any_kernel(self):
        with tempfile.TemporaryDirectory() as name:
            path = pathlib.Path(name) / "mine.txt"
            path.write_text("a: | create f\nb: | crate f\n")
            checked = subprocess.run([CHECK, "--programs", path], capture_output=True, text=True,
                                     check=False)
            self.assertEqual(checked.returncode, 2)
            self.assertIn("line 2: no such call", checked.stderr)
            path.write_text("a: | rename f g\n")
            checked = subprocess.run([CHECK, "--programs", path], capture_output=True, text=True,
                                     check=False)
            self.assertEqual(checked.returncode, 2)
            self.assertIn("a: rename f g: not found", checked.stderr)

    def test_the_programs_that_are_kept_can_be_run(self):
        for name in ("programs.txt", "generated_programs.txt"):
            subprocess.run([CHECK, "--programs", HERE / name], check=True)
        subprocess.run([CHECK, "--programs", "--failed-syncs", failed_syncs.PROGRAMS], check=True)

    def test_files_that_are_none_are_told_in_one_line(self):
        with tempfile.TemporaryDirectory() as name:
            path = pathlib.Path(name) / "x.states"
            path.write_text("# powercut fidelity states, version 2\n")
            checked = subprocess.run([CHECK, path], capture_output=True, text=True, check=False)
            self.assertEqual(checked.returncode, 2)
            self.assertIn("version 2, and this program reads version 1", checked.stderr)
            self.assertEqual(len(checked.stderr.splitlines()), 1)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
