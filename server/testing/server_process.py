"""A powercut-server of a test's own: started on a free port, ended by a signal."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time

LISTENING = re.compile(r"listening on (\S+):(\d+)")

# Where the server is built with the address sanitizer: memory that is freed is given back at once,
# and other libraries may be loaded before it. Elsewhere nobody reads this.
SANITIZED = {"ASAN_OPTIONS": ":".join(filter(None, [
    os.environ.get("ASAN_OPTIONS"), "quarantine_size_mb=0", "verify_asan_link_order=0"]))}


class ServerProcess:
    """Starts `program` on `directory`; `port` is where it listens.

    What it logs is in `log_lines`. Raises RuntimeError, with the log, if it does not come up.
    """

    def __init__(self, program, directory, *options, environment=None):
        self.log_lines = []
        self.port = None
        self._up = threading.Event()
        command = [program, str(directory), "--port", "0", *options]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True,
                                        env={**os.environ, **SANITIZED, **(environment or {})})
        self._reader = threading.Thread(target=self._read_log, daemon=True)
        self._reader.start()
        if not self._up.wait(60) or self.port is None:
            self.kill()
            raise RuntimeError(f"{' '.join(command)} did not come up:\n" + "".join(self.log_lines))

    def _read_log(self):
        for line in self.process.stderr:
            self.log_lines.append(line)
            found = LISTENING.search(line)
            if found:
                self.port = int(found[2])
                self._up.set()
        self._up.set()

    def connect(self, timeout=30):
        return socket.create_connection(("127.0.0.1", self.port), timeout)

    def resident_bytes(self):
        with open(f"/proc/{self.process.pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")

    def kill(self):
        self.process.kill()
        self.wait()

    def terminate(self, timeout=60):
        """Ends it by SIGTERM; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.wait(timeout)

    def wait(self, timeout=60):
        """Its exit code, when it has ended."""
        code = self.process.wait(timeout)
        self._reader.join()
        self.process.stderr.close()
        return code


@contextlib.contextmanager
def serving(program, *options, environment=None):
    """A server on a new directory; at the end it must stop well, and the directory goes."""
    with tempfile.TemporaryDirectory() as directory:
        server = ServerProcess(program, os.path.join(directory, "store"), *options,
                               environment=environment)
        try:
            yield server
        except BaseException:
            server.kill()
            raise
        if server.process.poll() is None:
            code = server.terminate()
            assert code == 0, f"exit code {code}:\n" + "".join(server.log_lines)


def free_port():
    """A port that nobody has; for programs that cannot take one themselves."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Client:
    """A RESP connection by hand: what is sent and what comes are bytes."""

    def __init__(self, server, timeout=60):
        self.socket = server.connect(timeout)
        self._bytes = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, *arguments):
        self.socket.sendall(encode(*arguments))

    def ask(self, *arguments):
        self.send(*arguments)
        return self.read()

    def _read_more(self):
        got = self.socket.recv(1 << 16)
        if not got:
            raise EOFError("the server closed the connection")
        self._bytes += got

    def _read_line(self):
        while b"\r\n" not in self._bytes:
            self._read_more()
        line, self._bytes = self._bytes.split(b"\r\n", 1)
        return line

    def _read_bulk(self, length):
        parts = [self._bytes]
        have = len(self._bytes)
        while have < length + 2:
            got = self.socket.recv(1 << 20)
            if not got:
                raise EOFError("the server closed the connection")
            parts.append(got)
            have += len(got)
        whole = b"".join(parts)
        self._bytes = whole[length + 2:]
        return whole[:length]

    def read(self):
        """One answer: bytes, int, None, list; an error as an Exception, not raised."""
        line = self._read_line()
        kind, rest = line[:1], line[1:]
        if kind == b"+":
            return rest
        if kind == b"-":
            return RuntimeError(rest.decode())
        if kind == b":":
            return int(rest)
        if kind in b"$=":
            return None if rest == b"-1" else self._read_bulk(int(rest))
        if kind in b"*~":
            return None if rest == b"-1" else [self.read() for _ in range(int(rest))]
        if kind == b"%":
            return [self.read() for _ in range(2 * int(rest))]
        if kind == b"_":
            return None
        raise ValueError(f"no answer begins with {line!r}")

    def ends(self):
        """Whether the server closes the connection, once all that it sent is read."""
        try:
            while self.socket.recv(1 << 16):
                pass
        except ConnectionResetError:
            pass
        except TimeoutError:
            return False
        return True


def encode(*arguments):
    parts = [b"*%d\r\n" % len(arguments)]
    for argument in arguments:
        argument = argument if isinstance(argument, bytes) else str(argument).encode()
        parts.append(b"$%d\r\n%s\r\n" % (len(argument), argument))
    return b"".join(parts)


def info(client, section):
    """INFO's fields of one section."""
    text = client.ask("INFO", section).decode()
    return dict(line.split(":", 1) for line in text.split("\r\n") if ":" in line)


def wait_until(condition, seconds=30):
    """Whether the condition comes to hold in that time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False
