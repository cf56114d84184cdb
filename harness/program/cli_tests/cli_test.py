"""Holds the program to its exit codes, and to one clear line where it cannot do what was asked.

cli_test.py POWERCUT POWERCUT_MUTANTS CLASS...: the programs, and the classes of this file to run.
"""

import json
import os
import resource
import subprocess

from cli_case import (AS_EXPECTED, DEMO, NOT_AS_EXPECTED, POWERCUT, POWERCUT_MUTANTS, SECONDS_MAX,
                      SMALL, TORN, WRONG_USAGE, CliTest, encoded, header, main)


class WrongUsage(CliTest):
    def test_commands_and_options(self):
        for arguments in [[], ["no-such-command"], ["list"], ["list", "nothing"], ["replay"],
                          ["sweep", "extra"], ["sweep", "--store"],
                          ["sweep", "--no-such-option"]]:
            self.expect_complaint(*arguments)

    def test_names(self):
        for command in ["sweep", "errors"]:
            for option in ["--store", "--workload", "--model"]:
                for name in ["no-such-thing", "", "LOG"]:
                    self.expect_complaint(command, option, name, about=f"'{name}'")

    def test_plans_that_are_malformed(self):
        for plan in ["=set(a=1", "=nothing", "=set(a=1)|x", "=set(\xff=1)"]:
            self.expect_complaint("sweep", "--workload", plan, about="; a plan is ")
            self.expect_complaint("replay", f"log/{plan}/in-order/1/1", about="is malformed: ")
            self.expect_complaint("shrink", f"log/{plan}/in-order/1/1", about="is malformed: ")
        self.expect_complaint("sweep", "--workload", "=set(a=x*99999999999)", about="64 MiB")

    def test_words_that_are_unknown_are_named(self):
        self.expect_complaint("nosuch", "log", about="no command 'nosuch'")
        self.expect_complaint("--nosuch", about="no command '--nosuch'")
        self.expect_complaint("matrix", "--model", "xfs", about="matrix has no option '--model'")
        self.expect_complaint("sweep", "--no-such=3", about="sweep has no option '--no-such=3'")
        self.expect_complaint("list", "models", "xfs", "extra", about="extra")

    def test_numbers(self):
        for option in ["--jobs", "--seed"]:
            for number in ["-1", "abc", "1.5", "", "99999999999999999999"]:
                self.expect_complaint("sweep", *SMALL[:4], option, number)
        self.expect_complaint("sweep", "--last-bytes", "-1", *SMALL)
        for option, numbers in [("--budget", ["0", "-1", "x", "1.5", "9999999999999"]),
                                ("--depth", ["-1", "12", "deep", ""]),
                                ("--audit-reduction", ["-0.1", "1.1", "nan", "x", "", "1e999"]),
                                ("--shard", ["5/4", "0/3", "x", "1", "1/", "/1", "1/0", "-1/3",
                                             "1/3/5", "1/99999999999"])]:
            for number in numbers:
                self.expect_complaint("sweep", *SMALL[:4], f"{option}={number}", about=option)
        self.expect_complaint("sweep", "--jobs", "0")
        self.expect_complaint("sweep", "--jobs", "1025")

    def test_last_bytes_without_a_log(self):
        self.expect_complaint("sweep", "--last-bytes", "3", *SMALL, about="--log")

    def test_names_of_files_that_are_empty(self):
        for option in ["--log", "--json", "--model-file", "--plan-file", "--resume"]:
            self.expect_complaint("sweep", option, "", about=option)
        self.expect_complaint("replay", "--log", "", "log/log/byte-prefix/1/0.3", about="--log")

    def test_reports_that_cannot_be_written(self):
        for path in [self.directory, self.directory / "missing" / "report.json", "/dev/full",
                     self.directory / ("n" * 300)]:
            done = self.expect_complaint("sweep", *SMALL, "--json", path, about="report")
            self.assertEqual(done.stdout, b"", "it was swept before that was noticed")
        self.assertEqual(list(self.directory.iterdir()), [])
        self.expect_complaint("sweep", *SMALL, "--json", "/dev/full", about="it is no regular file")

    def test_a_disk_that_is_full_by_the_end(self):
        report, corpus = self.directory / "report.json", self.directory / "corpus"
        report.write_bytes(b"of an earlier sweep")

        def expect_told(*arguments, about):
            # It is there when the sweep begins, and has no room for what comes of it.
            done = subprocess.run(
                [POWERCUT, *map(os.fspath, arguments)], capture_output=True, check=False,
                timeout=SECONDS_MAX, stdin=subprocess.DEVNULL,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)))
            self.assertEqual(done.returncode, WRONG_USAGE, (arguments, done.stderr))
            told = [line for line in done.stderr.decode().splitlines()
                    if line.startswith("powercut: ")]
            self.assertEqual(len(told), 1, done.stderr)
            self.assertIn(about, told[0])

        expect_told("sweep", *SMALL, "--json", report, about=f"cannot write the report to {report}")
        self.assertEqual(report.read_bytes(), b"of an earlier sweep")
        expect_told("live", "--store", "log", "--model", "in-order", "--worlds", "50", "--corpus",
                    corpus, about=f"cannot write the corpus {corpus}")
        self.assertEqual([path.name for path in self.directory.iterdir()], ["report.json"])

    def test_help_is_no_error(self):
        for command in [[], ["sweep"], ["errors"], ["merge"], ["matrix"], ["replay"], ["list"]]:
            self.assertIn("--help", self.expect_success(*command, "--help"))


