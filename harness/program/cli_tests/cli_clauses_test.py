"""Holds the program to what --without says: which clauses are asked, told, and asked again.

cli_clauses_test.py POWERCUT POWERCUT_MUTANTS CLASS...: the programs, and the classes to run.
"""

import json

from cli_case import DEMO, NOT_AS_EXPECTED, SMALL, CliTest, main


class Clauses(CliTest):
    CONTROL = ["--store", "log-no-sync-dir", "--workload", "mixed-uniform", "--model",
               "synced-only", "--jobs", "1"]

    def test_names_that_no_clause_has(self):
        for command in [["sweep", *SMALL], ["errors", *SMALL], ["live", "--store", "log"],
                        ["matrix", *SMALL], ["replay", "log/demo/in-order/1/1"],
                        ["shrink", "log/demo/in-order/1/1"]]:
            for name in ["D1", "d9", "D9,D99", "\x1b"]:
                done = self.expect_complaint(*command, "--without", name, about="there are: D7,")
                self.assertEqual(done.stdout, b"")
        log = self.file("user.log", DEMO)
        self.expect_complaint("sweep", "--log", log, "--without", "D9", about="leave --without")
        self.expect_complaint("replay", "log/log/byte-prefix/1/0.3", "--log", log,
                              "--without", "D9", about="leave --without")

    def test_all_that_are_listed_can_be_switched_off(self):
        listed = [line.split()[0] for line in self.expect_success("list", "clauses").splitlines()]
        text = self.expect_success("sweep", *SMALL, "--without", ",".join(listed))
        self.assertIn(f"not asked of log: {', '.join(listed)}\n", text)

    def test_the_verdict_says_what_was_not_asked(self):
        path = self.directory / "report.json"
        text = self.expect_success("sweep", *self.CONTROL, "--json", path, "--rows")
        self.assertIn("unstable", text)
        self.assertIn("not asked of log-no-sync-dir: D8\n", text)  # it promises nothing of damage
        self.assertEqual(json.loads(path.read_text())["without"], [])
        # In the order of the list, however they were given.
        text = self.expect_success("sweep", *self.CONTROL, "--without", "D10", "--without", "D9",
                                   "--json", path, "--rows")
        self.assertNotIn("unstable", text)
        self.assertIn("not asked of log-no-sync-dir: D8, D9, D10\n", text)
        report = json.loads(path.read_text())
        self.assertEqual(report["without"], ["D9", "D10"])
        self.assertEqual(report["stores"][0]["not_asked"], ["D8", "D9", "D10"])
        self.assertTrue(report["findings"])
        for finding in report["findings"]:
            self.assertIn(" --without D9,D10 '", finding["replay"])

    def test_a_finding_is_replayed_and_shrunk_under_the_same_clauses(self):
        path = self.directory / "report.json"
        self.expect_success("sweep", *self.CONTROL, "--json", path)
        findings = json.loads(path.read_text())["findings"]
        by_kind = {finding["kind"]: finding["id"] for finding in reversed(findings)}
        self.assertIn("unstable", self.expect_success("replay", by_kind["unstable"]))
        kept = self.run_powercut("replay", "--without", "D10", by_kind["unstable"])
        self.assertEqual(kept.returncode, NOT_AS_EXPECTED)
        self.assertIn(b"verdict: the promise is kept", kept.stdout)
        self.expect_success("replay", "--without", "D10", by_kind["lost"])
        text = self.expect_success("shrink", by_kind["lost"], "--without", "D10,D9")
        self.assertIn("./run replay --without D9,D10 'log-no-sync-dir/=", text)
        text = self.expect_success("shrink", by_kind["lost"], "--without", "D10", "--test")
        self.assertIn('held_to_less(*find_store("log-no-sync-dir"), '
                      'Clauses::none().with(*parse_clause("D10")))', text)

    def test_lifetimes_and_the_matrix_have_it_too(self):
        text = self.expect_success("live", "--store", "log", "--model", "in-order", "--worlds",
                                   "20", "--without", "D12")
        self.assertIn("not asked of log: D8, D12\n", text)
        self.assertIn("not asked of log: D8, D12\n",
                      self.expect_success("matrix", *SMALL, "--without", "D12"))


if __name__ == "__main__":
    main()
