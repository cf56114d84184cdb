"""powercut-client: what it prints, what it ends with, and that it always ends."""

import os
import pty
import select
import socket
import subprocess
import threading
import time

from client_case import CLIENT, SECONDS_MAX, ClientTest, main

GOOD, ERROR_ANSWERED, IMPOSSIBLE = 0, 1, 2


class PowercutClientTest(ClientTest):
    def ask(self, *arguments, stdin=b"", port=None):
        return self.run_program(CLIENT, "--port", port or self.port, *arguments, stdin=stdin)

    def expect(self, answers, *arguments, stdin=b"", exit_code=GOOD):
        done = self.ask(*arguments, stdin=stdin)
        self.assertEqual((done.stdout, done.stderr, done.returncode), (answers, b"", exit_code))

    def expect_complaint(self, *arguments, about, stdin=b"", port=None):
        """One line on standard error; what was answered before is on standard output."""
        done = self.ask(*arguments, stdin=stdin, port=port)
        said = done.stderr.decode()
        self.assertEqual(done.returncode, IMPOSSIBLE, (arguments, said))
        self.assertRegex(said, r"\Apowercut-client: [^\n]*\n\Z")
        self.assertIn(about, said)
        return done.stdout


class OneCommand(PowercutClientTest):
    def test_answers(self):
        self.expect(b"OK\n", "SET", "name", "Ada", "Lovelace")
        self.expect(b"VALUE Ada Lovelace\n", "GET", "name")
        self.expect(b"VALUE Ada Lovelace\n", "GET name")
        self.expect(b"DELETED\n", "DEL", "name")
        self.expect(b"NOT_FOUND\n", "GET", "name")
        self.expect(b"NOT_FOUND\n", "DEL", "name")

    def test_an_error_is_told_by_the_exit_code(self):
        for command in [["HELLO"], ["SET", "name"], ["*1"], ["*"], ["* 3\r"]]:
            self.expect(b"ERR unknown command\n", *command, exit_code=ERROR_ANSWERED)

    def test_words_that_look_like_options(self):
        self.expect(b"OK\n", "SET", "k", "--port", "-1")
        self.expect(b"VALUE --port -1\n", "--", "GET", "k")

    def test_bytes(self):
        value = bytes(byte for byte in range(1, 256) if byte not in b"\n\r").decode("latin-1")
        self.expect(b"OK\n", "SET", "k", "<" + value + ">")
        self.expect(b"VALUE <" + value.encode() + b">\n", "GET", "k")

    def test_wrong_usage(self):
        for arguments, about in [(["SET", "k", "a\nDEL k"], "newline"), (["GET k\n"], "newline"),
                                 (["--prot", "1", "GET", "k"], "'--prot'"), ([""], "empty"),
                                 (["--port", "0", "GET", "k"], "--port"),
                                 (["--port", "x", "GET", "k"], "--port"),
                                 (["--timeout", "-1", "GET", "k"], "--timeout"),
                                 (["--timeout", "soon", "GET", "k"], "--timeout")]:
            self.assertEqual(self.expect_complaint(*arguments, about=about), b"")
        done = self.run_program(CLIENT, "--help")
        self.assertEqual(done.returncode, GOOD)
        self.assertIn(b"--timeout", done.stdout)


