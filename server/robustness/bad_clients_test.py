#!/usr/bin/env python3
"""What clients may do to the server, and what it costs.

usage: bad_clients_test.py SERVER SUBJECT
"""

import os
import pathlib
import resource
import socket
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testing"))
from server_process import Client, encode, info, serving, wait_until

PROGRAM = ""
MIB = 1 << 20


def settled(server, limit):
    """Whether the server's memory goes back below the limit."""
    return wait_until(lambda: server.resident_bytes() < limit, 60)


class Malformed(unittest.TestCase):
    """Frames that are none get Redis's error, and the connection ends."""

    FRAMES = {
        b"*99999999999999999999\r\n": "invalid multibulk length",
        b"*3000000000\r\n": "invalid multibulk length",
        b"*1x\r\n": "invalid multibulk length",
        b"*\r\n": "invalid multibulk length",
        b"*1\r\n$-1\r\n": "invalid bulk length",
        b"*1\r\n$99999999999\r\n": "invalid bulk length",
        b"*1\r\n$abc\r\n": "invalid bulk length",
        b"*1\r\n*1\r\n$4\r\nPING\r\n": "expected '$', got '*'",
        b"*1\r\n:4\r\n": "expected '$', got ':'",
        b"*1\r\n$4\r\nPINGxx*1\r\n": "invalid bulk length",
        b"*1" + b"1" * 70000: "too big mbulk count string",
        b"*1\r\n$1" + b"1" * 70000: "too big bulk count string",
    }

    def test_each_gets_its_error_and_the_end(self):
        with serving(PROGRAM) as server:
            for frame, error in self.FRAMES.items():
                with self.subTest(frame=frame[:20]), Client(server) as client:
                    client.socket.sendall(frame)
                    answer = client.read()
                    self.assertIn("ERR Protocol error: " + error, str(answer))
                    self.assertTrue(client.ends())
            with Client(server) as client:
                self.assertEqual(client.ask("PING"), b"PONG")

    def test_who_wants_no_replies_gets_the_end_alone(self):
        with serving(PROGRAM) as server:
            for word in ("OFF", "SKIP"):
                for frame in self.FRAMES:
                    if len(frame) > 1000:
                        continue  # what the server leaves unread would reset the connection
                    with self.subTest(word=word, frame=frame), Client(server) as client:
                        client.socket.sendall(encode("CLIENT", "REPLY", word) + frame)
                        self.assertEqual(client.socket.recv(1000), b"")

    def test_a_long_line_is_no_request(self):
        with serving(PROGRAM) as server, Client(server) as client:
            client.send("PING")
            self.assertEqual(client.read(), b"PONG")
            client.socket.sendall(b"x" * 70000)
            self.assertIn("too big inline request", str(client.read()))
            self.assertTrue(client.ends())


