#!/usr/bin/env python3
"""Man page and completion of taskxml beside the program itself: they name its commands and options, all of them and no other.

usage: taskxml_help_test.py TASKXML PACKAGES
"""

import re
import subprocess
import sys
import tarfile
import tempfile
import unittest
from pathlib import Path

PROGRAM, PACKAGES = Path(sys.argv.pop(1)).resolve(), Path(sys.argv.pop(1))
USAGE = 3  # the exit code of a command line that means nothing
(TAR,) = PACKAGES.glob("taskxml-*.tar.gz")


def ask(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)


def packed(name: str) -> str:
    with tarfile.open(TAR) as archive:
        (member,) = [one for one in archive.getmembers() if one.name.partition("/")[2] == name]
        return archive.extractfile(member).read().decode()


def commands() -> list[str]:
    return re.findall(r"^(?:usage:)? +taskxml ([a-z]+) ", ask("--help").stdout, re.MULTILINE)


def options_in_help(command: str) -> set[str]:
    """Every word of the help that looks like an option at the beginning of a line, or behind a comma of such a line."""
    found = set()
    for line in ask(command, "--help").stdout.splitlines():
        if re.match(r"^ {2,6}-", line):
            found |= set(re.findall(r"(?:^ +|, )(--?[a-z][a-z-]*)", line.partition("   ")[0] if not line.startswith("    ") else line))
    return found


def complete(*words: str) -> set[str]:
    """What bash offers behind these words; the last one is being typed."""
    script = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _taskxml; printf "%s\\n" "${COMPREPLY[@]}"'
    with tempfile.NamedTemporaryFile("w") as file:
        file.write(packed("completions/taskxml"))
        file.flush()
        done = subprocess.run(["bash", "-uc", script, "bash", file.name, "taskxml", *words], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


class Help(unittest.TestCase):
    def test_the_completion_offers_every_command(self):
        self.assertGreaterEqual(len(commands()), 6)
        self.assertEqual(complete(""), {*commands(), "--help", "--version"})
        self.assertEqual(complete("dia"), {"diagnose"})

    def test_the_completion_offers_the_options_of_the_help(self):
        for command in commands():
            self.assertEqual(complete(command, "-"), options_in_help(command) | {"--help"}, command)

    def test_the_program_knows_every_offered_option_and_refuses_others(self):
        for command in commands():
            for option in complete(command, "-"):
                self.assertNotIn("there is no such option", ask(command, option, "x").stderr + ask(command, option).stderr,
                                 f"{command} {option}")
        refused = ask("show", "--no-such-option", "x")
        self.assertEqual(refused.returncode, USAGE)
        self.assertIn("there is no such option", refused.stderr)

    def test_the_completion_offers_the_words_of_a_value(self):
        self.assertEqual(complete("show", "--format", ""), {"text", "json", "csv"})
        self.assertEqual(complete("report", "--format", ""), {"html", "json", "csv"})
        self.assertEqual(complete("wrap", "--encoding", "u"), {"utf-16"})

    def test_the_man_page_has_every_command_and_option_and_no_warning(self):
        with tempfile.NamedTemporaryFile("w", suffix=".1") as file:
            file.write(packed("taskxml.1"))
            file.flush()
            done = subprocess.run(["man", "--warnings", "-l", file.name], capture_output=True, text=True, check=True,
                                  env={"LC_ALL": "C.UTF-8", "MANWIDTH": "200", "PATH": "/usr/bin:/bin"})
        self.assertEqual(done.stderr, "")
        sections = re.split(r"^   ([a-z]+)$", done.stdout, flags=re.MULTILINE)
        found = dict(zip(sections[1::2], sections[2::2]))
        self.assertEqual(list(found), commands())
        for command, text in found.items():
            self.assertEqual(set(re.findall(r"^ +(--?[a-z][a-z-]*)", text, re.MULTILINE)), options_in_help(command), command)


if __name__ == "__main__":
    unittest.main(verbosity=2)
