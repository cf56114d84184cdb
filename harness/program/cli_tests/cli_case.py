"""What the tests of the program share: how it is called, and what one line of complaint is.

PROGRAM_test.py POWERCUT POWERCUT_MUTANTS CLASS...: the programs, and the classes to run.
"""

import os
import pathlib
import resource
import struct
import subprocess
import sys
import tempfile
import time
import unittest
import zlib

POWERCUT, POWERCUT_MUTANTS = (pathlib.Path(path).resolve() for path in sys.argv[1:3])
AS_EXPECTED, NOT_AS_EXPECTED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130
SECONDS_MAX = 120  # for one call; a program that hangs is a failure, not a wait


def encoded(key, value):
    """A record; no value: a remove."""
    lengths = struct.pack("<ii", len(key), -1 if value is None else len(value))
    body = lengths + key + (value or b"")
    return struct.pack("<I", zlib.crc32(body)) + body


def header(key_length, value_length):
    """The front of a record with a checksum that means nothing."""
    return struct.pack("<IiI", 0x12345678, key_length, value_length & 0xFFFFFFFF)


# The log of the workload demo: 86 bytes, and 11 of the record that comes next.
DEMO = (encoded(b"name", b"Ada") + encoded(b"language", b"python") + encoded(b"name", b"Grace")
        + encoded(b"language", None))
TORN = DEMO + encoded(b"city", b"London")[:11]
SMALL = ["--store", "log", "--workload", "demo", "--jobs", "1"]


def cpu_seconds(pid):
    """How long the process has worked, with all its threads."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cpu_seconds_of_children():
    """The same of all that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class CliTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)

    def run_powercut(self, *arguments, program=POWERCUT):
        return subprocess.run([program, *map(os.fspath, arguments)], capture_output=True,
                              stdin=subprocess.DEVNULL, timeout=SECONDS_MAX, check=False)

    def expect_complaint(self, *arguments, about=""):
        """Exit code 2, and one line that names what is wrong, on standard error alone."""
        done = self.run_powercut(*arguments)
        said = done.stderr.decode(errors="replace")
        self.assertEqual(done.returncode, WRONG_USAGE, (arguments, said))
        self.assertEqual(len(said.splitlines()), 1, (arguments, said))
        self.assertTrue(said.startswith("powercut: ") and said.endswith("\n"), (arguments, said))
        self.assertIn(about, said, arguments)
        return done

    def expect_success(self, *arguments, program=POWERCUT):
        done = self.run_powercut(*arguments, program=program)
        self.assertEqual(done.returncode, AS_EXPECTED, (arguments, done.stdout, done.stderr))
        return done.stdout.decode()

    def await_work(self, process, seconds):
        """Waits until the process has worked so long. By the clock of the wall a busy machine would
        come too early, or too late."""
        while process.poll() is None and cpu_seconds(process.pid) < seconds:
            time.sleep(0.01)

    def file(self, name, contents):
        path = self.directory / name
        path.write_bytes(contents)
        return path


def main():
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