class Limits(unittest.TestCase):
    """What is over a limit is refused in a way that tells."""

    def test_clients(self):
        with serving(PROGRAM, "--max-clients", "3") as server:
            clients = [Client(server) for _ in range(3)]
            for client in clients:
                self.assertEqual(client.ask("PING"), b"PONG")
            with Client(server) as turned_away:
                self.assertIn("max number of clients reached", str(turned_away.read()))
                self.assertTrue(turned_away.ends())
            clients.pop().socket.close()
            self.assertTrue(wait_until(lambda: info(clients[0], "clients")["connected_clients"]
                                       == "2"))
            with Client(server) as client:
                self.assertEqual(client.ask("PING"), b"PONG")
                self.assertEqual(info(client, "stats")["rejected_connections"], "1")
            for client in clients:
                client.socket.close()

    def test_value(self):
        with serving(PROGRAM, "--max-value", "1mb", "--sync", "never") as server:
            with Client(server) as client:
                self.assertEqual(client.ask("SET", "a", b"x" * MIB), b"OK")
                self.assertEqual(client.ask("STRLEN", "a"), MIB)
                self.assertIn("exceeds maximum", str(client.ask("APPEND", "a", "x")))
                self.assertIn("exceeds maximum", str(client.ask("SETRANGE", "a", MIB, "x")))
                self.assertEqual(client.ask("STRLEN", "a"), MIB)
                client.socket.sendall(b"*3\r\n$3\r\nSET\r\n$1\r\na\r\n$%d\r\n" % (MIB + 1))
                self.assertIn("invalid bulk length", str(client.read()))
                self.assertTrue(client.ends())

    def test_all_that_a_transaction_changes(self):
        with serving(PROGRAM, "--sync", "never") as server, Client(server) as client:
            self.assertEqual(client.ask("SET", "kept", "1"), b"OK")
            arguments = [part for n in range(5) for part in (f"k{n}", b"x" * 8 * MIB)]
            self.assertIn("ERR", str(client.ask("MSET", *arguments)))
            self.assertEqual(client.ask("DBSIZE"), 1)

    def test_a_command_in_a_transaction_changes_all_or_nothing(self):
        with serving(PROGRAM, "--sync", "never") as server, Client(server) as client:
            client.ask("MULTI")
            client.ask("SET", "a", b"x" * 31 * MIB)
            client.ask("MSET", "b", b"x" * 600000, "c", b"x" * 600000)
            replies = client.ask("EXEC")
            self.assertEqual(replies[0], b"OK")
            self.assertIn("too large", str(replies[1]))
            self.assertEqual(client.ask("EXISTS", "b", "c"), 0)

    def test_many_small_changes_fit_in_the_store(self):
        """One batch of the store counts more than their keys and values."""
        with serving(PROGRAM) as server, Client(server) as client:
            request = encode("MSET", *[part for n in range(300000)
                                       for part in (f"{n % 1000:03}", "")])
            clients = [Client(server) for _ in range(24)]
            for each in clients:
                each.socket.sendall(request[:-1])
            client.send("SET", "large", b"x" * 60 * MIB)
            time.sleep(0.5)
            for each in clients:
                each.socket.sendall(request[-1:])
            self.assertEqual([each.read() for each in [client, *clients]], [b"OK"] * 25)
            for each in clients:
                each.socket.close()

    def test_answers(self):
        with serving(PROGRAM, "--max-reply", "1500kb") as server, Client(server) as client:
            for n in range(3):
                client.ask("SET", b"%d" % n + b"k" * 1000000, "v")
            for n in range(20):
                client.ask("SET", f"small{n}", "v")
            # Not an answer from which the large ones are missing.
            self.assertIn("ask for less", str(client.ask("SCAN", "0", "COUNT", "1000")))
            client.ask("SET", "a", b"x" * MIB)
            self.assertIn("ask for less", str(client.ask("MGET", "a", "a")))

    def test_what_a_client_leaves_behind_counts(self):
        with serving(PROGRAM, "--max-client-memory", "8mb") as server:
            for attack in ([("WATCH", b"%d" % n + b"k" * MIB) for n in range(20)],
                           [("MULTI",), *[("SET", "a", b"x" * MIB)] * 20],
                           [("CLIENT", "SETNAME", b"n" * 9 * MIB)]):
                with Client(server) as client, self.assertRaises((EOFError, OSError)):
                    for request in attack:
                        client.ask(*request)
                    client.ask("PING")

    def test_idle_time(self):
        with serving(PROGRAM, "--timeout", "1") as server:
            begin = time.monotonic()
            with Client(server) as client:
                self.assertTrue(client.ends())
            self.assertGreater(time.monotonic() - begin, 0.9)

    def test_memory_of_all_clients(self):
        with serving(PROGRAM, "--max-client-memory", "8mb") as server:
            with Client(server) as small, Client(server) as large:
                self.assertEqual(small.ask("PING"), b"PONG")
                large.socket.sendall(b"*3\r\n$3\r\nSET\r\n$1\r\na\r\n$100000000\r\n")
                with self.assertRaises((BrokenPipeError, ConnectionResetError)):
                    for _ in range(100):
                        large.socket.sendall(b"x" * MIB)
                self.assertEqual(small.ask("GET", "a"), None)

    def test_elsewhere_only_with_a_password(self):
        done = subprocess.run([PROGRAM, "nowhere", "--bind", "0.0.0.0"], capture_output=True,
                              text=True, timeout=60)
        self.assertEqual(done.returncode, 2)
        self.assertIn("not without a password", done.stderr)
        self.assertFalse(os.path.exists("nowhere"))

    def test_a_password_that_comes_later(self):
        with serving(PROGRAM) as server, Client(server) as client:
            client.ask("CONFIG", "SET", "slowlog-log-slower-than", "0")
            self.assertEqual(client.ask("CONFIG", "SET", "requirepass", "secret"), b"OK")
            with Client(server) as stranger:
                self.assertIn("NOAUTH", str(stranger.ask("GET", "a")))
                client.ask("CONFIG", "SET", "requirepass", "")
                client.ask("CONFIG", "SET", "requirepass", "secret")
                self.assertIn("NOAUTH", str(stranger.ask("GET", "a")))
                self.assertEqual(stranger.ask("AUTH", "secret"), b"OK")
            self.assertEqual(client.ask("GET", "a"), None)
            self.assertNotIn("secret", str(client.ask("SLOWLOG", "GET", "-1")))

    def test_password(self):
        with serving(PROGRAM, "--requirepass", "secret") as server, Client(server) as client:
            self.assertIn("NOAUTH", str(client.ask("GET", "a")))
            self.assertIn("WRONGPASS", str(client.ask("AUTH", "secre")))
            self.assertIn("WRONGPASS", str(client.ask("AUTH", "secretsecret")))
            self.assertIn("NOAUTH", str(client.ask("GET", "a")))
            self.assertEqual(client.ask("AUTH", "secret"), b"OK")
            self.assertEqual(client.ask("GET", "a"), None)
            with Client(server) as stranger:
                stranger.socket.sendall(b"*1\r\n$20000\r\n")
                self.assertIn("unauthenticated bulk length", str(stranger.read()))