class PlanFiles(CliTest):
    def expect_refused(self, path, about=""):
        for command in ["sweep", "errors", "matrix"]:
            done = self.expect_complaint(command, "--store", "log", "--plan-file", path,
                                         about=about)
            self.assertEqual(done.stdout, b"")

    def test_its_plans_are_run_beside_the_workloads(self):
        path = self.file("plans", b"# long\n=set(a=x*5000),compact\n\n=set(%61=1),kill\n")
        report = self.directory / "report.json"
        arguments = ["--store", "log", "--model", "in-order", "--jobs", "1", "--json", report]
        self.expect_success("sweep", "--plan-file", path, *arguments)
        names = ["=set(a=x*5000),compact", "=set(a=1),kill"]
        self.assertEqual(self.workloads_of(report), names)
        self.expect_success("sweep", "--plan-file", path, "--workload", "demo", *arguments)
        self.assertEqual(self.workloads_of(report), ["demo", *names])
        self.expect_success("merge", report)

    def test_findings_need_no_file(self):
        path = self.file("plans", b"=set(a=x*500)\n")
        done = self.run_powercut("sweep", "--store", "log-no-sync-dir", "--model", "synced-only",
                                 "--plan-file", path, "--findings")
        self.assertEqual(done.returncode, AS_EXPECTED, done.stderr)
        self.assertIn(b"./run replay 'log-no-sync-dir/=set(a=x*500)/synced-only/1/", done.stdout)

    def test_lines_that_are_wrong(self):
        self.expect_refused(self.file("plans", b"=sync\n=fly\n"),
                            about="plans: line 2: there is no operation")
        self.expect_refused(self.file("plans", b"=set(a=x*99999999999)\n"), about="64 MiB")
        self.expect_refused(self.file("plans", b"# none\n"), about="no plan")
        self.expect_refused(self.file("plans", bytes(range(256)) * 100), about="line 1: ")

    def test_files_that_are_no_plans(self):
        self.expect_refused(self.directory, about="directory")
        self.expect_refused(self.directory / "missing", about="missing")
        path = self.file("zeros", b"")
        with open(path, "r+b") as zeros:
            zeros.truncate(1 << 30)
        self.expect_refused(path, about="it is longer than 16 MiB")

    @staticmethod
    def workloads_of(report):
        return [item["name"] for item in json.loads(report.read_text())["workloads"]]


