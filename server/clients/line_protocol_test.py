"""The line protocol, by sockets that know nothing of it: what a newcomer does first."""

import os
import socket
import threading

from client_case import SECONDS_MAX, ClientTest, main


class Lines:
    """A socket, and a line at a time."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), SECONDS_MAX)
        self.file = self.socket.makefile("rb")

    def send(self, data):
        self.socket.sendall(data)

    def read(self):
        line = self.file.readline()
        if not line.endswith(b"\n"):
            raise AssertionError(f"the connection ended behind {line!r}")
        return line[:-1]

    def ask(self, line):
        self.send(line + b"\n")
        return self.read()

    def rest(self):
        """The whole lines that come before the connection ends; a server that leaves may reset it,
        in the middle of one, too."""
        lines = []
        try:
            for line in self.file:
                if line.endswith(b"\n"):
                    lines.append(line[:-1])
        except ConnectionResetError:
            pass
        return lines

    def close(self):
        self.file.close()
        self.socket.close()


class LinesTest(ClientTest):
    def connect(self):
        lines = Lines(self.port)
        self.addCleanup(lines.close)
        return lines


class OneClient(LinesTest):
    def test_the_commands(self):
        lines = self.connect()
        for request, answer in [(b"GET name", b"NOT_FOUND"), (b"SET name Ada Lovelace", b"OK"),
                                (b"GET name", b"VALUE Ada Lovelace"), (b"get name\r",
                                                                       b"VALUE Ada Lovelace"),
                                (b"DEL name", b"DELETED"), (b"DEL name", b"NOT_FOUND"),
                                (b"GET name", b"NOT_FOUND")]:
            self.assertEqual(lines.ask(request), answer, request)

    def test_whatever_else(self):
        lines = self.connect()
        for request in [b"HELLO", b"", b"SET", b"SET name", b"GET", b"GET a b", b"DEL", b"DEL a b",
                        b"\x00\xff", b"PING", b"SETname Ada"]:
            self.assertEqual(lines.ask(request), b"ERR unknown command", request)
        self.assertEqual(lines.ask(b"SET name Ada"), b"OK")

    def test_a_line_that_is_too_long(self):
        """It is answered as a line is, and is the last one."""
        lines = self.connect()
        self.assertEqual(lines.ask(b"GET name"), b"NOT_FOUND")
        lines.send(b"SET name " + b"v" * (1 << 20))
        (answer,) = lines.rest()
        self.assertRegex(answer, rb"\AERR Protocol error: [a-z ]+\Z")

    def test_spaces_and_bytes(self):
        lines = self.connect()
        everything = bytes(byte for byte in range(256) if byte not in b" \t\n\v\f\r")
        self.assertEqual(lines.ask(b"SET " + everything + b" a  b\t " + everything), b"OK")
        self.assertEqual(lines.ask(b"GET " + everything), b"VALUE a  b\t " + everything)
        self.assertEqual(lines.ask(b"  SET name   Ada  "), b"OK")
        self.assertEqual(lines.ask(b"GET name"), b"VALUE   Ada")

    def test_pieces_and_many_at_once(self):
        lines = self.connect()
        for piece in [b"S", b"ET na", b"me A", b"da\nGET name\nGE", b"T nobody\n"]:
            lines.send(piece)
        self.assertEqual([lines.read() for _ in range(3)], [b"OK", b"VALUE Ada", b"NOT_FOUND"])
        count = 20000
        requests = b"".join(b"SET k%d %d\nGET k%d\n" % (n, n, n) for n in range(count))
        sender = threading.Thread(target=lines.send, args=[requests])
        sender.start()
        for number in range(count):
            self.assertEqual((lines.read(), lines.read()), (b"OK", b"VALUE %d" % number))
        sender.join()

    def test_who_stops_sending_gets_his_answers(self):
        lines = self.connect()
        lines.send(b"SET name Ada\nGET name\n")
        lines.socket.shutdown(socket.SHUT_WR)
        self.assertEqual(lines.file.read(), b"OK\nVALUE Ada\n")

    def test_the_store_is_one(self):
        """What a line sets, a Redis client gets, and the other way round."""
        lines = self.connect()
        lines.ask(b"SET name Ada Lovelace")
        answer = self.expect_success("redis-cli", "-p", self.port, "GET", "name")
        self.assertEqual(answer, b"Ada Lovelace\n")
        self.expect_success("redis-cli", "-p", self.port, "SET", "name", "two\nlines")
        self.assertEqual(lines.ask(b"GET name"), b"ERR the value has a newline")


class SeveralClients(LinesTest):
    SERVER_OPTIONS = ["--sync", "always"]

    def test_they_do_not_wait_for_each_other(self):
        idle, slow, quick = self.connect(), self.connect(), self.connect()
        slow.send(b"SET nam")
        self.assertEqual(quick.ask(b"SET name Ada"), b"OK")
        slow.send(b"e Grace\n")
        self.assertEqual(slow.read(), b"OK")
        self.assertEqual(quick.ask(b"GET name"), b"VALUE Grace")
        self.assertEqual(idle.ask(b"GET name"), b"VALUE Grace")

    def test_many_that_write(self):
        clients, rounds = 16, 100
        answers = [[] for _ in range(clients)]

        def write(client):
            lines = Lines(self.port)
            for number in range(rounds):
                key = b"k%d-%d" % (client, number)
                answers[client] += [lines.ask(b"SET %s %d" % (key, number)),
                                    lines.ask(b"GET " + key)]
            lines.close()

        threads = [threading.Thread(target=write, args=[client]) for client in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        expected = [answer for number in range(rounds) for answer in (b"OK", b"VALUE %d" % number)]
        self.assertEqual(answers, [expected] * clients)


class Restarts(LinesTest):
    """What was answered is there after SIGKILL, and after an end in order."""

    SERVER_OPTIONS = ["--sync", "always"]

    def write_some(self, begin):
        lines = self.connect()
        for number in range(begin, begin + 100):
            self.assertEqual(lines.ask(b"SET k%d value %d" % (number, number)), b"OK")
        self.assertEqual(lines.ask(b"DEL k%d" % begin), b"DELETED")

    def expect_kept(self, begin):
        lines = self.connect()
        self.assertEqual(lines.ask(b"GET k%d" % begin), b"NOT_FOUND")
        for number in range(begin + 1, begin + 100):
            self.assertEqual(lines.ask(b"GET k%d" % number), b"VALUE value %d" % number)

    def test_kill(self):
        for turn in range(3):
            self.write_some(turn * 100)
            self.server.kill()
            self.server = self.start_server(*self.SERVER_OPTIONS)
            for before in range(turn + 1):
                self.expect_kept(before * 100)

    def test_kill_under_load(self):
        """All that got its OK is there; what did not may be."""
        lines = self.connect()
        answered = []

        def write():
            try:
                while True:
                    lines.send(b"SET k%d %d\n" % (len(answered), len(answered)))
                    answered.append(lines.read())
            except (OSError, AssertionError):
                pass

        writer = threading.Thread(target=write)
        writer.start()
        while len(answered) < 50:
            self.assertTrue(writer.is_alive())
            os.sched_yield()
        self.server.kill()
        writer.join()
        self.assertEqual(set(answered), {b"OK"})
        self.server = self.start_server(*self.SERVER_OPTIONS)
        again = self.connect()
        for number in range(len(answered)):
            self.assertEqual(again.ask(b"GET k%d" % number), b"VALUE %d" % number)

    def test_an_end_under_load(self):
        """SIGTERM in the middle of a pipeline: what got its OK is there."""
        self.server.stop()
        for policy in ["always", "everysec", "never"]:
            with self.subTest(policy=policy):
                self.server = self.start_server("--sync", policy)
                lines = self.connect()
                key = policy.encode()
                sender = threading.Thread(target=self.send_many, args=[lines, key])
                sender.start()
                answered = [lines.read() for _ in range(1000)]
                self.server.process.terminate()
                answered += lines.rest()
                sender.join()
                # No second signal, which could come when it does not listen to any more.
                self.assertEqual(self.server.process.wait(timeout=60), 0, self.server.log())
                self.assertEqual(set(answered), {b"OK"})
                self.server = self.start_server("--sync", policy)
                again = self.connect()
                for number in range(len(answered)):
                    self.assertEqual(again.ask(b"GET %s%d" % (key, number)), b"VALUE %d" % number)
                self.server.stop()

    def send_many(self, lines, key):
        try:
            for begin in range(0, 10 ** 7, 100):
                lines.send(b"".join(b"SET %s%d %d\n" % (key, number, number)
                                    for number in range(begin, begin + 100)))
        except OSError:
            pass

    def test_an_end_in_order(self):
        self.write_some(0)
        self.server.stop()
        self.server = self.start_server("--sync", "never")
        self.expect_kept(0)
        self.write_some(100)
        self.server.stop()
        self.server = self.start_server("--sync", "never")
        self.expect_kept(100)


if __name__ == "__main__":
    main()
