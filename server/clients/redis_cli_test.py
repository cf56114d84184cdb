"""redis-cli, in the ways in which people and scripts call it."""

import json
import os
import pty
import re
import select
import subprocess
import termios
import time

from client_case import SECONDS_MAX, ClientTest, main, program


def resp(*arguments):
    """A request as redis-cli --pipe takes it."""
    parts = [b"*%d\r\n" % len(arguments)]
    parts += [b"$%d\r\n%s\r\n" % (len(argument), argument) for argument in arguments]
    return b"".join(parts)


class RedisCliTest(ClientTest):
    def cli(self, *arguments, stdin=b""):
        return self.expect_success("redis-cli", "-p", self.port, *arguments, stdin=stdin)

    def fill(self, count):
        """Keys key:0 and so on; each value is longer than the one before."""
        requests = b"".join(resp(b"SET", b"key:%d" % number, b"v" * (number + 1))
                            for number in range(count))
        self.cli("--pipe", stdin=requests)


class Commands(RedisCliTest):
    def test_one_command(self):
        self.assertEqual(self.cli("SET", "name", "Ada Lovelace"), b"OK\n")
        self.assertEqual(self.cli("GET", "name"), b"Ada Lovelace\n")
        self.assertEqual(self.cli("--no-raw", "GET", "nobody"), b"(nil)\n")
        self.assertEqual(self.cli("GET", "nobody"), b"\n")
        self.assertEqual(self.cli("--no-raw", "DEL", "name", "nobody"), b"(integer) 1\n")
        self.assertEqual(self.cli("PING"), b"PONG\n")
        self.assertEqual(self.cli("-n", "0", "DBSIZE"), b"0\n")

    def test_errors(self):
        self.assertIn(b"ERR unknown command 'NOSUCH'", self.cli("NOSUCH", "a"))
        self.assertIn(b"ERR wrong number of arguments for 'get' command", self.cli("GET"))
        done = self.run_program("redis-cli", "-p", self.port, "-e", "GET")
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"ERR wrong number of arguments for 'get' command", done.stderr)

    def test_commands_from_standard_input(self):
        commands = b'SET name "Ada Lovelace"\nGET name\nINCR n\nINCR n\nMSET a 1 b 2\nMGET a b c\n'
        self.assertEqual(self.cli(stdin=commands), b"OK\nAda Lovelace\n1\n2\nOK\n1\n2\n\n")
        many = b"".join(b"INCR many\n" for _ in range(2000))
        self.assertEqual(self.cli(stdin=many).split(), [b"%d" % n for n in range(1, 2001)])

    def test_transactions_from_standard_input(self):
        commands = b"MULTI\nSET a 1\nINCR a\nEXEC\nMULTI\nDEL a\nDISCARD\nGET a\n"
        self.assertEqual(self.cli(stdin=commands),
                         b"OK\nQUEUED\nQUEUED\nOK\n2\nOK\nQUEUED\nOK\n2\n")

    def test_the_third_version_of_the_protocol(self):
        self.assertEqual(self.cli("-3", "SET", "k", "v"), b"OK\n")
        self.assertEqual(self.cli("-3", "--no-raw", "GET", "nobody"), b"(nil)\n")
        self.assertEqual(self.cli("-3", "--no-raw", "MGET", "k", "nobody"),
                         b'1) "v"\n2) (nil)\n')
        self.assertEqual(self.cli("-3", "--no-raw", "CONFIG", "GET", "maxclients"),
                         b'1# "maxclients" => "10000"\n')
        self.assertIn(b"proto 3\n", self.cli("-3", "HELLO"))
        self.assertIn(b"redis_version:7.0.15", self.cli("-3", "INFO", "server"))

    def test_a_value_from_standard_input(self):
        value = bytes(range(256)) * 1000 + b"\r\n\r\n"
        self.assertEqual(self.cli("-x", "SET", "k", stdin=value), b"OK\n")
        self.assertEqual(self.cli("STRLEN", "k"), b"%d\n" % len(value))
        self.assertEqual(self.cli("GET", "k"), value + b"\n")
        self.assertEqual(self.cli("-X", "tag", "SET", "k", "tag", "GET", stdin=b"new"),
                         value + b"\n")
        self.assertEqual(self.cli("GET", "k"), b"new\n")

    def test_formats(self):
        self.cli("MSET", "a", 'quo"te\n', "b", "\xe9", "n", "7")
        keys = ("a", "nobody", "b")
        self.assertEqual(self.cli("--raw", "MGET", *keys), 'quo"te\n\n\n\xe9\n'.encode())
        self.assertEqual(self.cli("--no-raw", "MGET", *keys),
                         b'1) "quo\\"te\\n"\n2) (nil)\n3) "\\xc3\\xa9"\n')
        self.assertEqual(self.cli("--csv", "MGET", *keys), b'"quo\\"te\\n",NULL,"\\xc3\\xa9"\n')
        for option in ["--json", "--quoted-json"]:
            self.assertEqual(json.loads(self.cli(option, "INCR", "n")), 8)
            self.cli("DECR", "n")
        self.assertEqual(json.loads(self.cli("--json", "MGET", *keys)), ['quo"te\n', None, "\xe9"])
        self.assertEqual(json.loads(self.cli("--json", "CONFIG", "GET", "maxclients")),
                         {"maxclients": "10000"})
        self.assertEqual(self.cli("-d", ";", "MGET", "n", "n"), b"7;7\n")

    def test_quoted_input_repeats_and_addresses(self):
        self.cli("--quoted-input", "SET", r'"\x00\xff key"', r'"\r\n"')
        self.assertEqual(self.cli("--quoted-input", "GET", r'"\x00\xff key"'), b"\r\n\n")
        self.assertEqual(self.cli("-r", "3", "INCR", "n"), b"1\n2\n3\n")
        uri = f"redis://127.0.0.1:{self.port}/0"
        self.assertEqual(self.expect_success("redis-cli", "-u", uri, "GET", "n"), b"3\n")


