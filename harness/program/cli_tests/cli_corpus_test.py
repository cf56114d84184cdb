"""Holds the program to what it says of --corpus: worlds that are kept from one run to the next.

cli_corpus_test.py POWERCUT POWERCUT_MUTANTS CLASS...: the programs, and the classes to run.
"""

import os
import signal
import subprocess

from cli_case import (AS_EXPECTED, DEMO, INTERRUPTED, NOT_AS_EXPECTED, POWERCUT, POWERCUT_MUTANTS,
                      SECONDS_MAX, CliTest, main)

FIRST_LINE = b"powercut corpus 1\n"


class Corpora(CliTest):
    LIVE = ["live", "--store", "log", "--model", "in-order"]

    def setUp(self):
        super().setUp()
        self.corpus = self.directory / "corpus"

    def live(self, *arguments, program=POWERCUT, exit_code=AS_EXPECTED):
        """What it prints, and what it says of the corpus."""
        done = self.run_powercut(*self.LIVE, *arguments, "--corpus", self.corpus, program=program)
        self.assertEqual(done.returncode, exit_code, (arguments, done.stdout, done.stderr))
        told = [line for line in done.stderr.decode().splitlines() if line.startswith("corpus ")]
        self.assertEqual(len(told), 1, done.stderr)
        return done.stdout.decode(), told[0]

    def worlds(self):
        contents = self.corpus.read_bytes()
        self.assertTrue(contents.startswith(FIRST_LINE))
        return contents.splitlines()[1:]

    def expect_refused(self, path, about):
        done = self.expect_complaint(*self.LIVE, "--worlds", "5", "--corpus", path, about=about)
        self.assertIn(str(path).encode(), done.stderr)
        self.assertEqual(done.stdout, b"")

    def test_a_file_that_is_not_there_begins_and_grows(self):
        _, told = self.live("--worlds", "60")
        first = self.worlds()
        self.assertEqual(told, f"corpus {self.corpus}: {len(first)} worlds, {len(first)} of them "
                               "new")
        self.assertGreater(len(first), 10)
        self.assertTrue(all(world.startswith(b"log =") for world in first))
        text, told = self.live("--worlds", "60", "--seed", "2")
        self.assertRegex(text, rf"\b{60 + len(first)} worlds\b")
        grown = self.worlds()
        self.assertEqual(grown[:len(first)], first)
        self.assertIn(f"{len(grown)} worlds, {len(grown) - len(first)} of them new", told)
        self.assertEqual([path.name for path in self.directory.iterdir()], ["corpus"])

    def test_it_is_the_same_whatever_the_jobs(self):
        files = set()
        for jobs in ["1", "2"]:
            self.corpus.unlink(missing_ok=True)
            for seed in ["1", "2"]:  # two pieces each
                self.live("--worlds", "1050", "--jobs", jobs, "--seed", seed)
            files.add(self.corpus.read_bytes())
        self.assertEqual(len(files), 1)

    def test_a_world_in_it_shows_a_seeded_bug_at_once(self):
        mutant = ["--store", "log~lost-tombstone-on-replay", "--worlds", "1"]
        live = ["live", *mutant, "--model", "in-order"]
        self.expect_success(*live, program=POWERCUT_MUTANTS)
        world = b"log~lost-tombstone-on-replay =set(a=1),remove(a),reopen\n"
        self.corpus.write_bytes(FIRST_LINE + world)
        done = self.run_powercut(*live, "--corpus", self.corpus, program=POWERCUT_MUTANTS)
        self.assertEqual(done.returncode, NOT_AS_EXPECTED)
        self.assertIn(b"undone", done.stdout)

    def test_stores_that_are_unknown_or_not_asked_for_keep_their_worlds(self):
        others = [b"cask =sync", b"log~of-another-build =sync"]
        self.corpus.write_bytes(FIRST_LINE + b"\n".join(others))
        _, told = self.live("--worlds", "20")
        self.assertIn("; 1 are of stores that are unknown here, and stay", told)
        self.assertEqual([world for world in self.worlds() if not world.startswith(b"log =")],
                         others)

    def test_files_of_shards_that_were_put_together_are_one(self):
        parts = []
        for shard in ["1/2", "2/2"]:
            self.corpus.unlink(missing_ok=True)
            # Two pieces, and together no more than the 500 worlds that a store keeps.
            self.live("--worlds", "1015", "--shard", shard)
            parts.append(self.corpus.read_bytes())
        self.assertNotEqual(parts[0], parts[1])
        self.corpus.write_bytes(parts[0] + parts[1])
        both = {*parts[0].splitlines()[1:], *parts[1].splitlines()[1:]}
        text, _ = self.live("--worlds", "0")
        self.assertRegex(text, rf"\b{len(both):,} worlds\b")
        self.assertEqual(set(self.worlds()), both)

    def test_rounds_add_to_it(self):
        _, told = self.live("--worlds", "20", "--time", "1s")
        self.assertGreater(len(self.worlds()), 20)
        done = self.run_powercut(*self.LIVE, "--worlds", "20", "--time", "1s")
        self.assertIn(b"round 2, --worlds 80: ", done.stderr)

    def test_ctrl_c_leaves_what_was_found(self):
        process = subprocess.Popen(
            [POWERCUT, *self.LIVE, "--worlds", "1000000", "--jobs", "2", "--corpus", self.corpus],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        self.addCleanup(process.kill)
        self.await_work(process, 1.5)
        process.send_signal(signal.SIGINT)
        with process:
            _, error = process.communicate(timeout=SECONDS_MAX)
        self.assertEqual(process.returncode, INTERRUPTED, error)
        self.assertGreater(len(self.worlds()), 20)

    def test_files_that_are_no_corpus(self):
        self.expect_refused(self.directory, about="directory")
        self.expect_refused("/dev/null", about="a name that is free")
        fifo = self.directory / "fifo"
        os.mkfifo(fifo)
        self.expect_refused(fifo, about="a name that is free")
        self.expect_refused(self.directory / "missing" / "corpus", about="its directory has to be")
        for contents, about in [(b"", "is empty"), (bytes(range(256)) * 100, "is no corpus"),
                                (DEMO, "is no corpus"), (b"=sync\n", "is no corpus"),
                                (b"powercut corpus 2\n", 'of version "2"'),
                                (FIRST_LINE + b"log =sync\nlog =fly\n", "line 3: there is no oper"),
                                (FIRST_LINE + bytes(1 << 20), "line 2: "),
                                (FIRST_LINE + b"log =" + b"sync," * (1 << 20), "64 KiB"),
                                (FIRST_LINE + b"log =set(a=x*99999999999)\n", "line 2: ")]:
            path = self.file("garbage", contents)
            self.expect_refused(path, about=about)
            self.assertEqual(path.read_bytes(), contents)
        large = self.file("large", FIRST_LINE)
        with open(large, "r+b") as file:
            file.truncate(1 << 30)
        self.expect_refused(large, about="it is longer than 64 MiB")

    def test_where_it_cannot_be(self):
        self.expect_complaint(*self.LIVE, "--corpus", "", about="--corpus")
        self.expect_complaint(*self.LIVE, "--corpus", "-", about="--corpus")
        self.expect_complaint(*self.LIVE, "--corpus", self.corpus, "--json", self.corpus,
                              about="--json would write over the corpus")
        self.corpus.write_bytes(FIRST_LINE)
        other = self.directory / "another-name"
        os.link(self.corpus, other)
        self.expect_complaint(*self.LIVE, "--corpus", self.corpus, "--json", other,
                              about="--json would write over the corpus")
        for command in ["sweep", "errors", "matrix"]:
            self.expect_complaint(command, "--corpus", self.corpus, about="has no option")


if __name__ == "__main__":
    main()
