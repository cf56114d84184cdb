"""What `sweep`, `errors`, `live` and `merge` show a person, and the files that they write.

cli_output_test.py POWERCUT POWERCUT_MUTANTS CLASS...
"""

import json
import os
import pty
import subprocess
import xml.etree.ElementTree

from cli_case import (AS_EXPECTED, NOT_AS_EXPECTED, POWERCUT, POWERCUT_MUTANTS, SMALL,
                      WRONG_USAGE, CliTest, main)

# The log with a seeded bug: what it loses is not expected.
WRONG = ["--store", "log~lost-tombstone-on-replay", "--workload", "demo", "--jobs", "1"]


class Overview(CliTest):
    def test_the_matrix_is_all_that_is_shown_of_what_was_expected(self):
        text = self.expect_success("sweep", "--store", "log-no-sync-dir", "--store", "log",
                                   "--workload", "demo")
        self.assertRegex(text, r"(?m)^log-no-sync-dir( +\S| +~ \d+ %)+$")
        self.assertIn("3 synced-only", text)
        self.assertNotIn("fails, as expected:", text)
        self.assertNotIn("one finding of", text)
        self.assertIn("every verdict is as expected", text)

    def test_rows_and_findings_are_shown_on_demand(self):
        text = self.expect_success("sweep", "--store", "log-no-sync-dir", "--workload", "demo",
                                   "--rows", "--findings")
        self.assertRegex(text, "log-no-sync-dir +synced-only .* fails, as expected: [0-9,]+ lost")
        self.assertIn("one finding of each store and model that fails", text)

    def test_what_is_not_expected_is_shown_in_full(self):
        done = self.run_powercut("sweep", *WRONG, "--store", "log-no-sync-dir",
                                 program=POWERCUT_MUTANTS)
        self.assertEqual(done.returncode, NOT_AS_EXPECTED)
        text = done.stdout.decode()
        self.assertRegex(text, r"log~lost-tombstone-on-replay +\S+ .* FAILS: ")
        self.assertIn("one finding of each store and model that is not as expected", text)
        self.assertNotIn("replay 'log-no-sync-dir/", text)

    def test_colours_are_for_terminals_alone(self):
        command = [POWERCUT, "sweep", *SMALL, "--model", "in-order"]
        for variables, has_colours in [({"TERM": "xterm"}, True), ({"TERM": "dumb"}, False),
                                       ({"TERM": "xterm", "NO_COLOR": "1"}, False)]:
            ours, theirs = pty.openpty()
            subprocess.run(command, stdout=theirs, stderr=subprocess.DEVNULL, check=True,
                           env={"PATH": os.environ["PATH"], **variables})
            os.close(theirs)
            shown = b""
            try:
                while part := os.read(ours, 65536):
                    shown += part
            except OSError:
                pass  # that is how the other side ends
            os.close(ours)
            self.assertEqual(b"\x1b[" in shown, has_colours, variables)
        self.assertNotIn("\x1b", self.expect_success("sweep", *SMALL))


