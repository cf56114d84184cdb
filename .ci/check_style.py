"""Holds the tree to what of the house style can be counted."""

import ast
import re

import cpp_functions
import tree

FUNCTION_LINES_MAX = 70
COLUMNS_MAX = 100
TOP_LEVEL = set("""
    CMakeLists.txt CMakePresets.json README.md CHANGELOG.md CONTRIBUTING.md LICENSE run packages.txt
    cmake engine examples faultfs harness include props bench reports server docs
    .ci .github .clang-format .clang-tidy .editorconfig .gitignore
""".split())
CPP = {".h", ".cc"}
CODE = CPP | {".py", ".cmake", ".sh"}
CODE_NAMES = {"CMakeLists.txt", "run"}
TEXT = CODE | {".txt", ".md", ".json", ".html", ".js", ".css", ".yaml", ".yml", ""}
# Written so that this file is not a finding of its own.
LATER = re.compile(r"\b(?:TO[D]O|FIX[M]E|X[X]X|HA[C]K|NO[L]INT\w*)\b")
MACHINE_PATH = re.compile(r"(?<![\w.$}/-])/(?:home|root|Users|work|workspace)/\w")

# A file of ours that a comment or a document names by a part of its path at least.
NAMED_FILE = re.compile(r"(?<![\w/.<-])((?:[\w-]+/)+[\w-]+\.(?:h|cc|md))\b")


def python_functions(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.lineno, node.end_lineno - node.lineno + 1


def length_findings(path, lines, functions):
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS_MAX:
            yield f"{path}:{number}: {len(line)} columns, {COLUMNS_MAX} at most"
    for number, line_count in functions:
        if line_count > FUNCTION_LINES_MAX:
            yield f"{path}:{number}: a function of {line_count} lines, {FUNCTION_LINES_MAX} at most"


def word_findings(path, lines):
    for number, line in enumerate(lines, 1):
        if later := LATER.search(line):
            yield f"{path}:{number}: {later[0]}: do it, or leave it"
        if machine_path := MACHINE_PATH.search(line):
            yield f"{path}:{number}: {machine_path[0]}... is a path of one machine"


def name_findings(path, lines, ends_of_paths):
    """What is named and is not there. Changes that were made name what there was."""
    is_told = path.suffix in CPP | {".md"} and path.name != "CHANGELOG.md"
    for number, line in enumerate(lines if is_told else [], 1):
        for name in [] if line.lstrip().startswith("#") else NAMED_FILE.findall(line):
            if name not in ends_of_paths:
                yield f"{path}:{number}: there is no {name}"


def check(root):
    paths = tree.files(root)
    ends_of_paths = {"/".join(path.parts[first:]) for path in paths
                     for first in range(len(path.parts))}
    findings = [f"{name}: has no place at the top of the house"
                for name in sorted({path.parts[0] for path in paths} - TOP_LEVEL)]
    counted = {"files": len(paths), "lines of code": 0, "functions": 0}
    for path in paths:
        if path.suffix not in TEXT:
            continue
        text = (root / path).read_text(errors="replace")
        lines = text.splitlines()
        findings += word_findings(path, lines)
        findings += name_findings(path, lines, ends_of_paths)
        if path.suffix not in CODE and path.name not in CODE_NAMES:
            continue
        functions = []
        if path.suffix in CPP:
            functions = list(cpp_functions.functions(text))
        elif path.suffix == ".py":
            functions = list(python_functions(text))
        findings += length_findings(path, lines, functions)
        counted["lines of code"] += len(lines)
        counted["functions"] += len(functions)
    return tree.Report(findings, counted)


def canary():
    body = "  f();\n" * FUNCTION_LINES_MAX
    short = "  f();\n" * (FUNCTION_LINES_MAX - 2)
    sound = {
        "engine/a.h": "#pragma once\n" + "// a\n" * 9,
        "engine/a.cc": f"void f() {{\n{short}}}\n\nnamespace a {{\n{short}{short}}}\n",
        "engine/b.cc": "int table[] = {\n" + "    1,\n" * FUNCTION_LINES_MAX + "};\n",
        "engine/c.cc": "//" + "a" * (COLUMNS_MAX - 2) + "\n",
        "README.md": "engine/a.h" + "a" * (COLUMNS_MAX + 1) + "\n",
    }
    tree.expect(check, sound, [])
    seeds = [
        ("engine/d.cc", "\n//" + "a" * (COLUMNS_MAX - 1) + "\n", 2),
        ("engine/d.cc", f"\nvoid f() {{\n{body}}}\n", 2),
        ("engine/d.cc", f"class A {{\n public:\n  int f(int a = {{}}) {{\n{body}}}\n}};\n", 3),
        ("engine/d.cc", f"A::A(int a)\n    : a_{{a}}, b_(a) {{\n{body}}}\n", 1),
        ("engine/d.cc", f"auto f = [](int a) {{\n{body}}};\n", 1),
        ("engine/d.cc", f'TEST(A, f) {{ R"(}})"; "}}"; \'}}\';  // }}\n{body}}}\n', 1),
        ("engine/d.cc", f"bool A::operator==(const A& a) const {{\n{body}}}\n", 1),
        ("engine/d.cc", f"template <class T = int>\nT f(T a) {{\n{body}}}\n", 1),
        ("harness/d.py", f"\ndef f():\n{body}", 2),
        ("engine/d.cc", "\n// TO" "DO: more\n", 2),
        ("engine/d.cc", "int a;  // NO" "LINT(a)\n", 1),
        ("README.md", "FIX" "ME\n", 1),
        ("README.md", "cd /ho" "me/me\n", 1),
        ("README.md", "in `engine/z.h`\n", 1),
        ("engine/d.cc", "#include \"engine/z.h\"\n// as cask/z.h has it\n", 2),
    ]
    for path, text, line in seeds:
        tree.expect(check, {**sound, path: text}, [path if line is None else f"{path}:{line}"])
    tree.expect(check, {**sound, "notes/a.md": "a\n"}, ["notes"])
    return len(seeds) + 1


if __name__ == "__main__":
    tree.main(check, canary)
