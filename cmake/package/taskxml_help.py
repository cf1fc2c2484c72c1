"""The commands and options of taskxml as its own --help says them: the one source of man page and completion."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Option:
    """value: the placeholder behind it, such as FILE or text|json; empty: it takes none."""

    name: str
    value: str
    help: str


@dataclass(frozen=True)
class Command:
    """Empty name: taskxml without a command. body: what --help prints, its options read, all else as lines."""

    name: str
    summary: str
    body: tuple[Option | str, ...]

    @property
    def options(self) -> list[Option]:
        return [part for part in self.body if isinstance(part, Option)]


_OPTION_LINE = re.compile(r"^ {2,6}(-{1,2}[a-z].*)$")
_OPTION = re.compile(r"(--?[a-z][a-z-]*)(?: ([^\s,]+(?:,[^\s,]+)*))?")
_USAGE_LINE = re.compile(r"^(?:usage:)? +taskxml ([a-z]+) +(?:\[|FILE|INPUT).*?  +(\S.*)$")


def _ask(program: Path, *arguments: str) -> str:
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL)
    return done.stdout


def _read_body(text: str) -> tuple[Option | str, ...]:
    """An option stands at the beginning of its line; what it does stands behind two blanks, or below it."""
    body: list[Option | str] = []
    open_options = 0  # so many at the end of body may go on in the next line
    for line in text.splitlines():
        match = _OPTION_LINE.match(line)
        if match:
            words, _, help_text = match.group(1).partition("  ")
            found = [Option(one.group(1), one.group(2) or "", help_text.strip()) for one in _OPTION.finditer(words)]
            body += found
            open_options = len(found)
        elif open_options and re.match(r"^ {12,}\S", line):
            for index in range(len(body) - open_options, len(body)):
                option = body[index]
                assert isinstance(option, Option)
                body[index] = Option(option.name, option.value, f"{option.help} {line.strip()}".strip())
        else:
            body.append(line)
            open_options = 0
    return tuple(body)


def read_commands(program: Path) -> tuple[Command, ...]:
    """The general help first, then each command in its order there. Throws ValueError where that names none."""
    general = _ask(program, "--help")
    commands = [Command("", "", tuple(general.splitlines()))]
    for line in general.splitlines():
        match = _USAGE_LINE.match(line)
        if match:
            body = _read_body(_ask(program, match.group(1), "--help"))
            commands.append(Command(match.group(1), match.group(2), body))
    if len(commands) < 2:
        raise ValueError("taskxml --help names no command")
    return tuple(commands)
