"""The launcher with as many drives as there can be, and many tasks that start in the same minute."""

import os
import pathlib
import statistics
import subprocess

from launcher_rows import CHILD, LAUNCHER, TOOLS, WINE, write_config
from measurement import CannotMeasure, Side
from report import Row, compare

# Of each server one before any server comes twice.
_SHARES = [rf"\\slow{number}\data" for number in range(1, 11)]
_SHARES += [rf"\\{server}\{share}" for share in ("backup", "projects", "in") for server in ("fs01", "nas", "media")]
# B:, C: and Z: are the rig's own. What is beyond the letters is connected without one.
_LETTERS = "DEFGHIJKLMNOPQRSTUVWXY"
_DRIVES = (10, 26)
_TASKS = (1, 10, 100, 300)
_CREDENTIAL = "bench"
_SHARED = (("S", "fs01", "backup"), ("T", "nas", "projects"), ("U", "media", "in"))


class ScaleRows:
    """To be used inside with-rig.sh."""

    def __init__(self, stopwatch, folder, is_quick):
        self._stopwatch = stopwatch
        self._rounds = 3 if is_quick else 9
        self._tasks = _TASKS[:2] if is_quick else _TASKS
        self._report = folder / "many"
        self._logins = pathlib.Path(os.environ["DRIVELAUNCH_TEST_LOGINS"])

    def measure(self):
        rows = [self._many_drives(count) for count in _DRIVES]
        self._set_credential()
        alone = None
        for count in self._tasks:
            made, alone = self._many_tasks(count, alone)
            rows += made
        return rows

    def _many_drives(self, count):
        letters = _LETTERS[:count]
        paths = [_SHARES[number % len(_SHARES)] for number in range(count)]
        config = []
        drives = []
        for number, path in enumerate(paths):
            letter = letters[number] if number < len(letters) else None
            config += [f"[drive.{letter}]" if letter else f"[share.s{number}]", f"path = {path}"]
            drives += [f"{letter}:" if letter else "-", path]
        write_config(config)
        roots = [f"{letter}:\\" for letter in letters]
        ours, bare = self._stopwatch.interleave([
            Side(f"drivelaunch, {count} drives", [WINE, LAUNCHER, "--", CHILD, *roots]),
            Side(f"bare calls for {count}", [WINE, TOOLS + "bare_parallel.exe", str(count), *drives, CHILD, *roots]),
        ], self._rounds)
        servers = len({path.split("\\")[2] for path in paths})
        return compare(f"launcher, {count} drives on {servers} servers", "the bare calls for all, a thread each", ours, bare,
                       None)

    def _set_credential(self):
        """As the administrator does, once for all tasks."""
        servers = ",".join(server for _, server, _ in _SHARED)
        subprocess.run([WINE, LAUNCHER, "credential", "set", _CREDENTIAL, "--user", os.environ["DRIVELAUNCH_TEST_USER"],
                        "--server", servers], input=os.environ["DRIVELAUNCH_TEST_PASSWORD"] + "\n", text=True, check=True,
                       stdout=subprocess.DEVNULL)

    def _many_tasks(self, count, alone):
        config = []
        for letter, server, share in _SHARED:
            # Longer than by default: it is to be seen how long it takes, not how long one is ready to wait.
            config += [f"[drive.{letter}]", rf"path = \\{server}\{share}", f"credential = {_CREDENTIAL}", "timeout = 10m"]
        write_config(config)
        roots = [f"{letter}:\\" for letter, _, _ in _SHARED]
        before = len(self._logins.read_text().splitlines()) if self._logins.exists() else 0
        ours = self._start(count, [LAUNCHER, "--name", "Bench", "--", TOOLS + "arrive.exe", *roots])
        logins = len(self._logins.read_text().splitlines()) - before
        bare = self._start(count, [TOOLS + "arrive.exe"])
        what = f"launcher, {count} tasks at once, {len(_SHARED)} shared drives, one credential"
        alone = alone or ours["largest"]
        return [
            _single(f"{what}: until the last program runs", "the programs alone, without drives", "s",
                    ours["arrived"] / 1000, bare["arrived"] / 1000, None),
            _single(f"{what}: logins", "one for each drive", "count", logins, len(_SHARED), 1.0),
            _single(f"{what}: memory of the largest launcher", "of one task alone", "bytes", ours["largest"], alone, None),
        ], alone

    def _start(self, count, command):
        self._report.unlink(missing_ok=True)
        words = [WINE, TOOLS + "start_many.exe", str(count), f"Z:{self._report}", *command]
        done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              errors="replace")
        if done.returncode != 0:
            raise CannotMeasure(f"{count} tasks: {' '.join(words)} ended with {done.returncode}\n{done.stdout[-4000:]}")
        names = ("started", "arrived", "ended", "largest", "all")
        return dict(zip(names, map(int, self._report.read_text().split()), strict=True))


def _single(what, against, unit, ours, theirs, goal):
    """One value beside another: such a run takes too long to be repeated."""
    ratio = ours / theirs
    return Row(what, against, unit, ours, theirs, ratio, (ratio, ratio), goal, samples={"ours": [ours], "theirs": [theirs]})
