"""Holds what was compiled to the arrows of the house: no room needs a symbol that only a room which
stands on it defines. So any room can be linked with those below it alone.

usage: check_links.py SOURCE BUILD

Includes are held to the same order by check_includes.py; a function that is declared in one room
and defined in another shows here alone. In reverse order there must be findings: the canary.
"""

import collections
import pathlib
import re
import subprocess
import sys

import check_includes

# The target whose objects a room is, and its folder of the build; from below.
ROOMS = [("engine/io", "engine", "powercut_io"),
         ("engine", "engine", "powercut_engine"),
         *((room, "engine", "powercut_engine") for room in check_includes.CASK_ORDER),
         ("faultfs", "faultfs", "powercut_faultfs"),
         *((room, "harness", "powercut_" + room.replace("/", "_"))
           for room in check_includes.HARNESS_ORDER),
         ("harness", "harness", "powercut_harness_objects"),
         ("harness/program", "harness", "powercut_program_objects")]
OURS = "powercut"  # in the mangled names of what is in our namespace
SYMBOLS_MIN = 1000


def symbols(objects):
    """The names that the objects define, and those that they need."""
    defined, needed = set(), set()
    listed = subprocess.run(["nm", *objects], capture_output=True, text=True, check=True).stdout
    for line in listed.splitlines():
        words = line.split()
        if len(words) < 2 or OURS not in words[-1] or line.endswith(":"):
            continue
        (needed if words[-2] in "Uvw" else defined).add(words[-1])
    return defined, needed - defined


def room_of(path, rooms):
    """The room whose object it is: of those of one target, that of the longest folder."""
    _, _, place = path.partition(".dir/")
    folder = path.split("/")[0]
    # A unit of several files is named after their folder.
    unit = place.removeprefix("Unity/unity_").replace("/", "_")
    names = {room: room.replace("/", "_") if place.startswith("Unity/")
             else room.removeprefix(folder + "/").replace("/", "_") for room in rooms}
    inside = [room for room in rooms if unit.startswith(names[room] + "_")]
    return max(inside, key=len, default=rooms[0])


def findings(rooms, contents):
    """Symbols that are needed below the one place where they are defined."""
    definers = collections.defaultdict(list)
    for place, room in enumerate(rooms):
        for name in contents[room][0]:
            definers[name].append(place)
    return [f"{room} needs {name}, which {rooms[min(definers[name])]} defines"
            for place, room in enumerate(rooms) for name in sorted(contents[room][1])
            if name in definers and min(definers[name]) > place]


def main(build):
    contents = {}
    # Objects of files that are gone may still lie about: those of the build count.
    built = re.findall(r"^build (\S+\.o):", (build / "build.ninja").read_text(), re.MULTILINE)
    for room, folder, target in ROOMS:
        inside = f"{folder}/CMakeFiles/{target}.dir/"
        of_target = [other for other, _, name in ROOMS if name == target]
        objects = [build / path for path in built
                   if path.startswith(inside) and room_of(path, of_target) == room]
        if not objects:
            sys.exit(f"{room}: {target} has no objects in {build}")
        contents[room] = symbols(objects)
    rooms = [room for room, _, _ in ROOMS]
    if not findings(rooms[::-1], contents):
        sys.exit("the canary was not caught: in reverse order nothing is wrong")
    total = sum(len(defined) for defined, _ in contents.values())
    if total < SYMBOLS_MIN:
        sys.exit(f"only {total} symbols: were the right objects read?")
    found = findings(rooms, contents)
    for finding in found:
        print(finding)
    print(f"{len(rooms)} rooms, {total} symbols: {len(found)} findings")
    sys.exit(bool(found))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[2]))
