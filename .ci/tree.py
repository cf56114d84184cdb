"""What the checks of the tree share: which files are ours, how findings are printed, canaries.

A check is a function from the tree's root to a Report. Run as `check_x.py [ROOT]` it prints its
findings and what it counted; it fails if it found something, or if it found nothing to look at.
Run as `check_x.py --canary` it proves on trees of its own that it sees what it is there to see.
"""

import dataclasses
import pathlib
import subprocess
import sys
import tempfile

OWN_ROOT = pathlib.Path(__file__).resolve().parent.parent
NOT_OURS = {".git", "build", "__pycache__"}


@dataclasses.dataclass
class Report:
    findings: list[str]
    counted: dict[str, int]


def files(root, suffixes=None):
    """Relative paths of all files that are tracked or could be: what git ignores is not ours.

    Without a checkout, or without a git that reads it, every file outside build/.
    """
    listed = _listed_by_git(root) if (root / ".git").exists() else None
    if listed is None:
        listed = _walked(root, root)
    return sorted(
        path for path in listed
        if (suffixes is None or path.suffix in suffixes) and (root / path).is_file())


def _listed_by_git(root):
    command = ["git", "-C", str(root), "ls-files", "-z", "-co", "--exclude-standard"]
    try:
        listed = subprocess.run(command, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    return {pathlib.PurePosixPath(name.decode()) for name in listed.split(b"\0") if name}


def _walked(root, folder):
    for entry in folder.iterdir():
        if entry.name in NOT_OURS:
            continue
        if entry.is_dir() and not entry.is_symlink():
            yield from _walked(root, entry)
        else:
            yield pathlib.PurePosixPath(entry.relative_to(root).as_posix())


def main(check, canary):
    arguments = sys.argv[1:]
    if arguments == ["--canary"]:
        print(f"{canary()} canaries, all caught")
        return
    report = check(pathlib.Path(arguments[0]) if arguments else OWN_ROOT)
    for finding in report.findings:
        print(finding)
    print(", ".join(f"{count} {what}" for what, count in report.counted.items()) +
          f": {len(report.findings)} findings")
    if not all(report.counted.values()):
        sys.exit("a check that looked at nothing has checked nothing")
    sys.exit(1 if report.findings else 0)


def expect(check, tree, wanted):
    """Runs the check on a tree of {path: text}; wanted are the places it must find, all of them.

    A finding begins with its place, "path:line: " or "path: ".
    """
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in tree.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        found = sorted(finding.split(": ")[0] for finding in check(root).findings)
    if found != sorted(wanted):
        sys.exit(f"canary: wanted findings at {wanted}, found {found}")
