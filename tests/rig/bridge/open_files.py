"""Which files of a share Windows programs hold open.

Wine keeps the descriptor of every open file in its server process, so the table of that one process answers.
It names files, not letters: a file open through one letter counts for every letter of the same folder.
"""

import os


def has_open_files(wineserver, folders):
    """Whether process `wineserver` holds anything open in or below one of `folders`."""
    folders = [os.path.realpath(folder).casefold() for folder in folders]
    table = f"/proc/{wineserver}/fd"
    for descriptor in os.listdir(table):
        try:
            path = os.readlink(f"{table}/{descriptor}").removesuffix(" (deleted)").casefold()
        except FileNotFoundError:
            continue  # closed meanwhile
        if any(path == folder or path.startswith(folder + "/") for folder in folders):
            return True
    return False