class LogFiles(CliTest):
    def expect_refused(self, path, about=""):
        done = self.expect_complaint("sweep", "--log", path, "--jobs", "1", about=about)
        self.assertEqual(done.stdout, b"")

    def expect_swept(self, contents, records, tail):
        path = self.file("user.log", contents)
        text = self.expect_success("sweep", "--log", path, "--jobs", "1")
        self.assertIn(f"{len(contents)} bytes, {records} whole records, {tail} bytes of torn tail",
                      text)
        states = f"{len(contents) + 1:,}"
        self.assertRegex(text, rf"log +byte-prefix +{states} +{states} +0 +0 +0 +100 % +holds")

    def test_good_logs_and_torn_ones(self):
        self.assertEqual((len(DEMO), len(TORN)), (86, 97))
        self.expect_swept(DEMO, 4, 0)
        self.expect_swept(TORN, 4, 11)
        self.expect_swept(encoded(b"", b""), 1, 0)
        self.expect_swept(encoded(b"\0\n\xff", b"\0" * 5000), 1, 0)

    def test_what_is_shorter_than_any_record(self):
        self.expect_swept(b"", 0, 0)
        self.expect_swept(b"abc", 0, 3)

    def test_paths_that_are_no_readable_file(self):
        self.expect_refused(self.directory, about="directory")
        self.expect_refused(self.directory / "missing")
        fifo = self.directory / "fifo"
        os.mkfifo(fifo)
        for path in [fifo, "/dev/null", "/dev/zero"]:
            self.expect_refused(path, about="it is no regular file")
        secret = self.file("secret", DEMO)
        secret.chmod(0)
        if os.geteuid() != 0:  # root reads everything
            self.expect_refused(secret)

    def test_a_gigabyte_of_zeros(self):
        path = self.file("zeros", b"")
        with open(path, "r+b") as zeros:
            zeros.truncate(1 << 30)
        self.expect_refused(path, about="it is longer than 64 MiB")

    def test_files_that_are_no_log(self):
        for contents in [bytes(4096), b"a file of text, and not a log\n", header(-7, 3) + bytes(50),
                         header(3, -7) + bytes(50), header(2**31 - 1, 3) + bytes(50),
                         header(3, 2**31 - 1) + bytes(50), header(2**31 - 1, 2**31 - 1)]:
            self.expect_refused(self.file("no.log", contents), about="no whole record")

    def test_lengths_that_cannot_be_in_a_second_record(self):
        first = encoded(b"name", b"Ada")
        for key_length, value_length in [(-7, 3), (3, -7), (2**31 - 1, 3), (3, 2**31 - 1),
                                         (2**31 - 1, 2**31 - 1), (3, -3)]:
            self.expect_swept(first + header(key_length, value_length) + b"abcdef", 1, 18)

    def test_only_the_end_of_a_log(self):
        path = self.file("user.log", TORN)
        text = self.expect_success("sweep", "--log", path, "--last-bytes", "11", "--jobs", "1")
        self.assertRegex(text, "byte-prefix +12 +12 ")

    def test_a_log_is_not_written_over_by_its_report(self):
        path = self.file("user.log", TORN)
        other = self.directory / "another-name.log"
        os.link(path, other)
        for report in [path, other]:
            self.expect_complaint("sweep", "--log", path, "--json", report, about="write over")
        self.assertEqual(path.read_bytes(), TORN)

    def test_options_that_a_log_has_no_use_for(self):
        path = self.file("user.log", DEMO)
        for option, value in [("--shard", "1/2"), ("--resume", path), ("--model-file", path),
                              ("--budget", "7"), ("--depth", "1"), ("--audit-reduction", "1")]:
            self.expect_complaint("sweep", "--log", path, option, value, about=option)
        self.expect_complaint("sweep", "--log", path, "--workload", "demo", about="--workload")
        self.expect_complaint("sweep", "--log", path, "--plan-file", path, about="--plan-file")
        self.expect_complaint("sweep", "--log", path, "--model", "in-order", about="--model")
        self.expect_complaint("sweep", "--log", path, "--store", "memory", about="no log")