class ManyCommands(PowercutClientTest):
    def test_answers_come_in_order(self):
        count = 50000
        commands = b"".join(b"SET k%d %d\nGET k%d\n" % (n, n, n) for n in range(count))
        answers = b"".join(b"OK\nVALUE %d\n" % n for n in range(count))
        self.expect(answers, stdin=commands)
        path = self.directory / "commands"
        path.write_bytes(commands)
        with open(path, "rb") as commands_file:
            done = subprocess.run([CLIENT, "--port", str(self.port)], stdin=commands_file,
                                  capture_output=True, timeout=SECONDS_MAX, check=False)
        self.assertEqual((done.stdout, done.returncode), (answers, GOOD))

    def test_more_than_any_buffer_holds(self):
        """80 MB of answers to someone who reads them late: everybody waits, and then goes on."""
        self.expect(b"OK\n", "SET", "k", "v" * 100000)
        count = 800
        command = [CLIENT, "--port", str(self.port)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as client:
            commands = b"GET k\nSET other " + b"w" * 50000 + b"\n"
            sender = threading.Thread(
                target=lambda: (client.stdin.write(commands * count), client.stdin.close()))
            sender.start()
            time.sleep(0.5)
            answers = client.stdout.read()
            sender.join()
        self.assertEqual(client.returncode, GOOD)
        self.assertEqual(answers, (b"VALUE " + b"v" * 100000 + b"\nOK\n") * count)

    def test_what_a_line_may_be(self):
        self.expect(b"OK\nVALUE Ada\nVALUE Ada\n",
                    stdin=b"\r\n\nSET name Ada\r\n \nGET name\nGET name")
        self.expect(b"", stdin=b"")
        self.expect(b"", stdin=b"\n\n")
        self.expect(b"ERR unknown command\nNOT_FOUND\n", stdin=b"*2\r\nGET nobody\r\n",
                    exit_code=ERROR_ANSWERED)

    def test_standard_streams_that_are_not_there(self):
        script = f"printf 'GET nobody\\n' | '{CLIENT}' --port {self.port}"
        for redirection, exit_code, about in [
                ("<&-", GOOD, b""), ("</", IMPOSSIBLE, b"the commands cannot be read"),
                (">&-", IMPOSSIBLE, b"the answers cannot be written"),
                (">/dev/full", IMPOSSIBLE, b"the answers cannot be written"),
                ("2>&-", GOOD, b"")]:
            done = self.run_program("sh", "-c", f"{script} {redirection}")
            self.assertEqual(done.returncode, exit_code, redirection)
            self.assertIn(about, done.stderr, redirection)

    def test_an_answer_comes_while_the_input_is_open(self):
        command = [CLIENT, "--port", str(self.port)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              bufsize=0) as client:
            for number in range(20):
                client.stdin.write(b"SET n %d\n" % number)
                self.assertEqual(client.stdout.readline(), b"OK\n")
            client.stdin.close()
            self.assertEqual(client.wait(SECONDS_MAX), GOOD)


class NoServer(PowercutClientTest):
    def free_port(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            return listener.getsockname()[1]

    def serve(self, speak):
        """The port of a server that greets one client so, and then leaves."""
        listener = socket.create_server(("127.0.0.1", 0))

        def serve_one():
            connection = listener.accept()[0]
            speak(connection)
            connection.close()
            listener.close()

        thread = threading.Thread(target=serve_one)
        thread.start()
        self.addCleanup(thread.join)
        return listener.getsockname()[1]

    def test_nobody_listens(self):
        port = self.free_port()
        for arguments in [["GET", "k"], []]:
            self.expect_complaint(*arguments, port=port,
                                  about=f"127.0.0.1:{port}: Connection refused; is a "
                                        "powercut-server there (--host, --port)?")
        self.expect_complaint("--host", "no host", "GET", "k", about="no host:")

    def test_no_answer(self):
        gone = threading.Event()
        port = self.serve(lambda connection: gone.wait(SECONDS_MAX))
        self.addCleanup(gone.set)
        begin = time.monotonic()
        self.expect_complaint("--timeout", "0.3", "SET", "k", "v", port=port,
                              about="no answer in 0.3 s (--timeout); 1 command is without answer")
        self.assertLess(time.monotonic() - begin, SECONDS_MAX / 2)

    def test_a_lost_connection(self):
        def answer_one(connection):
            connection.recv(1 << 16)
            connection.sendall(b"OK\nVAL")

        port = self.serve(answer_one)
        answered = self.expect_complaint(stdin=b"SET a 1\nGET a\nGET a\n", port=port,
                                         about="2 commands are without answer, carried out or not")
        self.assertEqual(answered, b"OK\n")

    def test_a_server_that_is_killed(self):
        command = [CLIENT, "--port", str(self.port)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, bufsize=0) as client:
            client.stdin.write(b"SET a 1\n")
            self.assertEqual(client.stdout.readline(), b"OK\n")
            self.server.kill()
            self.assertEqual(client.wait(SECONDS_MAX), IMPOSSIBLE)
            self.assertIn(b"all that was sent is answered; send the rest again", client.stderr.read())

    def test_others_that_listen(self):
        for words in [b"HTTP/1.1 400 Bad Request\r\n", b"+OK\r\n", b"OK\nOK\n",
                      b"-ERR max number of clients reached\r\n", b"\x1b]0;title\x07\n"]:
            def speak(connection, words=words):
                connection.recv(1 << 16)
                connection.sendall(words)

            self.expect_complaint("SET", "k", "v", port=self.serve(speak),
                                  about="no answer of the line protocol: '")


class Prompt(PowercutClientTest):
    def test_a_conversation(self):
        child, terminal = pty.fork()
        if child == 0:
            os.execv(CLIENT, ["powercut-client", "--port", str(self.port)])
        prompt = f"127.0.0.1:{self.port}> "
        seen = self.read_until(terminal, prompt)
        for line, answer in [("SET name Ada", "OK"), ("GET name", "VALUE Ada"), ("", None),
                             ("HELLO", "ERR unknown command")]:
            os.write(terminal, line.encode() + b"\n")
            seen = self.read_until(terminal, prompt)
            self.assertEqual(seen, "\r\n".join([line, *([answer] if answer else []), prompt]))
        os.write(terminal, b"\x04")
        exit_code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        os.close(terminal)
        self.assertEqual(exit_code, ERROR_ANSWERED)

    def read_until(self, terminal, end):
        seen = ""
        while not seen.endswith(end):
            if not select.select([terminal], [], [], SECONDS_MAX)[0]:
                raise AssertionError(f"{end!r} does not come: {seen!r}")
            seen += os.read(terminal, 4096).decode()
        return seen


if __name__ == "__main__":
    main()
