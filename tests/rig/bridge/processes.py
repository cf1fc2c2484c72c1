"""The processes that belong to one rig, and how they end with it."""

import ctypes
import os
import pathlib
import signal
import time

_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans():
    """Makes the services of Wine, which detach themselves, our children again, so that their end is collected."""
    _LIBC.prctl(_PR_SET_CHILD_SUBREAPER, 1)


def collect_orphans():
    """Leaves no dead child behind."""
    try:
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass
    except ChildProcessError:
        pass


def processes_of(prefix):
    """The living processes whose environment names this Wine prefix. The prefix is a fresh temporary folder, so
    nothing but what the rig's COMMAND started can carry it."""
    mark = b"WINEPREFIX=" + os.fsencode(prefix)
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            if mark in (entry / "environ").read_bytes().split(b"\0") and _is_alive(entry):
                found.append(int(entry.name))
        except OSError:
            continue  # ended meanwhile, or belongs to another user
    return found


def end_processes_of(prefix):
    """Ends them all, also those that start others meanwhile."""
    deadline = time.monotonic() + 10
    while processes := processes_of(prefix):
        for process in processes:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass
        if time.monotonic() > deadline:
            raise RuntimeError(f"these processes of the rig do not end: {processes}")
        time.sleep(0.01)


def _is_alive(entry):
    state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
    return state not in "ZX"