class Password(RedisCliTest):
    SERVER_OPTIONS = ["--requirepass", "open sesame"]

    def test_it_is_asked_for(self):
        self.assertIn(b"NOAUTH Authentication required.", self.cli("GET", "k"))
        known = ["--no-auth-warning", "-a", "open sesame"]
        self.assertEqual(self.cli(*known, "SET", "k", "v"), b"OK\n")
        self.assertEqual(self.cli(*known, "-3", "GET", "k"), b"v\n")
        self.assertEqual(self.cli(*known, "--user", "default", "GET", "k"), b"v\n")
        done = self.run_program("redis-cli", "-p", self.port, "--no-auth-warning", "-a", "no",
                                "GET", "k")
        self.assertIn(b"WRONGPASS invalid username-password pair", done.stdout + done.stderr)
        self.assertIn(b"NOAUTH", done.stdout + done.stderr)


class Whole(RedisCliTest):
    """What looks at the whole store, or goes through many requests."""

    def test_pipe(self):
        count = 100000
        requests = b"".join(resp(b"SET", b"key:%d" % number, b"value %d" % number)
                            for number in range(count))
        said = self.cli("--pipe", stdin=requests).decode()
        self.assertIn(f"errors: 0, replies: {count}\n", said)
        self.assertEqual(self.cli("DBSIZE"), b"%d\n" % count)
        self.assertEqual(self.cli("GET", "key:99999"), b"value 99999\n")

    def test_pipe_counts_errors(self):
        requests = resp(b"SET", b"k", b"v") + resp(b"INCR", b"k") + resp(b"GET", b"k")
        done = self.run_program("redis-cli", "-p", self.port, "--pipe", stdin=requests)
        self.assertIn(b"errors: 1, replies: 3", done.stdout)

    def test_scan(self):
        self.fill(10000)
        keys = self.cli("--scan").split()
        self.assertEqual(len(keys), 10000)
        self.assertEqual(set(keys), {b"key:%d" % number for number in range(10000)})
        found = self.cli("--scan", "--pattern", "key:*[17]").split()
        self.assertEqual(sorted(found), sorted(b"key:%d" % number for number in range(10000)
                                               if number % 10 in (1, 7)))
        self.assertEqual(self.cli("--scan", "--pattern", "nobody*"), b"")

    def test_big_keys(self):
        self.fill(1000)
        said = self.cli("--bigkeys").decode()
        self.assertIn("Sampled 1000 keys in the keyspace!", said)
        self.assertIn('Biggest string found \'"key:999"\' has 1000 bytes', said)
        self.assertIn("1000 strings with 500500 bytes (100.00% of keys, avg size 500.50)", said)

    def test_latency(self):
        least, most, average, count = map(float, self.cli("--latency", "-i", "0.5").split())
        self.assertLessEqual(least, average)
        self.assertLessEqual(average, most)
        self.assertGreater(count, 5)

    def test_rolling_statistics(self):
        self.fill(321)
        command = [program("redis-cli"), "-p", str(self.port), "--stat", "-i", "0.1"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, bufsize=0) as statistics:
            try:
                lines = [statistics.stdout.readline().decode() for _ in range(5)]
            finally:
                statistics.terminate()
        self.assertRegex(lines[1], r"^keys +mem +clients +blocked +requests +connections")
        for line in lines[2:]:
            self.assertRegex(line, r"^321 +[0-9.]+[KMG] +1 +0 +[0-9]+ \(\+[0-9]+\) +[0-9]+ *$")


