"""What the tests of clients share: a server of their own, and how programs are called.

CLIENT_test.py SERVER CLIENT SCRATCH [ARGUMENT...]: powercut-server, powercut-client, a directory of
the build tree, and what unittest takes.
"""

import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

SERVER, CLIENT, SCRATCH = (pathlib.Path(path).resolve() for path in sys.argv[1:4])
HERE = pathlib.Path(__file__).resolve().parent
SECONDS_MAX = 120  # for one call; a program that hangs is a failure, not a wait
LISTENING = re.compile(r"listening on 127\.0\.0\.1:([0-9]+)")


class Server:
    """A powercut-server on a port that was free; what it says is kept for a test that fails."""

    def __init__(self, directory, *options):
        self.log_path = directory.parent / f"{directory.name}.log"
        with open(self.log_path, "ab") as log:
            log_begin = log.tell()
            self.process = subprocess.Popen(
                [SERVER, directory, "--port", "0", *options],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.port = self._wait_for_port(log_begin)

    def _wait_for_port(self, log_begin):
        deadline = time.monotonic() + SECONDS_MAX
        while time.monotonic() < deadline:
            found = LISTENING.search(self.log()[log_begin:])
            if found:
                return int(found[1])
            if self.process.poll() is not None:
                raise AssertionError(f"the server has ended: {self.log()}")
            time.sleep(0.01)
        self.kill()
        raise AssertionError(f"the server does not listen: {self.log()}")

    def log(self):
        return self.log_path.read_text(errors="replace")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        """SIGTERM, which a server survives no longer than it takes to end well."""
        if self.process.returncode is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            exit_code = self.process.wait(SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"the server does not end: {self.log()}") from None
        if exit_code != 0:
            raise AssertionError(f"the server ended with {exit_code}: {self.log()}")


class ClientTest(unittest.TestCase):
    """Every test has a server with an empty store; that it ends well is a part of the test."""

    SERVER_OPTIONS = ["--sync", "everysec"]

    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="powercut-clients-")
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)
        self.server = self.start_server(*self.SERVER_OPTIONS)

    def start_server(self, *options):
        server = Server(self.directory / "store", *options)
        self.addCleanup(server.stop)
        return server

    @property
    def port(self):
        return self.server.port

    def run_program(self, name, *arguments, stdin=b""):
        return subprocess.run([program(name), *map(str, arguments)], input=stdin,
                              capture_output=True, timeout=SECONDS_MAX, check=False)

    def expect_success(self, name, *arguments, stdin=b""):
        """What the program wrote on standard output; it has nothing to say on standard error."""
        done = self.run_program(name, *arguments, stdin=stdin)
        said = (name, arguments, done.stdout[-2000:], done.stderr[-2000:])
        self.assertEqual(done.returncode, 0, said)
        self.assertEqual(done.stderr, b"", said)
        return done.stdout


def program(name):
    """A client that is not there fails the test that is about it."""
    path = shutil.which(name)
    if path is None:
        raise AssertionError(f"{name} is not installed; packages.txt names the package that has it")
    return path


def main():
    unittest.main(argv=[sys.argv[0], *sys.argv[4:]])
