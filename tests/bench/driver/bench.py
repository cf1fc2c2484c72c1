"""Measures the goals of the project beside what one would use instead. run.sh calls it inside with-rig.sh.

    usage: bench.py [--quick] [--only launcher|taskxml|scale]

Prints a table; writes it, with every sample, to build/bench/results.json. Ends with 1 only when something could not be
measured.
"""

import argparse
import os
import pathlib
import platform
import shutil
import subprocess
import sys

from launcher_rows import WINE, LauncherRows
from measurement import CannotMeasure, Stopwatch
from scale_rows import ScaleRows
from report import format_table, to_json
from taskxml_rows import TaskxmlRows

_PROJECT = pathlib.Path(__file__).resolve().parents[3]
_SEED = 8


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="fewer rounds: a look, not a measurement")
    parser.add_argument("--only", choices=("launcher", "taskxml", "scale"))
    arguments = parser.parse_args()
    folder = _PROJECT / "build/bench"
    work = folder / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    stopwatch = Stopwatch(_PROJECT / "build/linux/tests/measure", work)
    rows = []
    try:
        if arguments.only in (None, "launcher"):
            rows += LauncherRows(stopwatch, _PROJECT / "build/mingw", arguments.quick).measure()
        if arguments.only in (None, "scale"):
            rows += ScaleRows(stopwatch, work, arguments.quick).measure()
        if arguments.only in (None, "taskxml"):
            rows += TaskxmlRows(stopwatch, _PROJECT, work, _SEED, arguments.quick).measure()
    except (CannotMeasure, OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"bench: {error}")
    circumstances = _describe_circumstances(arguments.quick)
    (folder / "results.json").write_text(to_json(rows, circumstances))
    print(format_table(rows), end="")
    print(", ".join(f"{name}: {value}" for name, value in circumstances.items()))
    shutil.rmtree(work)


def _describe_circumstances(is_quick):
    def first_line(*command):
        return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()[0]

    return {
        "system": f"{platform.freedesktop_os_release()['PRETTY_NAME']}, Linux {platform.release()}",
        "processors": os.cpu_count(),
        "wine": first_line(WINE, "--version"),
        "commit": first_line("git", "-C", _PROJECT, "describe", "--always", "--dirty"),
        "seed": _SEED,
        "quick": "yes" if is_quick else "no",
        "load": f"{os.getloadavg()[0]:.1f} at the end",
    }


if __name__ == "__main__":
    main()