class Terminal:
    """redis-cli on a terminal of its own."""

    ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")

    def __init__(self, *arguments, home):
        environment = {**os.environ, "HOME": str(home), "TERM": "xterm"}
        self.child, self.descriptor = pty.fork()
        if self.child == 0:
            termios.tcsetwinsize(0, (24, 200))  # of a terminal without a size it asks the size
            os.execve(program("redis-cli"), ["redis-cli", *map(str, arguments)], environment)
        self.seen = ""

    def wait_for(self, text):
        """All up to the text, which must come."""
        deadline = time.monotonic() + SECONDS_MAX
        while text not in self.seen:
            ready = select.select([self.descriptor], [], [], deadline - time.monotonic())[0]
            if not ready:
                raise AssertionError(f"{text!r} does not come: {self.seen!r}")
            try:
                self.seen += os.read(self.descriptor, 4096).decode(errors="replace")
            except OSError:
                raise AssertionError(f"ended without {text!r}: {self.seen!r}") from None
            self.seen = self.ESCAPES.sub("", self.seen)
        before, _, self.seen = self.seen.partition(text)
        return before

    def type(self, text):
        os.write(self.descriptor, text.encode())

    def end(self):
        """Its exit code."""
        while True:
            try:
                if not os.read(self.descriptor, 4096):
                    break
            except OSError:
                break
        os.close(self.descriptor)
        return os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])


class Interactive(RedisCliTest):
    def test_a_conversation(self):
        terminal = Terminal("-p", self.port, home=self.directory)
        prompt = f"127.0.0.1:{self.port}> "
        terminal.wait_for(prompt)
        terminal.type("set ")
        terminal.wait_for("key value")  # COMMAND DOCS told it
        terminal.type('name "Ada Lovelace"\r')
        terminal.wait_for("\nOK\n")
        terminal.wait_for(prompt)
        for line, answer in [("get name", '\n"Ada Lovelace"\n'), ("get nobody", "\n(nil)\n"),
                             ("incr name", "\n(error) ERR value is not an integer"),
                             ("keys *", '\n1) "name"\n'), ("dbsize", "\n(integer) 1\n")]:
            terminal.type(line + "\r")
            terminal.wait_for(answer)
            terminal.wait_for(prompt)
        for line, answer in [("multi", "\nOK\n"), ("incr n", "\nQUEUED\n")]:
            terminal.type(line + "\r")
            terminal.wait_for(answer)
            terminal.wait_for(prompt.replace("> ", "(TX)> "))
        terminal.type("exec\r")
        terminal.wait_for("\n1) (integer) 1\n")
        terminal.wait_for(prompt)
        terminal.type("quit\r")
        self.assertEqual(terminal.end(), 0)
        self.assertEqual(self.cli("GET", "n"), b"1\n")


if __name__ == "__main__":
    main()
