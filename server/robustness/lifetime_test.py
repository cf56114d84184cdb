#!/usr/bin/env python3
"""How the server starts and stops, and what it does when the disk fails.

usage: lifetime_test.py SERVER FAIL_SYNCS_LIBRARY SUBJECT
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testing"))
from server_process import Client, ServerProcess, encode, info, serving

PROGRAM, FAIL_SYNCS = "", ""


class Stopping(unittest.TestCase):
    """SIGTERM and SHUTDOWN: what was answered is there, and the exit code is 0."""

    def test_under_load(self):
        for policy in ("always", "everysec", "never"):
            with tempfile.TemporaryDirectory() as directory:
                store = os.path.join(directory, "store")
                server = ServerProcess(PROGRAM, store, "--sync", policy)
                acknowledged = self.write_until_the_end(server)
                again = ServerProcess(PROGRAM, store)
                with Client(again) as client:
                    self.assertGreaterEqual(client.ask("DBSIZE"), acknowledged)
                    self.assertEqual(client.ask("GET", f"k{acknowledged}"), b"v")
                self.assertEqual(again.terminate(), 0)

    def write_until_the_end(self, server):
        count = 0
        with Client(server) as client:
            try:
                while True:
                    self.assertEqual(client.ask("SET", f"k{count + 1}", "v"), b"OK")
                    count += 1
                    if count == 300:
                        server.process.terminate()
            except (EOFError, ConnectionResetError, BrokenPipeError):
                pass
        self.assertEqual(server.wait(), 0)
        return count

    def test_shutdown(self):
        with tempfile.TemporaryDirectory() as directory:
            server = ServerProcess(PROGRAM, os.path.join(directory, "store"))
            with Client(server) as client:
                self.assertEqual(client.ask("SET", "a", "1"), b"OK")
                client.send("SHUTDOWN")
                self.assertTrue(client.ends())
            self.assertEqual(server.wait(), 0)


class FailedSyncs(unittest.TestCase):
    """After a failed sync writes are refused, reads go on, and INFO says so."""

    def test_always(self):
        with tempfile.TemporaryDirectory() as directory:
            switch = os.path.join(directory, "fail")
            environment = {"LD_PRELOAD": FAIL_SYNCS, "FAIL_SYNCS": switch}
            server = ServerProcess(PROGRAM, os.path.join(directory, "store"),
                                   environment=environment)
            with Client(server) as client, Client(server) as other:
                self.assertEqual(client.ask("SET", "a", "1"), b"OK")
                self.assertEqual(info(client, "persistence")["writes_refused"], "0")
                pathlib.Path(switch).touch()
                client.socket.sendall(encode("SET", "a", "2") + encode("GET", "a") +
                                      encode("PING"))
                self.assertIn("MISCONF", str(client.read()))
                self.assertIn("MISCONF", str(client.read()))
                self.assertEqual(client.read(), b"PONG")
                os.remove(switch)
                self.assertIn("MISCONF", str(other.ask("SET", "b", "1")))
                self.assertIn("MISCONF", str(other.ask("INCR", "n")))
                self.assertEqual(other.ask("GET", "a"), b"1")
                self.assertEqual(other.ask("GET", "b"), None)
                persistence = info(client, "persistence")
                self.assertEqual(persistence["writes_refused"], "1")
                self.assertEqual(persistence["aof_last_write_status"], "err")
            server.kill()
            again = ServerProcess(PROGRAM, os.path.join(directory, "store"))
            with Client(again) as client:
                self.assertIn(client.ask("GET", "a"), (b"1", b"2"))
                self.assertEqual(client.ask("GET", "b"), None)
                self.assertEqual(client.ask("SET", "a", "3"), b"OK")
            self.assertEqual(again.terminate(), 0)


class WrongUsage(unittest.TestCase):
    """One line that says what is wrong, and an exit code for scripts."""

    def fails(self, *options, code):
        done = subprocess.run([PROGRAM, *options], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stderr

    def test_options(self):
        unmade = os.path.join(tempfile.gettempdir(), f"powercut-unmade-{os.getpid()}")
        self.assertNotEqual(self.fails(code=2), "")
        for options in (["--sync", "maybe"], ["--port", "70000"], ["--max-value", "lots"],
                        ["--bind", "here"], ["--store", "x"], ["--max-value", "2gb"],
                        ["--requirepass-file", "missing"]):
            self.assertNotEqual(self.fails(unmade, *options, code=2), "")
        self.assertFalse(os.path.exists(unmade))

    def test_what_cannot_be_opened(self):
        with tempfile.TemporaryDirectory() as directory:
            self.assertIn("not found", self.fails(os.path.join(directory, "a", "b"), code=1))
            with serving(PROGRAM) as server:
                taken = self.fails(os.path.join(directory, "c"), "--port", str(server.port), code=1)
                self.assertIn("in use", taken)
            store = os.path.join(directory, "d")
            server = ServerProcess(PROGRAM, store)
            self.assertIn("locked", self.fails(store, "--port", "0", code=1))
            self.assertEqual(server.terminate(), 0)


if __name__ == "__main__":
    PROGRAM, FAIL_SYNCS, subject = sys.argv[1:4]
    unittest.main(argv=[sys.argv[0], "-v", subject])
