"""redis-benchmark: many clients with many requests under way, and every answer a good one."""

import re

from client_case import ClientTest, main

RATE = re.compile(r"^([A-Z_]+)[^:\n]*: ([0-9.]+) requests per second", re.MULTILINE)


class Benchmark(ClientTest):
    def expect_rates(self, *options, tests):
        """It asks CONFIG GET first, and warns if that does not tell what it wants to know."""
        said = self.expect_success("redis-benchmark", "-p", self.port, "-q", *options, "-t",
                                   ",".join(tests)).decode().replace("\r", "\n")
        for word in ["error", "warning", "failed"]:
            self.assertNotIn(word, said.lower())
        rates = {name: float(rate) for name, rate in RATE.findall(said)}
        names = {test.upper() for test in tests} - {"PING"}
        if "ping" in tests:
            names |= {"PING_INLINE", "PING_MBULK"}
        self.assertEqual(set(rates), names, said)
        self.assertTrue(all(rate > 0 for rate in rates.values()), said)

    def ask(self, *arguments):
        return self.expect_success("redis-cli", "-p", self.port, *arguments)

    def test_pipelines(self):
        self.expect_rates("-n", "20000", "-P", "16",
                          tests=["set", "get", "incr", "mset", "ping"])
        self.assertEqual(self.ask("GET", "counter:__rand_int__"), b"20000\n")
        self.assertEqual(self.ask("STRLEN", "key:__rand_int__"), b"3\n")

    def test_many_clients(self):
        self.expect_rates("-n", "20000", "-c", "50", tests=["set", "get", "incr", "ping"])
        self.assertEqual(self.ask("GET", "counter:__rand_int__"), b"20000\n")

    def test_threads_and_random_keys(self):
        self.expect_rates("-n", "20000", "-c", "20", "-P", "8", "-r", "1000", "-d", "500",
                          "--threads", "2", tests=["set", "incr", "get"])
        keys = self.ask("--scan", "--pattern", "key:????????????").split()
        self.assertEqual(len(keys), 1000)
        self.assertEqual(self.ask("STRLEN", keys[0].decode()), b"500\n")

    def test_the_third_version_of_the_protocol(self):
        self.expect_rates("-n", "5000", "-P", "4", "-3", tests=["set", "get", "mset"])

    def test_a_command_of_ones_own(self):
        said = self.expect_success("redis-benchmark", "-p", self.port, "-q", "-n", "1000",
                                   "INCRBY", "n", "2").decode()
        self.assertIn("requests per second", said)
        self.assertEqual(self.ask("GET", "n"), b"2000\n")


class BenchmarkDurable(Benchmark):
    """Answers that wait for the disk: fewer of them, from clients that share syncs."""

    SERVER_OPTIONS = ["--sync", "always"]


if __name__ == "__main__":
    main()