class Files(CliTest):
    def test_junit_counts_what_the_report_says(self):
        path = self.directory / "junit.xml"
        report = self.directory / "report.json"
        done = self.run_powercut("sweep", *WRONG, "--store", "log-no-sync-dir", "--junit", path,
                                 "--json", report, program=POWERCUT_MUTANTS)
        self.assertEqual(done.returncode, NOT_AS_EXPECTED)
        suites = xml.etree.ElementTree.parse(path).getroot()
        verdicts = json.loads(report.read_text())["verdicts"]
        amiss = [row for row in verdicts if not row["as_expected"]]
        self.assertGreater(len(amiss), 0)
        self.assertEqual(int(suites.get("tests")), len(verdicts))
        self.assertEqual(int(suites.get("failures")), len(amiss))
        cases = {(case.get("classname"), case.get("name")): case
                 for case in suites.iter("testcase")}
        self.assertEqual(len(cases), len(verdicts))
        for row in amiss:
            case = cases[f"powercut.sweep.{row['store']}", row["model"]]
            self.assertIn(" replay '", case.find("failure").text)

    def test_the_summary_has_the_smallest_finding_and_all_verdicts(self):
        path = self.directory / "summary.md"
        self.run_powercut("sweep", *WRONG, "--summary", path, program=POWERCUT_MUTANTS)
        text = path.read_text()
        self.assertIn("verdicts are not as expected", text)
        self.assertIn("### The smallest finding", text)
        self.assertIn("| log\\~lost-tombstone-on-replay | in-order |", text)

    def test_the_same_files_whatever_the_jobs(self):
        written = []
        for jobs in ["1", "3"]:
            paths = [self.directory / f"{jobs}.{name}" for name in ("xml", "md")]
            self.expect_success("errors", "--store", "log", "--workload", "demo", "--jobs", jobs,
                                "--junit", paths[0], "--summary", paths[1])
            written.append([path.read_bytes() for path in paths])
        self.assertEqual(*written)

    def test_one_can_be_standard_output(self):
        done = self.run_powercut("sweep", *SMALL, "--summary", "-")
        self.assertTrue(done.stdout.startswith(b"## powercut sweep: "))
        self.assertIn(b"every verdict is as expected", done.stderr)

    def test_files_that_cannot_be_written_are_told_before_the_work(self):
        missing = self.directory / "no" / "file"
        for option in ["--junit", "--summary", "--json"]:
            self.expect_complaint("sweep", option, missing, about=str(missing))
        self.expect_complaint("sweep", *SMALL, "--junit", "-", "--summary", "-",
                              about="two of --json, --junit and --summary")


    def test_two_outputs_or_an_input_and_an_output_in_one_file(self):
        path = self.file("plans", b"=set(a=1)\n")
        out = self.file("out", b"")
        link = self.directory / "link"
        link.symlink_to(out)
        self.expect_complaint("sweep", *SMALL, "--junit", out, "--summary", link,
                              about="two of --json, --junit and --summary")
        for option in ["--junit", "--summary"]:
            self.expect_complaint("sweep", "--store", "log", "--plan-file", path, option, path,
                                  about="which is read")
        self.assertEqual(path.read_bytes(), b"=set(a=1)\n")

    def test_files_are_there_though_nobody_reads_to_the_end(self):
        path = self.directory / "report.json"
        with open("/dev/full", "wb") as full:
            done = subprocess.run([POWERCUT, "sweep", "--workload", "demo", "--rows", "--findings",
                                   "--json", path], stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, WRONG_USAGE, done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertEqual(json.loads(path.read_text())["format"], "powercut-report")

    def test_worlds_are_a_sample_with_a_count_of_their_own(self):
        text = self.expect_success("live", "--store", "log", "--model", "in-order",
                                   "--worlds", "20")
        self.assertRegex(text, r"(?m)^log +- +~\n +0 +20w$")


class Baselines(CliTest):
    def report(self, *arguments, program=POWERCUT_MUTANTS):
        path = self.directory / "before.json"
        self.run_powercut(*arguments, "--json", path, program=program)
        return path

    def test_what_was_so_before_is_no_failure(self):
        before = self.report("sweep", *WRONG)
        done = self.run_powercut("sweep", *WRONG, "--baseline", before, program=POWERCUT_MUTANTS)
        self.assertEqual(done.returncode, AS_EXPECTED)
        self.assertRegex(done.stdout, rb"0 new, 0 fixed, [1-9]\d* unchanged")
        self.assertIn(b"nothing is new", done.stdout)

    def test_what_is_new_is(self):
        before = self.report("sweep", *SMALL)
        done = self.run_powercut("sweep", *WRONG, "--baseline", before, program=POWERCUT_MUTANTS)
        self.assertEqual(done.returncode, NOT_AS_EXPECTED)
        self.assertRegex(done.stdout, rb"[1-9]\d* new, 0 fixed, 0 unchanged")
        self.assertIn(b"there is NEWS", done.stdout)

    def test_parts_are_compared_when_they_are_joined(self):
        before = self.report("sweep", *WRONG)
        parts = []
        for part in ["1/2", "2/2"]:
            parts.append(self.directory / part.replace("/", "of"))
            self.run_powercut("sweep", *WRONG, "--shard", part, "--json", parts[-1],
                              program=POWERCUT_MUTANTS)
        done = self.run_powercut("merge", *parts, "--baseline", before, program=POWERCUT_MUTANTS)
        self.assertEqual(done.returncode, AS_EXPECTED, done.stdout + done.stderr)

    def test_a_baseline_of_other_work_is_refused(self):
        before = self.report("sweep", *SMALL)
        self.expect_complaint("sweep", *SMALL, "--seed", "2", "--baseline", before,
                              about="its seed is 1, not 2")
        self.expect_complaint("errors", *SMALL, "--baseline", before, about="it is of 'sweep'")
        self.expect_complaint("sweep", "--store", "log", "--workload", "counter", "--baseline",
                              before, about="its workloads of log are others")
        self.expect_complaint("sweep", *SMALL, "--without", "D9", "--baseline", before,
                              about="--without nothing")
        self.expect_complaint("sweep", *SMALL, "--time", "1s", "--baseline", before,
                              about="--time goes without --baseline")
        part = self.report("sweep", *SMALL, "--shard", "1/2")
        self.expect_complaint("sweep", *SMALL, "--baseline", part, about="a part of the work")
        for text in ["", "[]", "{\"format\": \"powercut-report\"}", "\x00" * 100]:
            before.write_text(text)
            self.expect_complaint("sweep", *SMALL, "--baseline", before, about=str(before))
        self.expect_complaint("sweep", *SMALL, "--baseline", self.directory / "none",
                              about="cannot read the baseline")


if __name__ == "__main__":
    main()
