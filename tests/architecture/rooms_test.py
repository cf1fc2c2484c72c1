#!/usr/bin/env python3
"""Holds the includes of launcher/ and taskxml/ against rooms.txt, the table of rooms.

usage: rooms_test.py [PROJECT_FOLDER]

Fails when a source is in a folder that is no room of the table, when a room includes a room that the table does not allow,
when the table has a circle, a room without a sentence or without files, or more units than a room should have, and when a
source outside win32/ includes a header of the operating system.
"""
import collections
import pathlib
import re
import sys

LARGEST_ROOM = 20  # units; about a dozen is usual
OS_HEADERS = re.compile(r'#include <(windows|winsock2|winternl|sddl|aclapi|shlobj|tlhelp32|psapi|userenv|dpapi|wincred)\.h>', re.I)


def read_table(path):
    """{room: (sentence, rooms it may include)}, in the order of the file."""
    rooms = collections.OrderedDict()
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 3 or not parts[1]:
            sys.exit(f"{path}:{number}: a line is ROOM | SENTENCE | ROOMS IT MAY INCLUDE")
        if parts[0] in rooms:
            sys.exit(f"{path}:{number}: {parts[0]} is there twice")
        rooms[parts[0]] = (parts[1], set(parts[2].split()))
    return rooms


def find_circle(rooms):
    """The rooms of a circle of allowed includes, or nothing."""
    done, path = set(), []

    def visit(room):
        if room in path:
            return path[path.index(room):] + [room]
        if room in done:
            return None
        path.append(room)
        for other in sorted(rooms[room][1]):
            circle = visit(other)
            if circle:
                return circle
        path.pop()
        done.add(room)
        return None

    for room in rooms:
        circle = visit(room)
        if circle:
            return circle
    return None


def check(project):
    rooms = read_table(project / "tests/architecture/rooms.txt")
    problems = []
    for room, (_, allowed) in rooms.items():
        problems += [f"rooms.txt: {room} may include {other}, which is no room" for other in sorted(allowed - rooms.keys())]
    if problems:
        return problems
    circle = find_circle(rooms)
    if circle:
        problems.append("rooms.txt: a circle: " + " -> ".join(circle))

    units = collections.defaultdict(set)
    used = collections.defaultdict(set)
    for top in ("launcher", "taskxml"):
        for source in sorted((project / top).rglob("*.[ch]pp")):
            name = source.relative_to(project).as_posix()
            room = str(pathlib.PurePosixPath(name).parent)
            if room not in rooms:
                problems.append(f"{name}: {room} is no room of tests/architecture/rooms.txt")
                continue
            units[room].add(source.stem)
            for number, line in enumerate(source.read_text(errors="replace").splitlines(), 1):
                if OS_HEADERS.match(line) and "/win32" not in room:
                    problems.append(f"{name}:{number}: a header of the operating system outside of win32/: {line}")
                match = re.match(r'#include "((?:launcher|taskxml)/[^"]+)"', line)
                if not match:
                    continue
                other = str(pathlib.PurePosixPath(match.group(1)).parent)
                used[room].add(other)
                if other != room and other not in rooms[room][1]:
                    problems.append(f"{name}:{number}: {room} may not include {other}: {match.group(1)}")
    for room, (_, allowed) in rooms.items():
        if not units[room]:
            problems.append(f"rooms.txt: nothing is in {room}")
        if len(units[room]) > LARGEST_ROOM:
            problems.append(f"{room} has {len(units[room])} units, {LARGEST_ROOM} at most: it wants to be two rooms")
        problems += [f"rooms.txt: {room} does not include {other}: take it out" for other in sorted(allowed - used[room])]
    print(f"{len(rooms)} rooms, {sum(map(len, units.values()))} units, {len(problems)} problems")
    return problems


def main():
    project = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2])
    problems = check(project)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
