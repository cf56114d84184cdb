"""Holds `audit` to what it says: which syncs a store needs, and the witnesses of that.

cli_audit_test.py POWERCUT POWERCUT_MUTANTS CLASS...: the programs, and the classes to run.
"""

import json
import re
import shlex

from cli_case import CliTest, main


class Audits(CliTest):
    # The witnesses of these are found at once; the limit keeps the others short.
    AUDIT = ["audit", "--store", "atomic-snapshot", "--model", "ext4", "--jobs", "1", "--time",
             "2s"]

    def audit(self, *arguments):
        done = self.run_powercut(*self.AUDIT, *arguments)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        return done.stdout.decode()

    def test_a_witness_shows_again_without_the_sync_and_not_with_it(self):
        text = self.audit()
        self.assertRegex(text, r"needed: \w+ +\d+ +\S+ +sync in ")
        self.assertRegex(text, r"atomic-snapshot: \d+ of \d+ syncs have a witness")
        command = re.search(r"\./run (replay .*)", text)
        self.assertIsNotNone(command, text)
        replay, place, option, site = shlex.split(command[1])
        self.assertEqual((replay, option), ("replay", "--without-sync"))
        self.assertRegex(site, r"^sync(_dir|_data)?@")
        self.assertIn("verdict: ", self.expect_success(replay, place, option, site))
        self.assertEqual(self.run_powercut(replay, place).returncode, 1)
        shrunk = self.expect_success("shrink", place, option, site)
        self.assertIn(f"--without-sync {shlex.quote(site)}", shrunk)

    def test_the_report_says_the_same(self):
        report = self.directory / "audit.json"
        text = self.audit("--json", report)
        told = json.loads(report.read_text())
        self.assertEqual((told["format"], told["version"], told["store"]),
                         ("powercut-audit", 1, "atomic-snapshot"))
        rows = re.findall(r"^(?:needed: |no witness)", text, re.M)
        self.assertEqual(len(told["syncs"]), len(rows))
        witnesses = [sync["witness"]["id"] for sync in told["syncs"] if sync["witness"]]
        self.assertGreater(len(witnesses), 0)
        for witness in witnesses:
            self.assertIn(witness, text)
        self.assertTrue(all(sync["calls"] > 0 for sync in told["syncs"]))

    def test_what_is_wrong_is_told_in_one_line(self):
        self.expect_complaint("audit", about="--store is required")
        self.expect_complaint("audit", "--store", "nothing", about="nothing")
        self.expect_complaint("audit", "--store", "log", "--model", "nothing", about="nothing")
        self.expect_complaint("audit", "--store", "log", "--time", "soon", about="soon")
        self.expect_complaint("audit", "--store", "log", "--json", self.directory / "no" / "file",
                              about="no/file")
        self.expect_complaint("shrink", "log/demo/in-order/1/1", "--test", "--without-sync",
                              "sync@nowhere.cc:1", about="--without-sync")

    def test_a_store_that_is_wrong_as_it_is_is_not_audited(self):
        done = self.run_powercut("audit", "--store", "log-no-sync-dir", "--model", "posix-min")
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"mend that first", done.stdout)


if __name__ == "__main__":
    main()
