"""To be run in the rig: a launcher that is killed has asked Wine's mount manager for a letter, and that answers later. The
connection has the letter then, and loses it in the same way; where the letter does not come, it is free at once.

    usage: late_letter_test.py
"""

import os
import pathlib
import socket
import sys
import time
import urllib.parse

PREFIX = pathlib.Path(os.environ["WINEPREFIX"])
PORT = int((PREFIX / "drive_c/rig/bridge").read_text())
LETTER = PREFIX / "dosdevices/q:"


def ask_and_die(word, **fields):
    """As a process that ends as soon as the bridge has said yes."""
    line = " ".join([word, *(f"{key}={urllib.parse.quote(value, safe='')}" for key, value in fields.items())])
    with socket.create_connection(("127.0.0.1", PORT)) as bridge:
        bridge.sendall(f"{line}\n".encode())
        answer = bridge.makefile().readline()
    if answer != "code=0\n":
        sys.exit(f"{word}: {answer}")


def is_connected():
    with socket.create_connection(("127.0.0.1", PORT)) as bridge:
        bridge.sendall(b"enumerate\n")
        return "letter=Q" in bridge.makefile().read()


def main():
    ask_and_die("connect", letter="Q", remote=r"\\fs01\backup")
    time.sleep(0.2)  # until no letter comes, nobody has it: the next one is not refused
    ask_and_die("connect", letter="Q", remote=r"\\fs01\backup")
    time.sleep(0.5)
    LETTER.symlink_to("unc/fs01/backup")
    time.sleep(0.5)
    if not is_connected():
        sys.exit("a letter that came late belongs to no connection")
    ask_and_die("disconnect", name="Q:", force="0")
    time.sleep(0.5)
    LETTER.unlink()
    time.sleep(0.5)
    if is_connected():
        sys.exit("a letter that went late is still connected")


main()