class Replay(CliTest):
    def findings(self, *arguments, program=POWERCUT):
        report = self.directory / "report.json"
        self.run_powercut(*arguments, "--jobs", "1", "--json", report, program=program)
        return json.loads(report.read_text())["findings"]

    def test_ids_that_are_none(self):
        for garbage in ["", "x", "log/demo", "log/demo/in-order/1/x", "a/b/c/1/2/3/4/5", "////",
                        "log/demo/in-order/1/4/sync#0=io_failed", "\xff\n"]:
            self.expect_complaint("replay", garbage)
        for place in ["no/demo/in-order/1/1", "log/no/in-order/1/1", "log/demo/no/1/1",
                      "log/demo/in-order/1/9999", "log/demo/in-order/1/3.9999",
                      "log/log/byte-prefix/1/0.3"]:
            self.expect_complaint("replay", place)

    def test_a_promise_that_is_kept(self):
        for place in ["log/demo/in-order/1/5", "log/demo/run/1/run"]:
            done = self.run_powercut("replay", place)
            self.assertEqual(done.returncode, NOT_AS_EXPECTED)
            self.assertIn(b"the promise is kept", done.stdout)

    def test_a_fault_that_strikes_nothing_is_named(self):
        idle = "log/=fault:write#60=no_space|set(a=1)/in-order/1/1"
        done = self.run_powercut("replay", idle)
        self.assertEqual(done.returncode, NOT_AS_EXPECTED)
        self.assertRegex(done.stdout.decode(), r"(?m)^fault +write#60=no_space strikes nothing: "
                                               r"the run makes [0-9]+ write calls$")

    def test_what_does_not_fail_is_not_shrunk(self):
        for place in ["log/demo/in-order/1/5", "log/demo/run/1/run",
                      # There is a finding in that run, and elsewhere.
                      "snapshot/demo/in-order/1/0"]:
            for options in [[], ["--test"]]:
                done = self.run_powercut("shrink", place, *options)
                self.assertEqual(done.returncode, NOT_AS_EXPECTED, place)
                self.assertEqual(done.stdout, b"")
                self.assertEqual(done.stderr.decode(),
                                 f"{place}: the promise is kept there: nothing to shrink\n")
        self.expect_complaint("shrink", "log/demo/in-order/1/9999", about="no such crash point")

    def test_every_finding_shows_itself_again(self):
        findings = self.findings("sweep", "--workload", "demo")
        findings += self.findings("errors", "--workload", "demo", "--store", "snapshot", "--store",
                                  "log-no-sync-dir", "--model", "in-order")
        self.assertGreater(len(findings), 15)
        for finding in findings:
            # The command is ./run replay 'ID'; ./run would hand the rest to the program.
            command = f"{POWERCUT} replay {finding['replay'].split(' replay ', 1)[1]}"
            done = subprocess.run(command, shell=True, capture_output=True, timeout=SECONDS_MAX,
                                  check=False)
            self.assertEqual(done.returncode, AS_EXPECTED, (command, done.stderr))
            self.assertIn(f"verdict: {finding['kind']}", done.stdout.decode(), command)

    def test_json_is_seen_cut_in_the_middle(self):
        findings = self.findings("sweep", "--workload", "demo", "--store", "snapshot", "--model",
                                 "in-order", "--depth", "0")
        cut = [finding["id"] for finding in findings if not finding["crash_point"]["returned"]]
        text = self.expect_success("replay", cut[-1])
        on_disk = text.split("on disk after the crash\n")[1].split("verdict")[0]
        self.assertIn("data.json", on_disk)
        self.assertIn('{"city":"', on_disk)
        self.assertNotIn("}", on_disk)

    def test_a_finding_of_a_log_needs_the_log(self):
        # A name that a shell would take apart.
        path = self.file("it's a $log.log", TORN)
        findings = self.findings("sweep", "--log", path, "--store", "log~lost-tombstone-on-replay",
                                 program=POWERCUT_MUTANTS)
        self.assertEqual(findings[0]["kind"], "undone")
        command = f"{POWERCUT_MUTANTS} replay {findings[0]['replay'].split(' replay ', 1)[1]}"
        done = subprocess.run(command, shell=True, capture_output=True, timeout=SECONDS_MAX,
                              check=False)
        self.assertEqual(done.returncode, AS_EXPECTED, (command, done.stderr))
        self.assertIn(b"verdict: undone", done.stdout)
        self.expect_complaint("replay", "--log", self.file("no.log", b"a file of text, and no log"),
                              "log/log/byte-prefix/1/0.3", about="no whole record at its start")
        gone = self.run_powercut("replay", "--log", path, "log/log/byte-prefix/1/0.98")
        self.assertEqual(gone.returncode, WRONG_USAGE)


