#!/usr/bin/env python3
"""G13: a task that validates against the schema of the real task definitions still does when it is wrapped.

The schema and the tasks are not part of the project; where they are not there, this says so and exits with 77, which CTest shows as
skipped.

usage: schema_test.py TASKXML FILE...      FILE: with tasks; $DRIVELAUNCH_CORPUS names the corpus
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile


def decode(data):
    """UTF-8 without declaration: the form the schema can be held against whatever the declaration says."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16").encode()
    return re.sub(rb"^<\?xml[^>]*\?>", b"", data.removeprefix(b"\xef\xbb\xbf"))


def list_valid(schema, folder):
    """The names of the files that are valid. One process for all: reading the schema takes the time."""
    files = [str(file) for file in sorted(folder.glob("*.xml"))]
    said = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", str(schema), *files],
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False).stderr
    lines = set(said.decode(errors="replace").splitlines())
    return {pathlib.Path(file).name for file in files if f"{file} validates" in lines}


def main():
    taskxml, *given = sys.argv[1:]
    schema = pathlib.Path(os.environ["DRIVELAUNCH_CORPUS"], "task-lenient.xsd")
    if not schema.is_file():
        print(f"schema_test: skipped: no schema at {schema}")
        return 77
    with tempfile.TemporaryDirectory() as temporary:
        before, wrapped, after = (pathlib.Path(temporary, name) for name in ("before", "wrapped", "after"))
        for folder in (before, wrapped, after):
            folder.mkdir()
        names = {}
        for number, file in enumerate(map(pathlib.Path, given)):
            names[f"{number}.xml"] = file
            try:
                (before / f"{number}.xml").write_bytes(decode(file.read_bytes()))
            except UnicodeDecodeError:
                continue  # a damaged one, which is not valid either
        for name in list_valid(schema, before):
            (wrapped / name).write_bytes(names[name].read_bytes())
        # Some are refused or have nothing to wrap: they stay as they are, and are not counted.
        subprocess.run([taskxml, "wrap", "--in-place", "--select", "name=*", "--drive", r"S=\\fs01\projects", str(wrapped)],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        for file in wrapped.glob("*.xml"):
            if file.read_bytes() != names[file.name].read_bytes():
                (after / file.name).write_bytes(decode(file.read_bytes()))
        made = {file.name for file in after.iterdir()}
        spoilt = made - list_valid(schema, after)
        for name in sorted(spoilt):
            print(f"schema_test: {names[name]} is not valid any more")
        if not made:
            print("schema_test: not one task was valid and wrapped")
        print(f"schema_test: {len(made - spoilt)} tasks are valid before and after")
        return 1 if spoilt or not made else 0


if __name__ == "__main__":
    sys.exit(main())
