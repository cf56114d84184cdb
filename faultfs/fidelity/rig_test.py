#!/usr/bin/env python3
"""The rig without a kernel: what it makes of a guest's lines, and of wrong usage.

usage: rig_test.py CHECK
"""

import pathlib
import subprocess
import sys
import tempfile
import unittest

import rig

CHECK = sys.argv[1]
HERE = pathlib.Path(__file__).resolve().parent


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
            lines += [f"S {text} 01 f=1a", f"P {text} subsets=1 visited=1 images=1 recovered=1 rechecked=0 differing=0 trees=1"]
        return lines + ["done"], True


class Measure(unittest.TestCase):
    def measured(self, boot, names):
        return rig.measure(boot, {name: name for name in names})

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
                       "P b subsets=1 visited=1 images=1 recovered=1 rechecked=0 differing=0 trees=1",
                       "S c 0 -", "P c subsets=1 visited=1 images=1 recovered=1 rechecked=0 differing=0 trees=2"])
        self.assertEqual(list(findings.counts), ["b"])


class WrongUsage(unittest.TestCase):
    def complaint(self, *arguments):
        done = subprocess.run([sys.executable, "-B", HERE / "rig.py", *map(str, arguments)],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 2, done)
        self.assertNotIn("Traceback", done.stderr)
        return done.stderr

    def test_is_told_in_one_line(self):
        self.assertIn("no program that can be run", self.complaint("/no/guest", CHECK))
        self.assertIn("no configuration zfs",
                      self.complaint(CHECK, CHECK, "--configuration", "zfs"))

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
