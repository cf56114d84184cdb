"""Holds powercut-check and powercut-dump to their exit codes, their JSON and their complaints.

tools_cli_test.py POWERCUT_CHECK POWERCUT_DUMP MAKE_STORE CLASS...: the programs, one that makes a
store of three keys in a directory, and the classes of this file to run.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import zlib

CHECK, DUMP, MAKE_STORE = (pathlib.Path(path).resolve() for path in sys.argv[1:4])
GOOD, DAMAGE, IMPOSSIBLE = 0, 1, 2
SECONDS_MAX = 120  # for one call; a program that hangs is a failure, not a wait
STAMP_LENGTH = 12  # where the stamp of a file has its length
FIRST_RECORD = 64 + 28  # of a segment: behind its header and that of the first commit


class ToolTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)
        self.store = self.directory / "store"
        subprocess.run([MAKE_STORE, self.store], check=True, timeout=SECONDS_MAX)
        self.log = self.store / "00000001.log"

    def run_tool(self, *arguments, **options):
        return subprocess.run(list(map(os.fspath, arguments)), capture_output=True,
                              stdin=subprocess.DEVNULL, timeout=SECONDS_MAX, check=False,
                              **options)

    def expect(self, exit_code, *arguments):
        done = self.run_tool(*arguments)
        self.assertEqual(done.returncode, exit_code, (arguments, done.stdout, done.stderr))
        self.assertEqual(done.stderr, b"", arguments)
        for byte in [b"\x1b", b"\r"]:
            self.assertNotIn(byte, done.stdout)
        return done.stdout.decode()

    def expect_complaint(self, *arguments, about=""):
        """Exit code 2, and one line that names what is wrong, on standard error alone."""
        done = self.run_tool(*arguments)
        said = done.stderr.decode(errors="replace")
        self.assertEqual(done.returncode, IMPOSSIBLE, (arguments, said))
        self.assertEqual(len(said.splitlines()), 1, (arguments, said))
        self.assertTrue(said.startswith(pathlib.Path(arguments[0]).name + ": "), said)
        self.assertIn(about, said)
        self.assertEqual(done.stdout, b"")

    def flip(self, path, offset):
        contents = bytearray(path.read_bytes())
        contents[offset] ^= 1
        path.write_bytes(contents)

    def make_newer(self, path):
        """As a powercut to come would write it: its version is 2, and its checksum holds."""
        contents = bytearray(path.read_bytes())
        length = int.from_bytes(contents[STAMP_LENGTH:STAMP_LENGTH + 4], "little")
        contents[16:18] = (2).to_bytes(2, "little")
        contents[8:12] = zlib.crc32(contents[12:length]).to_bytes(4, "little")
        path.write_bytes(contents)


class Check(ToolTest):
    def test_a_good_store(self):
        text = self.expect(GOOD, CHECK, self.store)
        self.assertIn("1 segment, 3 commits, 3 records (3 sets, 0 removes)", text)
        self.assertTrue(text.endswith("good\n"))
        report = json.loads(self.expect(GOOD, CHECK, self.store, "--json"))
        self.assertEqual((report["format"], report["good"], report["sets"], report["findings"]),
                         ("powercut-check", True, 3, []))

    def test_a_damaged_store(self):
        self.flip(self.log, FIRST_RECORD)
        text = self.expect(DAMAGE, CHECK, self.store)
        self.assertIn("damage: 00000001.log, offset 64: ", text)
        report = json.loads(self.expect(DAMAGE, CHECK, "--json", self.store))
        self.assertFalse(report["good"])
        self.assertEqual([(finding["kind"], finding["file"], finding["offset"])
                          for finding in report["findings"]], [("damage", "00000001.log", 64)])

    def test_what_is_no_store(self):
        for arguments in [[], ["--no-such-option"], [self.store, "extra"]]:
            self.expect_complaint(CHECK, *arguments)
        self.expect_complaint(CHECK, self.directory / "missing", about="not found")
        self.expect_complaint(CHECK, self.log, about="not a directory")
        self.expect_complaint(CHECK, "", about="not found")
        empty = self.directory / "empty"
        empty.mkdir()
        self.expect_complaint(CHECK, empty, about="no store")
        self.assertEqual(list(empty.iterdir()), [])

    def test_a_newer_version(self):
        for name in ["00000001.log", "manifest-1"]:
            before = (self.store / name).read_bytes()
            self.make_newer(self.store / name)
            self.expect_complaint(CHECK, self.store, about=f"{name}: written by a newer version")
            (self.store / name).write_bytes(before)

    @unittest.skipIf(os.geteuid() == 0, "root reads everything")
    def test_what_may_not_be_read(self):
        self.log.chmod(0)
        self.expect_complaint(CHECK, self.store, about="permission denied")
        self.store.chmod(0)
        self.expect_complaint(CHECK, self.store, about="permission denied")
        self.store.chmod(0o755)

    def test_nothing_is_changed(self):
        for path in self.store.iterdir():
            path.chmod(0o444)
        before = {path.name: path.read_bytes() for path in self.store.iterdir()}
        self.expect(GOOD, CHECK, self.store)
        self.assertEqual({path.name: path.read_bytes() for path in self.store.iterdir()}, before)

    def test_a_full_disk_for_the_report(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([CHECK, self.store], stdout=full, stderr=subprocess.PIPE,
                                  timeout=SECONDS_MAX, check=False)
        self.assertEqual(done.returncode, IMPOSSIBLE)
        self.assertIn(b"cannot write", done.stderr)


class Repair(ToolTest):
    def test_a_good_store(self):
        target = self.directory / "target"
        text = self.expect(GOOD, CHECK, self.store, "--repair", target)
        self.assertIn("3 keys in the new store, 0 bytes lost", text)
        self.assertTrue(text.endswith("nothing was lost\n"))
        self.expect(GOOD, CHECK, target)

    def test_a_damaged_store(self):
        self.flip(self.log, FIRST_RECORD)
        target = self.directory / "target"
        report = json.loads(self.expect(DAMAGE, CHECK, self.store, "--json", "--repair", target))
        self.assertEqual((report["format"], report["complete"], report["keys"]),
                         ("powercut-repair", False, 2))
        self.assertGreater(report["bytes_lost"], 0)
        self.expect(GOOD, CHECK, target)
        self.expect(DAMAGE, CHECK, self.store)

    def test_targets_that_are_none(self):
        before = sorted(self.store.iterdir())
        self.expect_complaint(CHECK, self.store, "--repair", self.store, about="inside")
        self.expect_complaint(CHECK, self.store, "--repair", self.store / "new", about="inside")
        self.expect_complaint(CHECK, self.store, "--repair", self.directory, about="not empty")
        self.expect_complaint(CHECK, self.store, "--repair", self.log, about="inside")
        self.expect_complaint(CHECK, self.store, "--repair", self.directory / "no" / "new",
                              about="not found")
        self.expect_complaint(CHECK, self.store, "--repair")
        self.assertEqual(sorted(self.store.iterdir()), before)

    def test_what_is_no_store(self):
        self.expect_complaint(CHECK, self.directory / "no", "--repair", self.directory / "new")
        self.expect_complaint(CHECK, self.directory, "--repair", self.directory.parent / "new",
                              about="no store")
        self.make_newer(self.log)
        self.expect_complaint(CHECK, self.store, "--repair", self.directory / "new",
                              about="newer version")
        self.assertFalse((self.directory / "new").exists())


class Dump(ToolTest):
    def test_every_file(self):
        text = self.expect(GOOD, DUMP, *sorted(self.store.iterdir()))
        for words in ["a segment", "a checkpoint", "a manifest", 'set     "a" = "value of a"']:
            self.assertIn(words, text)
        self.assertNotIn("BAD", text)

    def test_json_lines(self):
        for line in self.expect(GOOD, DUMP, "--json", *self.store.iterdir()).splitlines():
            self.assertIn("offset", json.loads(line))

    def test_only_keys(self):
        text = self.expect(GOOD, DUMP, "--keys", self.log)
        self.assertEqual([line.split()[-1] for line in text.splitlines()], ['"a"', '"b"', '"c"'])

    def test_damage_is_shown_and_no_error(self):
        self.flip(self.log, FIRST_RECORD)
        self.assertIn("no good commit; the next one is at", self.expect(GOOD, DUMP, self.log))

    def test_what_cannot_be_shown(self):
        self.expect_complaint(DUMP)
        self.expect_complaint(DUMP, self.store, about="directory")
        self.expect_complaint(DUMP, self.directory / "missing", about="not found")
        self.expect_complaint(DUMP, "/dev/null", about="invalid argument")
        done = self.run_tool(DUMP, self.directory / "missing", self.log)
        self.assertEqual(done.returncode, IMPOSSIBLE)
        self.assertIn(b"value of a", done.stdout)

    def test_a_reader_who_goes_is_no_error(self):
        many = [os.fspath(self.log)] * 5000
        with subprocess.Popen([DUMP, *many], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as process:
            process.stdout.readline()
            process.stdout.close()
            self.assertEqual(process.wait(timeout=SECONDS_MAX), GOOD)
            self.assertEqual(process.stderr.read(), b"")

    def test_a_quarter_of_a_gigabyte_of_zeros(self):
        path = self.directory / "zeros"
        path.touch()
        os.truncate(path, 1 << 28)
        self.assertIn("zeros   bytes=268435456", self.expect(GOOD, DUMP, path))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[4:]])
