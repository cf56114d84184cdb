"""redis-py, as Debian has it, and as programs use it that know nothing of powercut."""

import threading

from client_case import ClientTest, main

try:
    import redis
except ImportError as error:  # told where it fails a test: the others need no redis-py
    raise SystemExit(f"python3-redis is not installed (packages.txt names it): {error}") from error


class PythonRedisTest(ClientTest):
    def connect(self, **options):
        client = redis.Redis(host="127.0.0.1", port=self.port, **options)
        self.addCleanup(client.close)
        return client


class Commands(PythonRedisTest):
    def test_bytes_and_text(self):
        client = self.connect()
        everything = bytes(range(256)) * 500
        self.assertIs(client.set(b"\x00\xff", everything), True)
        self.assertEqual(client.get(b"\x00\xff"), everything)
        self.assertEqual(client[b"\x00\xff"], everything)
        self.assertIsNone(client.get("nobody"))
        text = self.connect(decode_responses=True)
        text.set("name", "Zo\u00eb")
        self.assertEqual(text.get("name"), "Zo\u00eb")
        self.assertEqual(text.mget("name", "nobody"), ["Zo\u00eb", None])
        self.assertEqual((text.strlen("name"), text.exists("name", "name", "nobody")), (4, 2))
        self.assertEqual((text.delete("name", "nobody"), text.dbsize()), (1, 1))

    def test_options_of_set(self):
        client = self.connect(decode_responses=True)
        self.assertIs(client.set("k", "1", nx=True), True)
        self.assertIsNone(client.set("k", "2", nx=True))
        self.assertIsNone(client.set("nobody", "2", xx=True))
        self.assertEqual(client.set("k", "3", get=True), "1")
        self.assertEqual((client.getset("k", "4"), client.getdel("k"), client.get("k")),
                         ("3", "4", None))
        self.assertEqual((client.setnx("k", "5"), client.setnx("k", "6")), (True, False))
        self.assertIs(client.mset({"a": 1, "b": 2}), True)
        self.assertIs(client.msetnx({"b": 3, "c": 3}), False)

    def test_counters_and_parts(self):
        client = self.connect(decode_responses=True)
        self.assertEqual((client.incr("n"), client.incrby("n", 41), client.decr("n", 2)),
                         (1, 42, 40))
        self.assertEqual(client.incrbyfloat("f", 1.5), 1.5)
        self.assertEqual((client.append("s", "power"), client.append("s", "cut")), (5, 8))
        self.assertEqual((client.getrange("s", 5, -1), client.setrange("s", 0, "P")), ("cut", 8))
        self.assertEqual((client.type("s"), client.type("nobody")), ("string", "none"))
        self.assertIs(client.rename("s", "t"), True)
        self.assertEqual(client.get("t"), "Powercut")
        self.assertIn(client.randomkey(), ("n", "f", "t"))

    def test_errors(self):
        client = self.connect()
        client.set("k", "v")
        for message, arguments in [("value is not an integer or out of range", ["INCR", "k"]),
                                   ("unknown command", ["NOSUCH", "k"]),
                                   ("wrong number of arguments for 'get'", ["GET"]),
                                   ("syntax error", ["SET", "k", "v", "SOON"]),
                                   ("no such key", ["RENAME", "nobody", "k"])]:
            with self.assertRaisesRegex(redis.ResponseError, message):
                client.execute_command(*arguments)
        self.assertEqual(client.get("k"), b"v", "the connection lives on")

    def test_keys(self):
        client = self.connect(decode_responses=True)
        expected = {f"key:{number}" for number in range(5000)}
        client.mset({key: "v" for key in expected})
        found = list(client.scan_iter(count=100))
        self.assertEqual((len(found), set(found)), (5000, expected))
        self.assertEqual(set(client.scan_iter(match="key:*7")),
                         {key for key in expected if key.endswith("7")})
        self.assertEqual(set(client.scan_iter(_type="string")), expected)
        self.assertEqual(list(client.scan_iter(_type="hash")), [])
        self.assertEqual(sorted(client.keys("key:1?")), [f"key:1{digit}" for digit in range(10)])
        self.assertIs(client.flushdb(), True)
        self.assertEqual(client.keys(), [])


