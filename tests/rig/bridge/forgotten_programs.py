"""Ends the programs that Wine's server has killed and that wait for its answer all the same.

A program that is terminated in the moment in which it makes itself known to the server holds the writing end of the
pipe its answer would come from, so it never learns that the server is done with it (Wine 8, init_first_thread in
dlls/ntdll/unix/server.c). No Windows program can see such a process; but it keeps standard error of COMMAND open, and
whoever reads that to its end would wait for ever.
"""

import contextlib
import os
import pathlib
import signal
import stat

import processes

LOADERS = "/usr/lib/wine/"


class ForgottenPrograms:
    def __init__(self, prefix, server):
        self._prefix = prefix
        self._server = server
        self._seen = {}

    def end(self):
        """Ends those that were forgotten at the last call, too: a program that ends by itself needs a moment."""
        seen = {process: pipes for process in processes.processes_of(self._prefix)
                if (pipes := self._forgotten_pipes(process))}
        for process, pipes in seen.items():
            if self._seen.get(process) == pipes:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
        self._seen = seen

    def _forgotten_pipes(self, process):
        """The pipes of which the process has both ends, when it is a Windows program and the server has none of them.
        Of every thread it knows, the server holds the pipe that wakes it."""
        try:
            if not os.readlink(f"/proc/{process}/exe").startswith(LOADERS) or process == self._server:
                return None
            pipes = _pipe_ends(process, stat.S_IRUSR) & _pipe_ends(process, stat.S_IWUSR)
            return pipes if pipes.isdisjoint(_pipe_ends(self._server, stat.S_IRUSR | stat.S_IWUSR)) else None
        except OSError:
            return None  # it has ended


def _pipe_ends(process, modes):
    """The pipes that the process can read from (S_IRUSR) or write to (S_IWUSR)."""
    return {target for entry in pathlib.Path(f"/proc/{process}/fd").iterdir()
            if entry.lstat().st_mode & modes and (target := os.readlink(entry)).startswith("pipe:")}
