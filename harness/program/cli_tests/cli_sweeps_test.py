"""Holds the program to what it says of models from a file, and of sweeps that are done in parts.

cli_sweeps_test.py POWERCUT POWERCUT_MUTANTS CLASS...: the programs, and the classes of this file to
run.
"""

import json
import os
import signal
import subprocess
import time

from cli_case import (AS_EXPECTED, INTERRUPTED, NOT_AS_EXPECTED, POWERCUT, SECONDS_MAX, SMALL, TORN,
                      CliTest, cpu_seconds_of_children, main)


class ModelFiles(CliTest):
    def model_file(self, *rows, name="models.json"):
        text = json.dumps({"format": "powercut-models", "version": 1, "models": rows})
        return self.file(name, text.encode())

    def test_a_model_of_the_users_is_swept_beside_the_known_ones(self):
        path = self.model_file({"name": "my-disk", "like": "xfs", "summary": "mine"})
        text = self.expect_success("sweep", *SMALL, "--model-file", path, "--rows")
        self.assertRegex(text, "log +posix-min ")
        self.assertRegex(text, "log +my-disk ")
        only = self.expect_success("errors", *SMALL, "--model-file", path, "--model", "my-disk",
                                   "--rows")
        self.assertRegex(only, "log +my-disk ")
        self.assertNotIn("posix-min", only)
        self.assertIn("my-disk          mine",
                      self.expect_success("list", "models", "--model-file", path))
        self.assertIn("within                   none",
                      self.expect_success("list", "models", "my-disk", "--model-file", path))
        self.assertIn("my-disk: mine", self.expect_success("matrix", *SMALL, "--model-file", path))

    def test_its_findings_are_replayed_with_the_file(self):
        path = self.model_file({"name": "my-disk", "like": "xfs"}, name="it's a $file.json")
        report = self.directory / "report.json"
        # Nobody expects of an unknown model that the control fails under it; "any" does.
        self.run_powercut("sweep", "--store", "snapshot", "--workload", "demo", "--model",
                          "my-disk", "--model-file", path, "--json", report)
        findings = json.loads(report.read_text())["findings"]
        self.assertGreater(len(findings), 3)
        for finding in findings:
            self.assertIn(" --model-file ", finding["replay"])
            command = f"{POWERCUT} replay {finding['replay'].split(' replay ', 1)[1]}"
            done = subprocess.run(command, shell=True, capture_output=True, timeout=SECONDS_MAX,
                                  check=False)
            self.assertEqual(done.returncode, AS_EXPECTED, (command, done.stderr))
        self.expect_complaint("replay", findings[0]["id"], about="my-disk")
        self.expect_complaint("merge", report, about="--model-file")
        self.expect_success("merge", report, "--model-file", path)
        changed = self.model_file({"name": "my-disk", "like": "xfs", "append_unit": 4096})
        self.expect_complaint("merge", report, "--model-file", changed,
                              about="the report's model 'my-disk' is not that of --model-file")

    def test_a_test_of_its_finding_brings_the_model_along(self):
        path = self.model_file({"name": "my-disk", "like": "xfs"})
        for model, brings in [("my-disk", True), ("xfs", False)]:
            text = self.expect_success("shrink", "--test", "--model-file", path,
                                       f"snapshot/=set(a=1)/{model}/1/2:k2")
            self.assertEqual(f'plan, "{model}", "' in text, not brings)
            self.assertEqual(f'"name": "{model}"' in text and 'plan, model, "' in text, brings)
            self.assertEqual('#include "powercut/harness/model_file.h"' in text, brings)

    def test_an_alias_of_a_model(self):
        listed = self.expect_success("list", "models")
        self.assertIn("also named ext4-ordered, ", listed)
        row = self.run_powercut("list", "models", "ext4-ordered")
        self.assertEqual(row.stdout.decode(), self.expect_success("list", "models", "ext4"))
        self.assertRegex(row.stderr, rb"\Apowercut: ext4-ordered is the model ext4: .+\n\Z")
        why = row.stderr.decode().split(": ", 2)[2]
        self.assertIn(f"aliases                  ext4-ordered: {why}", row.stdout.decode())
        sweep = ["sweep", "--store", "snapshot", "--workload", "demo", "--json", "-", "--model"]
        done = self.run_powercut(*sweep, "ext4-ordered")
        self.assertEqual(done.stdout, self.run_powercut(*sweep, "ext4").stdout)
        self.assertEqual(done.stderr.count(b"ext4-ordered"), 1)
        finding = next(each["id"] for each in json.loads(done.stdout)["findings"]
                       if each["model"] == "ext4")
        for command in ["replay", "shrink"]:
            self.assertEqual(
                self.expect_success(command, finding.replace("/ext4/", "/ext4-ordered/")),
                self.expect_success(command, finding))

    def test_a_model_that_is_asked_only_by_name(self):
        path = self.model_file({"name": "mine", "like": "xfs", "only_by_name": True})
        for command in ["sweep", "matrix"]:
            text = self.expect_success(command, *SMALL, "--model-file", path)
            self.assertIn("posix-min", text)
            self.assertNotIn("mine", text)
            self.assertNotIn("ignored-flushes", text)
        self.assertIn("asked only by name: --model mine",
                      self.expect_success("list", "models", "--model-file", path))
        text = self.expect_success("sweep", *SMALL, "--model-file", path, "--model", "mine",
                                   "--model", "ignored-flushes", "--rows")
        self.assertRegex(text, "log +mine .* holds")
        self.assertRegex(text, "log +ignored-flushes .* fails, as expected: [0-9,]+ lost")

    def test_files_that_are_none(self):
        fifo = self.directory / "fifo"
        os.mkfifo(fifo)
        large = self.file("large", b" " * (1 << 20) + b"{}")
        for path in [self.directory, self.directory / "missing", fifo, "/dev/zero", large,
                     self.file("empty", b""), self.file("text", b"no json\n"),
                     self.file("bytes", bytes(range(256))), self.file("deep", b"[" * 10000),
                     self.file("other", b'{"format": "powercut-report", "version": 1}'),
                     self.model_file(name="none")]:
            for command in [["sweep", *SMALL], ["errors", *SMALL], ["matrix", *SMALL],
                            ["list", "models"], ["replay", "log/demo/in-order/1/5"],
                            ["merge", "none.json"]]:
                done = self.expect_complaint(*command, "--model-file", path, about=str(path))
                self.assertEqual(done.stdout, b"")
        for path, about in [(fifo, "it is no regular file"), ("/dev/zero", "it is no regular file"),
                            (large, "it is longer than 1 MiB")]:
            self.expect_complaint("list", "models", "--model-file", path, about=about)

    def test_a_file_is_read_in_time_that_grows_as_it_does(self):
        path = self.file("many", b'{"cells":[' + b"{}," * 200_000 + b"{}]}")
        start = cpu_seconds_of_children()
        self.expect_complaint("merge", path, about="not a report")
        self.expect_complaint("list", "models", "--model-file", path, about="not a file of models")
        self.assertLess(cpu_seconds_of_children() - start, 10)

    def test_a_zero_with_a_sign_is_one(self):
        path = self.file("models", b'{"format": "powercut-models", "version": 1, "models": '
                                   b'[{"name": "mine", "append_unit": -0}]}')
        self.assertIn("mine", self.expect_success("list", "models", "--model-file", path))

    def test_rows_that_are_wrong(self):
        for attribute, value in [("append_unit", -5), ("append_unit", 1 << 31), ("colour", "blue"),
                                 ("tails", []), ("tails", ["ones"]), ("sync_scope", "all"),
                                 ("order", ["write before rename"]), ("order", ["append, rename"]),
                                 ("order", ["link before unlink in call",
                                            "unlink before link in call"]),
                                 ("tears_bytes", "yes"), ("like", "zfs"), ("within", ["zfs"]),
                                 ("within", ["mine"]), ("writeback", 3), ("summary", None),
                                 ("summary", "\x1b[31mred"), ("c" * 1_000_000, "attribute")]:
            path = self.model_file({"name": "mine", attribute: value})
            done = self.expect_complaint("sweep", *SMALL, "--model-file", path,
                                         about=attribute[:80])
            self.assertIn(f"{path}: model 'mine': ".encode(), done.stderr)
            self.assertLess(len(done.stderr), 1000)
        for name in ["xfs", "run", "Mine", "", "a\nb"]:
            self.expect_complaint("sweep", *SMALL, "--model-file", self.model_file({"name": name}),
                                  about="models[0].name")


