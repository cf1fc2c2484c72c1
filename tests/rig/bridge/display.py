"""A display nobody sees, for windows that are to be looked at: Xvfb."""

import os
import subprocess


def start_display(prefix):
    """Returns its name, ":7". It carries the prefix in its environment, so it ends with the rig's other processes."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1024x768x24", "-nolisten", "tcp", "-noreset"]
    try:
        subprocess.Popen(command, env=os.environ | {"WINEPREFIX": str(prefix)}, pass_fds=[write], start_new_session=True,
                         stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    finally:
        os.close(write)
    with os.fdopen(read) as answer:
        number = answer.readline().strip()
    if not number:
        raise RuntimeError("Xvfb did not start")
    return f":{number}"


def use_display(prefix):
    """Makes Wine draw on it. Before the prefix is used."""
    registry = prefix / "user.reg"
    text = registry.read_text()
    if text.count('"Graphics"="null"') != 1:
        raise RuntimeError(f"{registry} does not name the driver null")
    registry.write_text(text.replace('"Graphics"="null"', '"Graphics"="x11"'))
