"""Both servers, each in a directory and at a port of its own."""

import contextlib
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

START_SECONDS_MAX = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def command_of_ours(program, directory, port):
    return [program, directory / "store", "--port", str(port), "--sync", "never",
            "--log-level", "warn"]


def command_of_redis(program, directory, port):
    return [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "",
            "--appendonly", "no", "--dir", directory, "--databases", "1",
            "--enable-debug-command", "yes", "--logfile", directory / "log"]


def wait_for(process, port):
    deadline = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < deadline:
        if process.poll() is not None:
            sys.exit(f"{process.args[0]} ended with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.02)
    sys.exit(f"{process.args[0]} does not listen on {port}")


def stop(process):
    """Its exit code; a sanitizer's finding is one that is not 0."""
    process.terminate()
    try:
        return process.wait(timeout=START_SECONDS_MAX)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


class Servers:
    def __init__(self, our_port, their_port, process):
        self.our_port = our_port
        self.their_port = their_port
        self.our_process = process


@contextlib.contextmanager
def running(our_program):
    redis = shutil.which("redis-server")
    if redis is None:
        sys.exit("redis-server is not installed: `./run` installs what packages.txt has")
    with tempfile.TemporaryDirectory() as directory, contextlib.ExitStack() as at_end:
        root = pathlib.Path(directory)
        ports = []
        processes = []
        for name, command, program in [("ours", command_of_ours, our_program),
                                       ("redis", command_of_redis, redis)]:
            (root / name).mkdir()
            ports.append(free_port())
            process = subprocess.Popen(command(program, root / name, ports[-1]))
            processes.append(process)
            at_end.callback(stop, process)
            wait_for(process, ports[-1])
        yield Servers(*ports, processes[0])
        if code := stop(processes[0]):
            sys.exit(f"{our_program} ended with {code}")
