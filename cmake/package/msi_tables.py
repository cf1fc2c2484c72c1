"""What wixl cannot write of the MSI, as tables in the form that msibuild imports, and as SQL."""

import hashlib
import re
import struct
from pathlib import PurePosixPath

from msi_source import DATA_FOLDERS, EVENT_SOURCE, MESSAGE_FILE, SETUP_CONDITION, file_id
from payload import File
from product import Product

_PERMANENT_64_BIT = 16 + 256  # msidbComponentAttributesPermanent, ...64bit

# The sequence of a full installation, as in the "Suggested InstallExecuteSequence" of the documentation but for three:
# setup runs as soon as the program is there and before CreateFolders, which would otherwise give a folder that a user made in
# advance to the administrators together with what is in it (setup moves such a folder aside). RemoveExistingProducts comes
# behind InstallExecute.
_SEQUENCE = {
    "RemoveEnvironmentStrings": 3300,
    "ListTasks": 3490,  # RemoveFiles is 3500
    "InstallFiles": 4000,
    "SetUpMachine": 4010,
    "CreateFolders": 4020,
    "WriteEnvironmentStrings": 5200,
    "InstallExecute": 6500,
    "RemoveExistingProducts": 6550,
    "InstallFinalize": 6600,
}
_CONDITIONS = {
    "SetUpMachine": SETUP_CONDITION,
    "ListTasks": 'REMOVE="ALL" AND NOT UPGRADINGPRODUCTCODE',  # not for a newer version, which takes nothing from the tasks
}
# What still needs the launcher when it goes, for whoever looks for the reason afterwards. A program among the files (18), run
# deferred (1024) as SYSTEM (2048), whatever it ends with (64). Not in wixl's source: with two actions wixl writes the rows in
# another order from one run to the next.
_LIST_TASKS = ("ListTasks", 18 + 64 + 1024 + 2048, "taskxml.exe",
               'report --format csv --select all -o "[LogFolder]tasks-at-removal.csv" tasks:\\')


def _table(name: str, columns: list[str], types: list[str], keys: list[str], rows: list[list[str]]) -> str:
    lines = ["\t".join(columns), "\t".join(types), "\t".join([name, *keys])]
    return "\r\n".join(lines + ["\t".join(row) for row in rows]) + "\r\n"


def _hash_row(file: File) -> list[str]:
    parts = struct.unpack("<4i", hashlib.md5(file.content, usedforsecurity=False).digest())
    return [file_id(file), "0", *map(str, parts)]


def _with_short_name(name: str) -> str:
    """The type Filename of the documentation: a name that is not 8.3 stands behind a short one and a bar."""
    if re.fullmatch(r"[A-Za-z0-9_]{1,8}(\.[A-Za-z0-9_]{1,3})?", name):
        return name
    short = hashlib.sha256(name.encode()).hexdigest()[:8].upper()
    return short + PurePosixPath(name).suffix[:4].upper() + "|" + name


def make_tables(files: list[File]) -> dict[str, str]:
    """Name of the table, and its text. Files without a version resource are compared by hash (MsiFileHash table)."""
    lock_rows = [
        [f"Lock{folder}", folder, "CreateFolder", rights, ""] for folder, (_, rights) in DATA_FOLDERS.items()
    ]
    return {
        # =-*PATH: written at each installation, taken away with the component, of the machine; [~] keeps what is there.
        "Environment": _table("Environment", ["Environment", "Name", "Value", "Component_"], ["s72", "l255", "L255", "s72"],
                              ["Environment"], [["SearchPath", "=-*PATH", "[~];[InstallFolder]", "SearchPath"]]),
        "MsiLockPermissionsEx": _table(
            "MsiLockPermissionsEx", ["MsiLockPermissionsEx", "LockObject", "Table", "SDDLText", "Condition"],
            ["s72", "s72", "s32", "s0", "S255"], ["MsiLockPermissionsEx"], lock_rows),
        "MsiFileHash": _table(
            "MsiFileHash", ["File_", "Options", "HashPart1", "HashPart2", "HashPart3", "HashPart4"],
            ["s72", "i2", "i4", "i4", "i4", "i4"], ["File_"],
            [_hash_row(file) for file in files if not file.is_program]),
    }


def make_queries(files: list[File], release: Product) -> list[str]:
    """SQL for the finished tables."""
    queries = [f"UPDATE Registry SET Value='#%[#{MESSAGE_FILE}]' WHERE Name='EventMessageFile'"]
    for key in (EVENT_SOURCE, r"SOFTWARE\DriveLaunch"):  # wixl ends them with a backslash
        queries.append(f"UPDATE Registry SET `Key`='{key}' WHERE `Key`='{key}\\'")
    for folder, name in {"InstallFolder": "DriveLaunch", **{key: name for key, (name, _) in DATA_FOLDERS.items()}}.items():
        queries.append(f"UPDATE Directory SET DefaultDir='{_with_short_name(name)}' WHERE Directory='{folder}'")
    for file in files:
        name = PurePosixPath(file.name).name
        queries.append(f"UPDATE File SET FileName='{_with_short_name(name)}' WHERE File='{file_id(file)}'")
        if file.is_program:
            queries.append(f"UPDATE File SET Version='{release.version}.0', Language='1033' WHERE File='{file_id(file)}'")
    for folder in DATA_FOLDERS:
        queries.append(f"UPDATE Component SET Attributes={_PERMANENT_64_BIT} WHERE Component='c_{folder}'")
    action, kind, file, line = _LIST_TASKS
    queries.append(f"INSERT INTO CustomAction (Action, Type, Source, Target) VALUES ('{action}', {kind}, '{file}', '{line}')")
    for action, number in _SEQUENCE.items():
        queries.append(f"DELETE FROM InstallExecuteSequence WHERE Action='{action}'")
        condition = _CONDITIONS.get(action, "")
        queries.append(
            "INSERT INTO InstallExecuteSequence (Action, Condition, Sequence)"
            f" VALUES ('{action}', '{condition}', {number})"
        )
    return queries


