"""ioredis and node-redis, in the versions that node/package-lock.json names.

They are installed in the build tree, where they stay for the next time.
"""

import shutil

from client_case import HERE, SCRATCH, ClientTest, main

PACKAGES = HERE / "node"


class NodeTest(ClientTest):
    def install(self, name):
        """A directory where node finds the packages; one for each test, so that none waits."""
        directory = SCRATCH / "node" / name
        lock = PACKAGES / "package-lock.json"
        done = directory / "installed-package-lock.json"
        if not done.is_file() or done.read_bytes() != lock.read_bytes():
            shutil.rmtree(directory, ignore_errors=True)
            directory.mkdir(parents=True)
            for file in [PACKAGES / "package.json", lock]:
                shutil.copy(file, directory)
            called = self.run_program("npm", "ci", "--prefix", directory, "--no-audit", "--no-fund",
                                      "--ignore-scripts", "--loglevel=error")
            self.assertEqual(called.returncode, 0,
                             f"npm cannot install what {lock} names: {called.stderr.decode()}")
            shutil.copy(lock, done)
        return directory

    def run_script(self, name, *arguments):
        """From where its packages are: node looks for them beside the script."""
        directory = self.install(name)
        script = directory / f"{name}_client.mjs"
        shutil.copy(PACKAGES / script.name, script)
        said = self.expect_success("node", script, self.port, *arguments)
        self.assertEqual(said, b"all as it should be\n")


class Ioredis(NodeTest):
    def test_the_script(self):
        self.run_script("ioredis")


class NodeRedis(NodeTest):
    def test_the_script_with_its_own_choice_of_protocol(self):
        self.run_script("redis")

    def test_the_script_with_the_second_version_of_the_protocol(self):
        self.run_script("redis", "2")

    def test_the_script_with_the_third_version_of_the_protocol(self):
        self.run_script("redis", "3")


if __name__ == "__main__":
    main()