class BadClients(unittest.TestCase):
    """Who is slow, or does not read, costs bounded memory, and nobody waits for him."""

    def test_one_byte_at_a_time(self):
        with serving(PROGRAM) as server, Client(server) as slow, Client(server) as quick:
            request = encode("SET", "slow", "1")
            for byte in request:
                slow.socket.sendall(bytes([byte]))
                self.assertEqual(quick.ask("PING"), b"PONG")
            self.assertEqual(slow.read(), b"OK")

    def test_never_reading(self):
        with serving(PROGRAM, "--sync", "never") as server:
            with Client(server) as reader, Client(server, timeout=2) as deaf:
                self.assertEqual(reader.ask("SET", "a", b"x" * MIB), b"OK")
                before = server.resident_bytes()
                request = encode("GET", "a") * 1000
                with self.assertRaises(TimeoutError):
                    for _ in range(2000):
                        deaf.socket.sendall(request)
                self.assertEqual(reader.ask("PING"), b"PONG")
                self.assertLess(server.resident_bytes() - before, 32 * MIB)

    def test_all_is_answered_to_who_reads_late(self):
        with serving(PROGRAM, "--sync", "never") as server, Client(server) as client:
            self.assertEqual(client.ask("SET", "a", b"x" * MIB), b"OK")
            client.socket.sendall(encode("GET", "a") * 100 + encode("PING"))
            time.sleep(0.5)
            for _ in range(100):
                self.assertEqual(len(client.read()), MIB)
            self.assertEqual(client.read(), b"PONG")

    def test_who_stops_sending_gets_his_answers(self):
        for policy in ("always", "never"):
            with serving(PROGRAM, "--sync", policy) as server, Client(server) as client:
                client.socket.sendall(b"".join(encode("INCR", "n") for _ in range(1000)))
                client.socket.shutdown(socket.SHUT_WR)
                self.assertEqual([client.read() for _ in range(1000)], list(range(1, 1001)))
                self.assertTrue(client.ends())

    def test_who_wants_quiet_again_and_again_lets_others_in_between(self):
        pairs = 100
        requests = b"".join(encode("SET", f"key{number}", "1") + encode("DBSIZE")
                            for number in range(pairs))
        are_done = threading.Event()
        answers = []

        def want_quiet(greedy):
            """Until the others are done, the server always has more of it to do."""
            while not are_done.is_set():
                greedy.socket.sendall(requests)
                answers.extend(greedy.read() for _ in range(2 * pairs))

        with serving(PROGRAM, "--sync", "always") as server:
            with Client(server) as greedy, Client(server) as other:
                greedy.socket.sendall(requests)
                thread = threading.Thread(target=want_quiet, args=(greedy,))
                thread.start()
                try:
                    self.assertIsNone(other.ask("GET", "none"))
                    self.assertEqual(other.ask("SET", "own", "1"), b"OK")
                    self.assertGreaterEqual(other.ask("DBSIZE"), 2)
                finally:
                    are_done.set()
                    thread.join()
            self.assertEqual(set(answers[::2]), {b"OK"})

    def test_many_come_and_go(self):
        with serving(PROGRAM) as server, Client(server) as witness:
            for _ in range(500):
                with Client(server) as client:
                    client.ask("PING")
            before = server.resident_bytes()
            for _ in range(10000):
                with Client(server) as client:
                    client.socket.sendall(encode("PING"))
            self.assertTrue(wait_until(lambda: info(witness, "clients")["connected_clients"]
                                       == "1"))
            self.assertTrue(settled(server, before + 4 * MIB), server.resident_bytes() - before)

    def test_a_thousand_idle(self):
        resource.setrlimit(resource.RLIMIT_NOFILE,
                           (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
        with serving(PROGRAM) as server:
            def crowd():
                clients = [Client(server) for _ in range(1000)]
                for client in clients:
                    self.assertEqual(client.ask("SET", "a", b"x" * 1000), b"OK")
                most = server.resident_bytes()
                for client in clients:
                    client.socket.close()
                return most
            crowd()
            before = server.resident_bytes()
            most = crowd()
            self.assertLess(most - before, 16 * MIB)
            self.assertTrue(settled(server, before + 4 * MIB), server.resident_bytes() - before)


class LargeValues(unittest.TestCase):
    """512 MiB are stored, and leave nothing in memory but the store's own page cache."""

    def send_big(self, client):
        chunk = b"0123456789abcdef" * (MIB // 16)
        client.socket.sendall(b"*3\r\n$3\r\nSET\r\n$3\r\nbig\r\n$%d\r\n" % (512 * MIB))
        for _ in range(512):
            client.socket.sendall(chunk)
        client.socket.sendall(b"\r\n")
        self.assertEqual(client.read(), b"OK")

    def test_the_largest_value(self):
        with serving(PROGRAM, "--sync", "never") as server:
            with Client(server) as client:
                self.assertEqual(client.ask("SET", "warm", b"x" * MIB), b"OK")
                before = server.resident_bytes()
                self.send_big(client)
                self.assertEqual(client.ask("STRLEN", "big"), 512 * MIB)
                self.assertEqual(client.ask("GETRANGE", "big", -16, -1), b"0123456789abcdef")
                self.assertEqual(client.ask("DEL", "big"), 1)
                self.assertEqual(client.ask("BGREWRITEAOF"),
                                 b"Background append only file rewriting started")
                done = wait_until(lambda: info(client, "persistence")["aof_rewrite_in_progress"]
                                  == "0")
                self.assertTrue(done)
            self.assertTrue(settled(server, before + 16 * MIB), server.resident_bytes() - before)

    def test_that_it_is_written_takes_no_memory_until_another_write(self):
        for policy in ("always", "everysec", "never"):
            with self.subTest(policy=policy), serving(PROGRAM, "--sync", policy) as server:
                with Client(server) as client:
                    self.assertEqual(client.ask("SET", "warm", b"x" * MIB), b"OK")
                    before = server.resident_bytes()
                    self.send_big(client)
                    self.assertTrue(settled(server, before + 16 * MIB),
                                    server.resident_bytes() - before)


if __name__ == "__main__":
    PROGRAM, subject = sys.argv[1:3]
    unittest.main(argv=[sys.argv[0], "-v", subject])
