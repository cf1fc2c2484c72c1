#!/usr/bin/env python3
"""Each guarantee that CONTRIBUTING.md lists has tests that carry its number, and no test carries a number that is not listed.

usage: guarantees_test.py [PROJECT_FOLDER]
"""
import collections
import pathlib
import re
import sys


def main():
    project = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2])
    listed = re.findall(r"^\| (G\d+) \|", (project / "CONTRIBUTING.md").read_text(), re.M)
    tests = collections.Counter()
    for source in sorted((project / "tests").rglob("*")):
        if source.suffix not in (".cpp", ".py", ".sh") or source.name == pathlib.Path(__file__).name:
            continue
        text = source.read_text(errors="replace")
        if source.suffix == ".cpp":
            # Only what stands in the name of a test case, which the formatter may have put on the next line.
            for name in re.findall(r'TEST_CASE\(\s*"((?:[^"\\]|\\.)*)"', text):
                tests.update(set(re.findall(r"\bG\d+\b", name.split(":")[0])))
        else:
            tests.update(set(re.findall(r"\bG\d+\b", text)))
    problems = [f"{number}: no test carries it" for number in listed if not tests[number]]
    problems += [f"{number}: a test carries it, CONTRIBUTING.md does not list it" for number in sorted(tests) if number not in listed]
    if not listed:
        problems.append("CONTRIBUTING.md lists no guarantee")
    print("tests for each guarantee: " + ", ".join(f"{number} {tests[number]}" for number in listed))
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
