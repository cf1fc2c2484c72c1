#!/usr/bin/env python3
"""The commands of README.md and of the samples for fleets: each command and option of ours in them exists, each file they name is there.

usage: roll_out_test.py TASKXML LAUNCHER WINE
"""

import re
import subprocess
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TASKXML, LAUNCHER, WINE = (Path(word).resolve() for word in (sys.argv.pop(1) for _ in range(3)))
PAGES = [ROOT / "README.md", *sorted((ROOT / "samples").glob("*/README.md"))]
COMMAND = re.compile(r"(?:^|(?<!install)[\s`\\(])(taskxml|drivelaunch)(?:\.exe)?['\"]?((?:[ \t]+[^\s|`)<>]+)+)", re.MULTILINE)


def code_of(path: Path) -> str:
    """Code blocks and code spans; the rest of a page may say what it likes."""
    text = path.read_text(encoding="utf-8").partition("## Architecture")[0]  # whose drawings name both programs
    blocks = re.findall(r"^ *```[a-z]*\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^ *```.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL))
    return "\n".join(blocks + spans)


def help_of(program: str, *command: str) -> str:
    words = [TASKXML] if program == "taskxml" else [WINE, LAUNCHER]
    return subprocess.run([*words, *command, "--help"], capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL).stdout


class RollOut(unittest.TestCase):
    def test_every_command_and_option_exists(self):
        general = {program: help_of(program) for program in ("taskxml", "drivelaunch")}
        helps: dict[tuple[str, str], str] = {}
        found = 0
        for page in PAGES:
            for program, rest in COMMAND.findall(code_of(page)):
                words = rest.partition(" -- ")[0].split()
                command = words[0] if re.fullmatch("[a-z]+", words[0]) else ""
                if command and not re.search(rf"^(?:usage:)? +{program} +\[?{command}\b", general[program], re.MULTILINE):
                    self.assertIn(command, ("run",), f"{page}: {program} {command}")
                key = (program, command)
                if key not in helps:
                    helps[key] = help_of(program, command) if command else general[program]
                for option in re.findall(r"(?:^|\s)(--?[a-z][a-z-]*)", " ".join(words)):
                    found += 1
                    self.assertRegex(helps[key] + general[program], rf"(?<![\w-]){option}(?![\w-])", f"{page}: {program} {command} {option}")
        self.assertGreaterEqual(found, 10)

    def test_files_that_the_pages_name_are_there(self):
        found = 0
        for page in PAGES:
            for name in re.findall(r"(?:samples|cmake|tests|\.github)/[\w./-]+\w", code_of(page)):
                found += 1
                self.assertTrue((ROOT / name).exists() or name == "samples/ansible/packages", f"{page}: {name}")
        self.assertGreaterEqual(found, 8)

    def test_an_estate_is_read_as_the_page_says(self):
        for command in (["show", "--format", "csv"], ["diagnose", "--format", "csv"]):
            done = subprocess.run([TASKXML, *command, ROOT / "samples"], capture_output=True, text=True, check=False)
            self.assertIn(done.returncode, (0, 1, 2), done.stderr)
            self.assertIn("nightly-backup.xml", done.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