class Pipelines(PythonRedisTest):
    def test_transactions(self):
        client = self.connect(decode_responses=True)
        with client.pipeline(transaction=True) as pipeline:
            pipeline.set("a", 1).incr("a").get("a").mget("a", "b")
            self.assertEqual(pipeline.execute(), [True, 2, "2", ["2", None]])
            pipeline.set("a", "x").incr("a").set("b", "after")
            with self.assertRaisesRegex(redis.ResponseError, "not an integer"):
                pipeline.execute()
        self.assertEqual(client.get("b"), "after", "a failed command stops no transaction")
        with client.pipeline() as pipeline:
            pipeline.set("a", 7).execute_command("NOSUCH")
            with self.assertRaisesRegex(redis.ResponseError, "unknown command"):
                pipeline.execute()
        self.assertEqual(client.get("a"), "x", "one that cannot be queued stops it")

    def test_without_transactions(self):
        client = self.connect()
        with client.pipeline(transaction=False) as pipeline:
            for number in range(10000):
                pipeline.set(f"key:{number}", number)
            self.assertEqual(pipeline.execute(), [True] * 10000)
            pipeline.incr("n").execute_command("INCR", "n", "n").incr("n")
            answers = pipeline.execute(raise_on_error=False)
        self.assertEqual((answers[0], answers[2]), (1, 2))
        self.assertIsInstance(answers[1], redis.ResponseError)

    def test_watch(self):
        client, other = self.connect(decode_responses=True), self.connect()
        client.set("k", 1)
        with client.pipeline() as pipeline:
            pipeline.watch("k")
            self.assertEqual(pipeline.get("k"), "1")
            other.set("k", 5)
            pipeline.multi()
            pipeline.set("k", 2)
            self.assertRaises(redis.WatchError, pipeline.execute)
        self.assertEqual(client.get("k"), "5")
        with client.pipeline() as pipeline:
            pipeline.watch("k")
            other.set("another", 5)
            pipeline.multi()
            pipeline.set("k", 3)
            self.assertEqual(pipeline.execute(), [True])

    def test_counting_with_watch(self):
        """Threads that read, add and write: with WATCH and a retry no addition is lost."""
        threads_count, additions = 8, 50
        client = self.connect(max_connections=threads_count)

        def add_one(pipeline):
            number = int(pipeline.get("n") or 0)
            pipeline.multi()
            pipeline.set("n", number + 1)

        def add_all():
            for _ in range(additions):
                client.transaction(add_one, "n")

        run_in_threads(threads_count, add_all)
        self.assertEqual(client.get("n"), b"%d" % (threads_count * additions))


class Connections(PythonRedisTest):
    def test_a_pool(self):
        pool = redis.BlockingConnectionPool(host="127.0.0.1", port=self.port, max_connections=5,
                                            timeout=60)
        self.addCleanup(pool.disconnect)

        def add_all():
            client = redis.Redis(connection_pool=pool)
            for _ in range(200):
                client.incr("n")

        run_in_threads(20, add_all)
        client = redis.Redis(connection_pool=pool)
        self.assertEqual(client.get("n"), b"4000")
        self.assertLessEqual(len(client.client_list()), 5)

    def test_clients_see_each_other(self):
        client = self.connect(client_name="Ada", decode_responses=True)
        other = self.connect(client_name="Grace")
        other.ping()
        self.assertEqual(client.client_getname(), "Ada")
        listed = {entry["name"]: entry for entry in client.client_list()}
        self.assertEqual(set(listed), {"Ada", "Grace"})
        self.assertEqual(int(listed["Ada"]["id"]), client.client_id())
        self.assertEqual(listed["Grace"]["cmd"], "ping")
        self.assertTrue(listed["Ada"]["addr"].startswith("127.0.0.1:"))
        self.assertIs(client.client_kill(listed["Grace"]["addr"]), True)
        self.assertEqual([entry["name"] for entry in client.client_list()], ["Ada"])
        self.assertIs(other.ping(), True, "it connects again")

    def test_what_the_server_tells_of_itself(self):
        client = self.connect(decode_responses=True)
        client.set("k", "v")
        everything = client.info()
        self.assertEqual(everything["redis_version"], "7.0.15")
        self.assertEqual(everything["tcp_port"], self.port)
        self.assertEqual(everything["db0"]["keys"], 1)
        self.assertEqual(everything["connected_clients"], 1)
        self.assertGreaterEqual(everything["total_commands_processed"], 1)
        self.assertEqual(set(client.info("keyspace")), {"db0"})
        self.assertEqual(client.info("commandstats")["cmdstat_set"]["calls"], 1)
        self.assertEqual(client.config_get("maxclients"), {"maxclients": "10000"})
        self.assertIn("save", client.config_get("*"))
        self.assertGreater(client.command_count(), 20)
        self.assertEqual(client.command()["get"]["arity"], 2)
        self.assertEqual(client.echo("\u00e9"), "\u00e9")
        self.assertEqual(len(client.time()), 2)
        self.assertGreaterEqual(client.lastsave().year, 2024)


def run_in_threads(count, job):
    """What goes wrong in a thread goes wrong here."""
    errors = []

    def run():
        try:
            job()
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


if __name__ == "__main__":
    main()
