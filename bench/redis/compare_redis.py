#!/usr/bin/env python3
"""powercut-server beside redis-server, by redis-benchmark: requests a second, and their times.

Both servers run at the same time and are measured by turns, so that what else happens on the
machine happens to both. Values of 100 bytes, keys random over a million, appendonly yes.

usage: compare_redis.py SERVER [--sync POLICY..] [--cell CLIENTS,PIPELINE..] [--test NAME..]
                        [--repetitions N] [--seconds S] [--json FILE]
"""

import argparse
import csv
import json
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "server" / "testing"))
from server_process import ServerProcess, free_port

REDIS_SYNC = {"always": "always", "everysec": "everysec", "never": "no"}
CELLS = ["1,1", "50,1", "256,1", "50,16", "256,16", "50,64"]


class RedisProcess:
    """redis-server on a new directory."""

    def __init__(self, directory, sync):
        self.port = free_port()
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--dir", directory, "--save", "",
             "--appendonly", "yes", "--appendfsync", REDIS_SYNC[sync], "--bind", "127.0.0.1"],
            stdout=subprocess.DEVNULL)
        time.sleep(1)

    def terminate(self):
        self.process.terminate()
        return self.process.wait(60)


def children_seconds():
    """What ended children have computed: not the servers, which run on."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(port, test, clients, pipeline, requests):
    """Requests a second, milliseconds of the median and of one in a hundred, and how much of the
    time the client computed: near 1, no server is faster."""
    begin, busy = time.monotonic(), children_seconds()
    done = subprocess.run(
        ["redis-benchmark", "-p", str(port), "-t", test, "-c", str(clients), "-P", str(pipeline),
         "-n", str(requests), "-d", "100", "-r", "1000000", "--csv"],
        capture_output=True, text=True, check=True)
    share = (children_seconds() - busy) / (time.monotonic() - begin)
    row = list(csv.DictReader(done.stdout.splitlines()))[-1]
    return {"rate": float(row["rps"]), "p50": float(row["p50_latency_ms"]),
            "p99": float(row["p99_latency_ms"]), "client": share}


def compare_cell(ports, sync, test, cell, arguments):
    """Medians of the repetitions, for each server."""
    clients, pipeline = map(int, cell.split(","))
    runs = {name: [] for name in ports}
    requests = 20000 * pipeline if clients > 1 else 5000 * pipeline
    first = {name: measure(port, test, clients, pipeline, requests) for name, port in ports.items()}
    for _ in range(arguments.repetitions):
        for name, port in ports.items():
            wanted = max(int(first[name]["rate"] * arguments.seconds), requests)
            runs[name].append(measure(port, test, clients, pipeline, wanted))
            first[name] = runs[name][-1]
    result = {"sync": sync, "test": test, "clients": clients, "pipeline": pipeline}
    for name, measured in runs.items():
        for field in ("rate", "p50", "p99", "client"):
            result[f"{name}_{field}"] = statistics.median(run[field] for run in measured)
    result["ratio"] = result["powercut_rate"] / result["redis_rate"]
    return result


def show(result):
    print(f"{result['sync']:9} {result['test']:5} {result['clients']:4},{result['pipeline']:<3} "
          f"{result['redis_rate'] / 1000:9.1f} {result['powercut_rate'] / 1000:9.1f} "
          f"{result['ratio']:6.2f}  {result['redis_p50']:7.2f} {result['powercut_p50']:7.2f} "
          f"{result['redis_p99']:7.2f} {result['powercut_p99']:7.2f}  "
          f"{result['redis_client']:7.2f} {result['powercut_client']:7.2f}", flush=True)


def compare_policy(sync, arguments):
    results = []
    with tempfile.TemporaryDirectory(dir=arguments.directory) as directory:
        redis = RedisProcess(directory, sync)
        server = ServerProcess(arguments.server, f"{directory}/store", "--sync", sync)
        ports = {"redis": redis.port, "powercut": server.port}
        try:
            for port in ports.values():
                measure(port, "set", 50, 64, 2_000_000)
            for cell in arguments.cell:
                for test in arguments.test:
                    results.append(compare_cell(ports, sync, test, cell, arguments))
                    show(results[-1])
        finally:
            server.terminate()
            redis.terminate()
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("server")
    parser.add_argument("--sync", nargs="+", choices=REDIS_SYNC, default=list(REDIS_SYNC))
    parser.add_argument("--cell", nargs="+", default=CELLS)
    parser.add_argument("--test", nargs="+", default=["set", "get"])
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--directory", default=".", help="where the stores are made; removed after")
    parser.add_argument("--json")
    arguments = parser.parse_args()
    for program in ("redis-server", "redis-benchmark"):
        if shutil.which(program) is None:
            sys.exit(f"compare_redis.py: {program} is not installed")
    print("sync      test   c,p    redis k/s  ours k/s  ratio  p50 ms: redis, ours  "
          "p99: redis, ours  client busy: redis, ours")
    results = [result for sync in arguments.sync for result in compare_policy(sync, arguments)]
    if arguments.json:
        pathlib.Path(arguments.json).write_text(json.dumps(results, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
