"""Builds examples/own_store as its users would: against the installed powercut, with powercut's
sources inside of it, and with those fetched from a repository. In each way its tests pass, a
finding replays by the command that is printed, and targets and macros of the same names do no harm.

examples_test.py SOURCE BUILD COMPILER [WAY...]: powercut's sources, a build of them to install
from, and the ways; all, if none is named.
"""

import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE, BUILD = (pathlib.Path(path).resolve() for path in sys.argv[1:3])
COMPILER = sys.argv[3]
# Names that a project may have, whatever powercut's own folders and macros are called.
CLASHES = """
add_library(engine INTERFACE)
add_library(harness INTERFACE)
add_library(faultfs INTERFACE)
add_library(io INTERFACE)
add_executable(with_own_macros with_own_macros.cc)
target_link_libraries(with_own_macros PRIVATE powercut::harness)
"""
OWN_MACROS = """
#define CHECK(condition) do_not_expand_this condition
#define TRY(expression) nor_this expression
#define TRY_ASSIGN(declaration, expression) nor_this
{includes}
#ifndef TRY
#error powercut took away a macro
#endif
int main() {{ return powercut::Registry().stores().empty() ? 0 : 1; }}
"""


def run(*command, cwd=None, ends_with=0, environment=None):
    done = subprocess.run([os.fspath(word) for word in command], capture_output=True, text=True,
                          cwd=cwd, check=False, timeout=1500,
                          env={**os.environ, **(environment or {})})
    text = done.stdout + done.stderr
    assert done.returncode == ends_with, f"{command}: {done.returncode}\n{text[-6000:]}"
    return text


class Consumer(unittest.TestCase):
    example = "own_store"

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.place = pathlib.Path(directory.name)
        self.project = self.place / self.example
        shutil.copytree(SOURCE / "examples" / self.example, self.project)
        public = sorted((SOURCE / "include").rglob("*.h"))
        self.assertGreater(len(public), 40)
        includes = "\n".join(f"#include <{path.relative_to(SOURCE / 'include')}>"
                             for path in public)
        (self.project / "with_own_macros.cc").write_text(OWN_MACROS.format(includes=includes))
        with open(self.project / "CMakeLists.txt", "a", encoding="utf-8") as lists:
            lists.write(CLASHES)

    def build(self, *options):
        build = self.place / "build"
        launcher = ["-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []
        run("cmake", "-S", self.project, "-B", build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug",
            f"-DCMAKE_CXX_COMPILER={COMPILER}", *launcher, *options)
        # Both ways of building the sources find in ccache what the other has compiled.
        run("cmake", "--build", build,
            environment={"CCACHE_BASEDIR": os.fspath(self.place), "CCACHE_NOHASHDIR": "1"})
        return build

    def check(self, build, *leaves_out):
        said = run("ctest", "--test-dir", build, "-j2", "--output-on-failure", *leaves_out)
        self.assertIn("100% tests passed, 0 tests failed out of", said)
        self.assertIn("own_sweep.2", said)
        run(build / "with_own_macros")
        self.check_replay(build)
        self.check_readme(build, "own_powercut")
        self.check_links(build)

    def check_replay(self, build):
        program = build / "own_powercut"
        swept = run(program, "sweep", "--store", "unsynced-whole-map", "--workload", "few-keys",
                    "--model", "ext4", ends_with=1)
        command = re.search(rf"{re.escape(str(program))} replay '.*'", swept)
        self.assertIsNotNone(command, swept)
        self.assertIn("unsynced-whole-map", run(*shlex.split(command[0])))
        self.assertIn("whole-map", run(program, "matrix", "--store", "whole-map", "--workload",
                                       "few-keys"))

    def check_readme(self, build, program):
        """What README.md shows of the example's program."""
        sys.path.insert(0, os.fspath(SOURCE / "reports"))
        import readme_test  # pylint: disable=import-outside-toplevel
        shown = sum(readme_test.check_console("README.md", text, program, build / program,
                                              self.place)
                    for language, text in readme_test.blocks_of("README.md")
                    if language == "console")
        self.assertGreater(shown, 0)

    def check_links(self, build):
        """The library alone brings neither server, nor our own stores, nor the command line."""
        symbols = run("nm", "-C", build / "own_test")
        for theirs in ["CommandProcessor", "our_registry", "CLI::", "run_program"]:
            self.assertNotIn(theirs, symbols)
        self.assertIn("powercut::check_store", symbols)


class Package(Consumer):
    def test_the_installed_libraries(self):
        prefix = self.place / "prefix"
        run("cmake", "--install", BUILD, "--prefix", prefix)
        self.check(self.build(f"-DCMAKE_PREFIX_PATH={prefix}"))
        run(prefix / "bin" / "powercut", "list", "stores")
        for header in (prefix / "include").rglob("*"):
            self.assertIn("powercut", header.relative_to(prefix / "include").parts[0])

    def test_another_version_is_refused(self):
        prefix = self.place / "prefix"
        run("cmake", "--install", BUILD, "--prefix", prefix)
        (self.project / "CMakeLists.txt").write_text(
            "cmake_minimum_required(VERSION 3.25)\nproject(asks_for_another LANGUAGES CXX)\n"
            "find_package(powercut 0.1 CONFIG REQUIRED)\n")
        said = run("cmake", "-S", self.project, "-B", self.place / "build",
                   f"-DCMAKE_PREFIX_PATH={prefix}", ends_with=1)
        self.assertIn("version", said)


class Subdirectory(Consumer):
    def test_the_sources_inside(self):
        sources = self.place / "build" / "_deps" / "powercut-src"  # as FetchContent lays it out
        run("git", "clone", "-q", SOURCE, sources)
        self.check(self.build(f"-DPOWERCUT_DIRECTORY={sources}"), "-E", "own_test")


class Fetch(Consumer):
    def test_the_sources_fetched(self):
        build = self.build(f"-DPOWERCUT_REPOSITORY={SOURCE}",
                           "-DFETCHCONTENT_TRY_FIND_PACKAGE_MODE=NEVER")
        self.check(build, "-E", "own_test")


class Subjects(Consumer):
    """What is no map of keys: each right subject holds, each wrong one is caught and shrinks."""
    example = "own_subjects"

    def test_the_installed_libraries(self):
        prefix = self.place / "prefix"
        run("cmake", "--install", BUILD, "--prefix", prefix)
        build = self.build(f"-DCMAKE_PREFIX_PATH={prefix}")
        run("ctest", "--test-dir", build, "-j2", "--output-on-failure")
        run(build / "with_own_macros")
        program = build / "own_subjects"
        for wrong in ["queue-leaves-tail", "settings-unsynced"]:
            swept = run(program, "sweep", "--store", wrong, "--workload", "demo",
                        "--worlds", "300", ends_with=1)
            command = re.search(rf"{re.escape(str(program))} replay '(.*)'", swept)
            self.assertIsNotNone(command, swept)
            run(*shlex.split(command[0]))
            shrunk = run(program, "shrink", command[1])
            left = re.search(r"(\d+) operations are left", shrunk)
            self.assertLessEqual(int(left[1]), 5, shrunk)
        self.check_readme(build, "own_subjects")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[4:]])
