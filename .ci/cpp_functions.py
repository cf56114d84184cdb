"""Finds the functions of a C++ file by its braces: near enough to measure how long they are.

A brace outside of functions and parentheses opens a function if what stands before it has a
parameter list and neither names a type or namespace nor initialises a variable. A lambda or a local
class counts as part of the function around it. Macros' bodies are not looked at.
"""

import re

# What may hold a brace without meaning one: comments, strings, characters, preprocessor lines. An
# apostrophe between digits is no quote.
HIDDEN = re.compile(
    r"""//[^\n]*
      | /\*.*?\*/
      | R"(?P<mark>[^\s()\\"]{0,16})\(.*?\)(?P=mark)"
      | "(?:\\.|[^"\\\n])*"
      | (?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'
      | ^[ \t]*\#(?:\\\n|[^\n])*
    """, re.DOTALL | re.MULTILINE | re.VERBOSE)
TYPE_HEAD = re.compile(
    r"^(?:inline\s+|typedef\s+|friend\s+)*(?:class|struct|union|enum|namespace|extern)\b")
ACCESS = re.compile(r"^(?:\s*(?:public|private|protected)\s*:)+")
LAMBDA = re.compile(r"\]\s*(?:\(|$|mutable\b|<)")
INITIALISER = re.compile(r"(?<![=!<>])=(?!=)")
TEMPLATE = re.compile(r"^template\s*<[^<>]*(?:<[^<>]*>[^<>]*)*>\s*")
PARENTHESES = re.compile(r"\([^()]*\)")
OPERATOR = re.compile(r"\boperator\s*[^\s\w(]+")


def _blank(match):
    return re.sub(r"[^\n]", " ", match[0])


def _opens_function(head):
    head = OPERATOR.sub("operator ", TEMPLATE.sub("", ACCESS.sub("", head).strip())).strip()
    if LAMBDA.search(head):
        return True
    flat = PARENTHESES.sub("", PARENTHESES.sub("", head))
    if flat == head or INITIALISER.search(flat):
        return False
    return TYPE_HEAD.match(head) is None or head.endswith((")", "const", "noexcept"))


def functions(text):
    """Yields (first line, line count) of each function, from its head to its closing brace."""
    text = HIDDEN.sub(_blank, text)
    depth = parentheses = 0
    head_begin = 0
    function_begin = function_depth = None
    last = None  # a constructor's initialiser list is a chain of braces, joined by commas
    for place, sign in ((match.start(), match[0]) for match in re.finditer(r"[{}();]", text)):
        if function_begin is not None:
            depth += {"{": 1, "}": -1}.get(sign, 0)
            if depth == function_depth:
                last = (function_begin, place)
                function_begin = None
                head_begin = place + 1
                if not re.match(r"\s*[,{]", text[head_begin:head_begin + 200]):
                    yield _measure(text, *last)
            continue
        if sign in "()":
            parentheses = max(0, parentheses + (1 if sign == "(" else -1))
        elif parentheses > 0:
            continue
        elif sign == "{":
            head = text[head_begin:place]
            if last is not None and re.match(r"\s*(?:,|$)", head):
                function_begin, function_depth = last[0], depth
            elif _opens_function(head):
                begin = head_begin + len(head) - len(ACCESS.sub("", head).lstrip())
                function_begin, function_depth = begin, depth
            depth += 1
            head_begin = place + 1
            last = None
        else:
            depth = max(0, depth - (sign == "}"))
            head_begin = place + 1
            last = None


def _measure(text, begin, end):
    first = text.count("\n", 0, begin) + 1
    return first, text.count("\n", begin, end) + 1
