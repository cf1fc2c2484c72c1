"""A display nobody sees, for windows that are to be looked at: Xvfb."""

import os
import subprocess


class Display:
    """It carries the prefix in its environment, so that it ends with the rig's other processes, whatever happens."""

    def __init__(self, prefix):
        read, write = os.pipe()
        command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1024x768x24", "-nolisten", "tcp", "-noreset"]
        try:
            self._process = subprocess.Popen(
                command, env=os.environ | {"WINEPREFIX": str(prefix)}, pass_fds=[write], start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        finally:
            os.close(write)
        with os.fdopen(read) as answer:
            number = answer.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        self.name = f":{number}"

    def stop(self):
        """Its socket and lock in /tmp go only if it ends by itself."""
        self._process.terminate()
        self._process.wait(timeout=10)


def use_display(prefix):
    """Makes Wine draw on one. Before the prefix is used."""
    registry = prefix / "user.reg"
    text = registry.read_text()
    if text.count('"Graphics"="null"') != 1:
        raise RuntimeError(f"{registry} does not name the driver null")
    registry.write_text(text.replace('"Graphics"="null"', '"Graphics"="x11"'))
