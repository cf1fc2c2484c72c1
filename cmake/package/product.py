"""What every package says of DriveLaunch, in one place."""

import os
import uuid
from dataclasses import dataclass
from datetime import datetime, timezone

IDENTIFIER = "DriveLaunch.DriveLaunch"
PUBLISHER = "The DriveLaunch authors"
COPYRIGHT = "Copyright (c) 2026 The DriveLaunch authors"
LICENSE = "MIT"
SUMMARY = "Runs a scheduled task's program with the network drives it needs"
DESCRIPTION = (
    "A mapped drive belongs to one logon session, and a scheduled task often runs in another. drivelaunch connects the drives"
    " inside the session of the task, runs the real program, returns its exit code and disconnects the drives. taskxml"
    " rewrites existing task definitions to run that way, and back to the very bytes they had."
)
TAGS = ["task-scheduler", "scheduled-tasks", "network-drive", "mapped-drive", "smb", "windows"]
MAINTAINER = "The DriveLaunch authors <drivelaunch@users.noreply.github.com>"
# Where the packages are published; a fork or an internal mirror sets the variable.
REPOSITORY = os.environ.get("DRIVELAUNCH_REPOSITORY", "https://github.com/drivelaunch/drivelaunch").rstrip("/")

PROGRAMS = ("drivelaunch.exe", "drivelaunchw.exe", "taskxml.exe")

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