class Output(CliTest):
    def test_exit_codes_follow_the_verdicts(self):
        text = self.expect_success("sweep", "--workload", "demo")
        self.assertIn("every verdict is as expected", text)
        mutant = ["--store", "log~ack-before-sync", "--workload", "demo"]
        done = self.run_powercut("sweep", *mutant, program=POWERCUT_MUTANTS)
        self.assertEqual(done.returncode, NOT_AS_EXPECTED)
        self.assertIn(b"NOT every verdict is as expected", done.stdout)

    def test_what_each_rule_spared_is_told_below_the_table(self):
        text = self.expect_success("sweep", *SMALL)
        self.assertRegex(text, r"(?m)^pruned: [1-9][0-9,]* unchanged, "
                               r"[1-9][0-9,]* continuation \(docs/REDUCTION\.md\)$")
        self.assertNotIn("pruned:", self.expect_success("sweep", "--log", self.file("a.log", TORN)))

    def test_a_pipe_gets_plain_text(self):
        for command in [["sweep", *SMALL], ["errors", *SMALL], ["list", "stores"],
                        ["replay", "memory/demo/run/1/run"]]:
            done = self.run_powercut(*command)
            self.assertEqual(done.returncode, AS_EXPECTED)
            for byte in [b"\x1b", b"\r"]:
                self.assertNotIn(byte, done.stdout + done.stderr)
            for line in done.stderr.splitlines():  # where it takes long
                self.assertRegex(line, rb"^[0-9]+ %, [0-9]+ of [0-9]+ ")

    def test_a_dash_gets_json_alone(self):
        for command in [["sweep", *SMALL], ["errors", *SMALL],
                        ["sweep", "--log", self.file("user.log", TORN)]]:
            done = self.run_powercut(*command, "--json", "-")
            self.assertEqual(done.returncode, AS_EXPECTED)
            self.assertEqual(json.loads(done.stdout)["format"], "powercut-report")
            self.assertIn(b"every verdict is as expected", done.stderr)

    def test_a_report_is_the_same_whatever_the_jobs(self):
        reports = set()
        for jobs in ["1", "2", "5"]:
            done = self.run_powercut("sweep", "--workload", "demo", "--jobs", jobs, "--json", "-")
            self.assertEqual(done.returncode, AS_EXPECTED)
            reports.add(done.stdout)
        self.assertEqual(len(reports), 1)

    def test_a_matrix_has_a_row_for_each_store_and_policy(self):
        text = self.expect_success("matrix", "--workload", "demo", "--budget", "20", "--depth", "1")
        for store, policy in [("memory", "always"), ("atomic-snapshot", "always"),
                              ("log", "always"), ("log", "everysec"), ("log", "never"),
                              ("log-no-sync-dir", "always")]:
            self.assertRegex(text, rf"(?m)^{store} +{policy} +[.x]")
        self.assertRegex(text, r"(?m)^ 12  posix-min: ")

    def test_a_report_replaces_an_older_one_behind_a_link(self):
        target = self.file("target.json", b"old")
        link = self.directory / "link.json"
        link.symlink_to(target)
        self.expect_success("sweep", *SMALL, "--json", link)
        self.assertTrue(link.is_symlink())
        self.assertEqual(json.loads(target.read_text())["format"], "powercut-report")
        self.assertEqual(len(list(self.directory.iterdir())), 2)

    def test_a_model_at_length(self):
        text = self.expect_success("list", "models", "ext4")
        self.assertIn("order                    directory before metadata", text)
        self.assertIn("within                   xfs", text)
        self.assertIn("\nposix-min: ", self.expect_success("list", "models", "--long"))
        self.expect_complaint("list", "models", "no-such-model", about="'no-such-model'")
        self.expect_complaint("list", "stores", "log", about="only models")

    def test_lists(self):
        for what, name in [("stores", "atomic-snapshot"), ("workloads", "mixed-uniform"),
                           ("models", "synced-only")]:
            self.assertIn(name, self.expect_success("list", what))


class NoSeededBugs(CliTest):
    def test_the_program_carries_no_trace_of_a_seeded_bug(self):
        self.assertNotIn("~", self.expect_success("list", "stores"))
        mutants = [line.split()[0].removeprefix("log~") for line in
                   self.expect_success("list", "stores", program=POWERCUT_MUTANTS).splitlines()
                   if line.startswith("log~")]
        self.assertGreaterEqual(len(mutants), 18)
        clean, seeded = POWERCUT.read_bytes(), POWERCUT_MUTANTS.read_bytes()
        for name in mutants:
            self.assertNotIn(name.encode(), clean)
        self.assertIn(b"apply_unframed", seeded)
        self.assertIn(b"active_mutant", seeded)
        self.assertNotIn(b"active_mutant", clean)


if __name__ == "__main__":
    main()