class Parts(CliTest):
    SWEEP = ["--store", "snapshot", "--store", "log", "--workload", "demo", "--budget", "40"]

    def report(self, *arguments, name, exit_code=AS_EXPECTED):
        path = self.directory / name
        done = self.run_powercut(*arguments, "--json", path)
        self.assertEqual(done.returncode, exit_code, (arguments, done.stderr))
        return path, done.stdout

    def test_shards_are_joined_to_the_report_of_the_whole(self):
        for command in [["sweep", *self.SWEEP],
                        ["sweep", *self.SWEEP, "--without", "D10,D12"],
                        ["live", "--store", "log", "--model", "in-order", "--worlds", "2500"],
                        ["errors", *self.SWEEP, "--model", "synced-only", "--depth", "1"]]:
            whole, text = self.report(*command, name="whole.json")
            parts = [self.report(*command, "--shard", f"{number}/3", "--jobs", str(number),
                                 name=f"part-{number}.json")[0] for number in (1, 2, 3)]
            for order in [parts, parts[::-1]]:
                joined, joined_text = self.report("merge", *order, name="joined.json")
                self.assertEqual(joined.read_bytes(), whole.read_bytes())
                self.assertEqual(joined_text, text)
            some, text = self.report("merge", parts[2], parts[0], name="some.json",
                                     exit_code=NOT_AS_EXPECTED)
            self.assertRegex(text.decode(), r"NOT the whole: [1-9][0-9]* of [0-9]+ pieces are miss")
            self.assertFalse(json.loads(some.read_text())["complete"])
            rest, _ = self.report("merge", parts[1], some, name="rest.json")
            self.assertEqual(rest.read_bytes(), whole.read_bytes())

    def test_a_part_is_gone_on_with(self):
        command = ["sweep", *self.SWEEP]
        whole, text = self.report(*command, name="whole.json")
        part, _ = self.report(*command, "--shard", "2/3", name="part.json")
        # The other shards, on top of the report, which is then replaced by their sum.
        self.report(*command, "--shard", "1/3", "--resume", part, name="part.json")
        grown, grown_text = self.report(*command, "--resume", part, "--jobs", "2", name="part.json")
        self.assertEqual(grown.read_bytes(), whole.read_bytes())
        self.assertEqual(grown_text, text)
        again, _ = self.report(*command, "--resume", grown, name="again.json")
        self.assertEqual(again.read_bytes(), whole.read_bytes())

    def test_what_is_of_another_sweep_is_refused(self):
        part, _ = self.report("sweep", *self.SWEEP, "--shard", "1/2", name="part.json")
        before = part.read_bytes()
        for options, about in [(["--seed", "2"], "seed is 1, not 2"),
                               (["--store", "memory"], "stores are snapshot, log, not"),
                               (["--workload", "idle"], "workloads are demo, not demo, idle"),
                               (["--model", "xfs"], "posix-min, not xfs"),
                               (["--depth", "2"], "--depth is fixpoint, not 2"),
                               (["--without", "D9,D7"], "--without is nothing, not D7,D9"),
                               (["--audit-reduction", "0.5"], "--audit-reduction is 0, not 0.5")]:
            self.expect_complaint("sweep", *self.SWEEP, *options, "--resume", part, "--json", part,
                                  about=about)
        self.expect_complaint("sweep", *self.SWEEP[:-1], "41", "--resume", part, about="--budget")
        self.expect_complaint("errors", *self.SWEEP, "--resume", part, about="`sweep`")
        other, _ = self.report("sweep", *self.SWEEP, "--seed", "2", "--shard", "2/2",
                               name="other.json")
        self.expect_complaint("merge", part, other, about="seed is 2, not 1")
        less, _ = self.report("sweep", *self.SWEEP, "--without", "D9", "--shard", "2/2",
                              name="less.json")
        self.expect_complaint("merge", part, less, about="--without is D9, not nothing")
        self.expect_complaint("merge", less, part, about="--without is nothing, not D9")
        self.expect_complaint("merge", part, part, about="is in both")
        self.assertEqual(part.read_bytes(), before)

    def test_what_is_no_report_is_refused(self):
        part, _ = self.report("sweep", *self.SWEEP, "--shard", "1/2", name="part.json")
        log = self.file("user.log", TORN)
        of_log, _ = self.report("sweep", "--log", log, name="log.json")
        text = part.read_text()
        version_2 = self.file("old.json", text.replace('"version": 4', '"version": 2').encode())
        cut = self.file("cut.json", text[:len(text) // 2].encode())
        pieces = json.loads(text)
        pieces["pieces"]["total"] = 10**18
        beyond = self.file("beyond.json", json.dumps(pieces).encode())
        for path in [self.directory, self.directory / "missing", "/dev/null", of_log, version_2,
                     cut, beyond, self.file("empty", b""), self.file("text", b"no json\n"),
                     self.file("deep", b"[" * 10000), self.file("list", b"[]")]:
            for command in [["merge", path], ["merge", part, path],
                            ["sweep", *self.SWEEP, "--resume", path]]:
                done = self.expect_complaint(*command, about=str(path))
                self.assertEqual(done.stdout, b"")

    def test_an_audit_is_told_and_a_difference_is_an_error(self):
        command = ["sweep", "--store", "snapshot", "--workload", "demo", "--model", "ext3-ordered",
                   "--audit-reduction", "1"]
        path, text = self.report(*command, name="audit.json")
        self.assertRegex(text.decode(), r"audit: [1-9][0-9]* states run again in full, none diff")
        report = json.loads(path.read_text())
        for tally in [report["cells"][1]["states"], report["verdicts"][1]["states"],
                      report["totals"]["states"]]:
            tally["differed"] = 1
        unsound = self.file("unsound.json", json.dumps(report).encode())
        done = self.run_powercut("merge", unsound)
        self.assertEqual(done.returncode, NOT_AS_EXPECTED)
        self.assertIn(b"1 DIFFERED", done.stdout)
        self.assertIn(b"every verdict is as expected", done.stdout)


class Interrupts(CliTest):
    LONG = ["sweep", "--budget", "5000", "--jobs", "2"]  # everything: minutes, thousands of pieces

    def start(self, *arguments):
        process = subprocess.Popen(  # run_powercut() waits for the end
            [POWERCUT, *map(os.fspath, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            # Whoever runs the tests may have it ignored.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        self.addCleanup(process.kill)
        return process

    def interrupt(self, *arguments, by=signal.SIGINT, after=1.5):
        process = self.start(*arguments)
        self.await_work(process, after)
        self.assertIsNone(process.poll(), "it was done before it could be interrupted")
        process.send_signal(by)
        with process:
            out, error = process.communicate(timeout=SECONDS_MAX)
        self.assertEqual(process.returncode, INTERRUPTED, error)
        return out.decode(), error.decode().splitlines()[-1]

    def test_ctrl_c_leaves_a_part_that_can_be_gone_on_with(self):
        report = self.directory / "report.json"
        out, line = self.interrupt(*self.LONG, "--json", report)
        self.assertRegex(line, rf"^interrupted: [0-9]+ of [0-9]+ pieces done, [0-9]+ broken off; "
                               rf"go on with --resume {report}$")
        self.assertIn("so far ", out)
        self.assertEqual([path.name for path in self.directory.iterdir()], ["report.json"])
        part = json.loads(report.read_text())
        self.assertFalse(part["complete"])
        self.assertEqual(self.run_powercut("merge", report).returncode, NOT_AS_EXPECTED)
        out, line = self.interrupt(*self.LONG, "--json", report, "--resume", report,
                                   by=signal.SIGTERM)
        self.assertGreaterEqual(len(report.read_text()), 100)
        self.assertFalse(json.loads(report.read_text())["complete"])

    def test_what_was_interrupted_and_gone_on_with_is_the_whole(self):
        sweep = ["sweep", "--store", "log", "--store", "log-no-sync-dir", "--workload", "deletes",
                 "--workload", "restarts", "--jobs", "1"]
        report, whole = self.directory / "report.json", self.directory / "whole.json"
        start = cpu_seconds_of_children()
        self.run_powercut(*sweep, "--json", whole)
        self.interrupt(*sweep, "--json", report, after=(cpu_seconds_of_children() - start) / 2)
        self.assertFalse(json.loads(report.read_text())["complete"])
        self.run_powercut(*sweep, "--json", report, "--resume", report)
        self.assertEqual(report.read_bytes(), whole.read_bytes())

    def test_shrinking_can_be_interrupted_when_the_report_is_written(self):
        report = self.directory / "report.json"
        sweep = ["sweep", "--store", "snapshot", "--store", "log-no-sync-dir", "--store",
                 "atomic-snapshot", "--workload", "deletes", "--depth", "0", "--shrink", "--json",
                 report]
        process = self.start(*sweep)
        for _ in range(SECONDS_MAX * 100):
            if report.exists():
                break
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        with process:
            out, error = process.communicate(timeout=SECONDS_MAX)
        self.assertEqual(process.returncode, INTERRUPTED, error)
        self.assertRegex(error.decode().splitlines()[-1],
                         r"^interrupted while shrinking: [0-9]+ of [0-9]+ findings are shrunk; ")
        self.assertIn(b"every verdict is as expected", out)
        self.assertTrue(json.loads(report.read_text())["complete"])

    def test_without_a_report_it_is_said_that_nothing_is_kept(self):
        _, line = self.interrupt(*self.LONG)
        self.assertIn("no report was asked for", line)
        _, line = self.interrupt("matrix", *self.LONG[1:])
        self.assertIn("a matrix of them would say nothing", line)

    def test_the_second_ctrl_c_ends_it_at_once(self):
        report = self.file("report.json", b"of an earlier sweep")
        process = self.start(*self.LONG, "--json", report)
        self.await_work(process, 1)
        for _ in range(50):
            if process.poll() is not None:
                break
            process.send_signal(signal.SIGINT)
        process.communicate(timeout=SECONDS_MAX)
        self.assertEqual(process.returncode, INTERRUPTED)
        self.assertTrue(report.read_bytes() == b"of an earlier sweep" or
                        json.loads(report.read_text())["format"] == "powercut-report")


if __name__ == "__main__":
    main()
