"""The launcher, from its start to its end with the drive gone again, beside what else would do that."""

import os
import pathlib

from measurement import Side
from report import compare, limit

WINE = "/usr/lib/wine/wine64"
# The rig shows the build folder as B:, where the launcher trusts every folder above it.
LAUNCHER = r"B:\bin\drivelaunch.exe"
TOOLS = "B:\\tests\\"
CHILD = TOOLS + "see_folder.exe"
_LETTERS = "FGHIJKLMNO"
_SLOW_DRIVES = 10
_LARGEST_PROGRAM = 1_572_864

# `|| exit` would be shorter; the cmd.exe of Wine 8 takes it always.
_BATCH_FILE = f"""@echo off
{TOOLS}drive_command.exe S: \\\\fs01\\backup
if errorlevel 1 exit 1
{CHILD} S:\\
if errorlevel 1 exit 1
{TOOLS}drive_command.exe S:
if errorlevel 1 exit 1
"""


class LauncherRows:
    """To be used inside with-rig.sh."""

    def __init__(self, stopwatch, build, is_quick):
        self._stopwatch = stopwatch
        self._build = build
        self._rounds = 10 if is_quick else 60
        self._slow_rounds = 3 if is_quick else 9

    def measure(self):
        return [*self._one_drive(), *self._slow_drives(), self._size()]

    def _one_drive(self):
        """The launcher as a task has it: its drives are in drives.ini."""
        write_config(["[drive.S]", r"path = \\fs01\backup"])
        batch_file = prefix() / "drive_c/three_commands.cmd"
        batch_file.write_bytes(_BATCH_FILE.replace("\n", "\r\n").encode())
        ours, bare, batch = self._stopwatch.interleave([
            Side("drivelaunch", [WINE, LAUNCHER, "--", CHILD, "S:\\"]),
            Side("bare sequence", [WINE, TOOLS + "bare_sequence.exe", "S:", r"\\fs01\backup", CHILD, "S:\\"]),
            Side("batch file", [WINE, "cmd.exe", "/c", r"C:\three_commands.cmd"]),
        ], self._rounds)
        what = "launcher, one drive, map to unmap"
        return [compare(what, "four bare calls", ours, bare, 1.2),
                compare(what, "batch file of three commands", ours, batch, 0.5)]

    def _slow_drives(self):
        servers = [f"slow{number + 1}" for number in range(_SLOW_DRIVES)]
        config = []
        for letter, server in zip(_LETTERS, servers):
            config += [f"[drive.{letter}]", rf"path = \\{server}\data"]
        write_config(config)
        plan = pathlib.Path(os.environ["DRIVELAUNCH_TEST_FAULTS"])
        # Not delay: ten logins of smbclient keep two processors busy, which is none of the launcher's time.
        plan.write_text("".join(f"{server} takes=1000\n" for server in servers))
        roots = [f"{letter}:\\" for letter in _LETTERS]
        drives = [word for letter, server in zip(_LETTERS, servers) for word in (f"{letter}:", rf"\\{server}\data")]
        ours, bare, parallel = self._stopwatch.interleave([
            Side("drivelaunch, ten drives", [WINE, LAUNCHER, "--", CHILD, *roots]),
            Side("bare sequence, slow", [WINE, TOOLS + "bare_sequence.exe", "F:", r"\\slow1\data", CHILD, "F:\\"]),
            Side("bare calls for ten drives", [WINE, TOOLS + "bare_parallel.exe", str(_SLOW_DRIVES), *drives, CHILD, *roots]),
        ], self._slow_rounds)
        plan.write_text("")
        what = "launcher, ten drives, each server takes 1 s"
        one, ten = "four bare calls, one such drive", "the bare calls for all ten, a thread each"
        return [compare(what, ten, ours, parallel, 1.05),
                compare(what, one, ours, bare, None),
                compare(f"the rig and Wine alone: {ten}", one, parallel, bare, None)]

    def _size(self):
        size = (self._build / "bin/drivelaunch.exe").stat().st_size
        return limit("drivelaunch.exe", "largest size", [size], _LARGEST_PROGRAM)


def prefix():
    return pathlib.Path(os.environ["WINEPREFIX"])


def write_config(lines):
    """The drives.ini that every run reads which names none."""
    folder = prefix() / "drive_c/ProgramData/DriveLaunch"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "drives.ini").write_text("\n".join([*lines, ""]))
