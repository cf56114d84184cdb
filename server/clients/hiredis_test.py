"""hiredis: a C program that is compiled here, so that only this test needs the library."""

import shlex

from client_case import HERE, ClientTest, main


class Hiredis(ClientTest):
    def test_the_program(self):
        flags = self.expect_success("pkg-config", "--cflags", "--libs", "hiredis").decode()
        compiled = self.directory / "hiredis_client"
        self.expect_success("cc", "-std=c11", "-O1", "-Wall", "-Wextra", "-Werror", "-o", compiled,
                            HERE / "hiredis_client.c", *shlex.split(flags))
        self.assertEqual(self.expect_success(compiled, self.port), b"all as it should be\n")


if __name__ == "__main__":
    main()
