"""What every package says of DriveLaunch, in one place.

usage: product.py      says which addresses are placeholders still; exit code 1: at least one is
"""

import os
import re
import sys
import uuid
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

IDENTIFIER = "DriveLaunch.DriveLaunch"
# The licence says whose work this is; the version resources of the programs are made from the same line.
COPYRIGHT = re.search(r"^Copyright .*$", (Path(__file__).parents[2] / "LICENSE").read_text(encoding="utf-8"), re.MULTILINE).group(0)
PUBLISHER = re.sub(r"^Copyright \(c\) [0-9-]+ ", "", COPYRIGHT)
LICENSE = "MIT"
SUMMARY = "Runs a scheduled task's program with the network drives it needs"
DESCRIPTION = (
    "A mapped drive belongs to one logon session, and a scheduled task often runs in another. drivelaunch connects the drives"
    " inside the session of the task, runs the real program, returns its exit code and disconnects the drives. taskxml"
    " rewrites existing task definitions to run that way, and back to the very bytes they had."
)
TAGS = ["task-scheduler", "scheduled-tasks", "network-drive", "mapped-drive", "smb", "windows"]
# Two addresses that depend on who publishes: where the packages are downloaded from (the variable goes before, so that a
# workflow, a fork or an internal mirror says its own), and who answers for the Debian package. Names below .example belong to
# nobody (RFC 2606), so that what is built without an address sends no user to a stranger.
REPOSITORY = (os.environ.get("DRIVELAUNCH_REPOSITORY") or "https://drivelaunch.example/drivelaunch").rstrip("/")
MAINTAINER_ADDRESS = "packages@drivelaunch.example"
MAINTAINER = f"{PUBLISHER} <{MAINTAINER_ADDRESS}>"

PROGRAMS = ("drivelaunch.exe", "drivelaunchw.exe", "taskxml.exe")
ACCEPTANCE_PROGRAM = "drivelaunch_acceptance.exe"

# Windows Installer knows the product by the first in every version, and components by codes made from the second and the
# place a file is installed to. Never change them.
UPGRADE_CODE = "{99730050-8939-57A0-8A92-DC34374D4849}"
_NAMESPACE = uuid.UUID("65e28d44-f1ba-5d3b-9a1a-5f5f1a3b1f6e")


def make_guid(text: str) -> str:
    """The same GUID for the same text, as Windows Installer writes it."""
    return "{" + str(uuid.uuid5(_NAMESPACE, text)).upper() + "}"


@dataclass(frozen=True)
class Product:
    """One release: its version, and the time that stands for every time in its packages (seconds since 1970)."""

    version: str
    epoch: int

    @property
    def product_code(self) -> str:
        """Windows Installer's code of this version."""
        return make_guid(f"product {self.version}")

    @property
    def time(self) -> datetime:
        return datetime.fromtimestamp(self.epoch, timezone.utc)

    @property
    def base_name(self) -> str:
        return f"drivelaunch-{self.version}"

    @property
    def release_page(self) -> str:
        return f"{REPOSITORY}/releases/tag/v{self.version}"

    def download(self, name: str) -> str:
        """Where the release has the file."""
        return f"{REPOSITORY}/releases/download/v{self.version}/{name}"


def find_placeholders() -> list[str]:
    """What has to be set before users get the packages, each with how to set it."""
    found = []
    for name, value, cure in (
        ("REPOSITORY", REPOSITORY, "set DRIVELAUNCH_REPOSITORY, or change it"),
        ("MAINTAINER_ADDRESS", MAINTAINER_ADDRESS, "change it"),
    ):
        if re.search(r"\.(example|invalid|test|localhost)(/|$)", value):
            found.append(f"{name} in cmake/package/product.py is a placeholder, {value}: {cure}")
    return found


if __name__ == "__main__":
    placeholders = find_placeholders()
    for line in placeholders:
        print(f"package: {line}", file=sys.stderr)
    sys.exit(1 if placeholders else 0)
