"""The files a package is made of: names, bytes, and whether they are programs."""

from dataclasses import dataclass
from pathlib import Path

import product
from plain_text import render
from third_party import describe_all

WINDOWS_SAMPLES = ("backup.cmd", "drives.ini", "nightly-backup.wrapped.xml", "nightly-backup.xml")


@dataclass(frozen=True)
class File:
    """name: with / and relative to the folder that the package makes."""

    name: str
    content: bytes
    is_program: bool = False


def windows_lines(text: str) -> bytes:
    """UTF-8 with the mark that Notepad of every Windows reads it by, and CRLF."""
    return b"\xef\xbb\xbf" + text.replace("\r\n", "\n").replace("\n", "\r\n").encode()


def documents(source: Path) -> dict[str, str]:
    """The texts that every package has; file name without extension, and what it says."""
    markdown = {
        "README": "README.md",
        "drivelaunch": "launcher/README.md",
        "taskxml": "taskxml/README.md",
        "SECURITY": "launcher/SECURITY.md",
        "CHANGELOG": "CHANGELOG.md",
    }
    texts = {name: render((source / path).read_text(encoding="utf-8")) for name, path in markdown.items()}
    texts["LICENSE"] = (source / "LICENSE").read_text(encoding="utf-8")
    return texts


def _read_programs(programs: Path, *names: str) -> list[File]:
    return [File(name, (programs / name).read_bytes(), is_program=True) for name in names]


def windows_files(source: Path, programs: Path) -> list[File]:
    """What the ZIP and the MSI install, in the order of their names."""
    files = _read_programs(programs, *product.PROGRAMS)
    files += [File(f"{name}.txt", windows_lines(text)) for name, text in documents(source).items()]
    files.append(File("THIRD-PARTY.txt", windows_lines(describe_all("windows"))))
    for name in WINDOWS_SAMPLES:
        content = (source / "samples" / name).read_bytes()
        if name.endswith((".cmd", ".ini", ".ps1")):
            content = content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        files.append(File(f"samples/{name}", content))
    return sorted(files, key=lambda file: file.name)


def acceptance_files(source: Path, programs: Path) -> list[File]:
    """The acceptance program beside the programs it looks at."""
    readme = render((source / "tests/acceptance/README.md").read_text(encoding="utf-8"))
    texts = {"README.txt": readme, "LICENSE.txt": (source / "LICENSE").read_text(encoding="utf-8"),
             "THIRD-PARTY.txt": describe_all("windows")}
    files = _read_programs(programs, *product.PROGRAMS, product.ACCEPTANCE_PROGRAM)
    return files + [File(name, windows_lines(text)) for name, text in texts.items()]
