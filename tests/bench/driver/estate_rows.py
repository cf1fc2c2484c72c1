"""taskxml with very many tasks: what it takes beside a tenth of them, and how much memory."""

import os
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "page"))
import estate

from measurement import Side
from report import compare, limit

_LAUNCHER = r"C:\Program Files\DriveLaunch\drivelaunch.exe"
_MACHINES = 100
_TASKS_OF_EACH = 1_000
_FACTOR = 10
_LINEAR = 1.2
# A file system without a disk: it would be the disk that is or is not linear.
_MEMORY = "/dev/shm"
# What a task may take in each command: of wrap and of diagnose, which prints as it goes, its name; of report, all of it as a
# value, and twice in the text of the page.
_NAME = 128
_REPORTED = 16_384
# The program itself and what one task needs.
_PROGRAM = 16_000_000


class EstateRows:
    def __init__(self, stopwatch, project, seed, is_quick):
        self._stopwatch = stopwatch
        self._taskxml = project / "build/linux/bin/taskxml"
        self._seed = seed
        self._rounds = 1 if is_quick else 3

    def measure(self):
        with tempfile.TemporaryDirectory(prefix="drivelaunch-estate", dir=_MEMORY) as memory:
            many, few, output = (pathlib.Path(memory, name) for name in ("many", "few", "output"))
            estate.make_estate(many, _MACHINES, _TASKS_OF_EACH, self._seed)
            estate.make_estate(few, _MACHINES, _TASKS_OF_EACH // _FACTOR, self._seed)
            rows = []
            for name, arguments, of_task in (
                    ("wrap", ["--select", "all", "--launcher", _LAUNCHER, "--output-dir", output], _NAME),
                    ("diagnose", ["--format", "json"], _NAME), ("report", ["-o", output], _REPORTED)):
                rows += self._rows(name, [self._taskxml, name, *arguments], many, few, output, of_task)
            return rows

    def _rows(self, name, command, many, few, output, of_task):
        sides = [Side(f"{name} of {folder.name}", [*command, folder], lambda: _remove(output), (0, 1))
                 for folder in (many, few)]
        samples, fewer = self._stopwatch.interleave(sides, self._rounds)
        tasks = _MACHINES * _TASKS_OF_EACH
        what = f"taskxml {name}, {tasks} tasks, --jobs {os.cpu_count()}"
        return [compare(what, f"{_FACTOR} times that of {tasks // _FACTOR}", samples, fewer, _LINEAR, per=_FACTOR,
                        has_cpu_time=True),
                limit(f"{what}, peak memory", f"16 MB and {of_task} bytes a task", [sample.peak for sample in samples],
                      _PROGRAM + of_task * tasks)]


def _remove(path):
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
