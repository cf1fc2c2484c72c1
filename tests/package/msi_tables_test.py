#!/usr/bin/env python3
"""The tables of the MSI, read back with msiinfo: rights and registry values are those of `drivelaunch setup`, files stay in place
in an upgrade, and no running task loses its launcher.

usage: msi_tables_test.py PACKAGES
"""

import hashlib
import re
import struct
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = Path(sys.argv.pop(1))
(MSI,) = PACKAGES.glob("*.msi")
(ARCHIVE,) = PACKAGES.glob("drivelaunch-*[0-9]-windows-x64.zip")
SETUP = (ROOT / "launcher/win32/command/setup_machine.cpp").read_text(encoding="utf-8")
FOLDERS = (ROOT / "launcher/win32/security/product_folder.cpp").read_text(encoding="utf-8")
DATA_FOLDERS = {"DataFolder": "product", "LogFolder": "logs", "CredentialFolder": "credentials", "TaskFolder": "tasks",
                "ProbeFolder": "probes"}
PERMANENT, IS_64_BIT = 16, 256
DEFERRED_WITHOUT_IMPERSONATION = 1024 + 2048
EXE_FROM_FILE = 18
CONTINUE = 64  # whatever the program ends with


def read_table(name: str) -> list[dict[str, str]]:
    text = subprocess.run(["msiinfo", "export", MSI, name], capture_output=True, text=True, check=True).stdout
    head, _, _, *rows = text.replace("\r", "").rstrip("\n").split("\n")
    return [dict(zip(head.split("\t"), row.split("\t"))) for row in rows]


def properties() -> dict[str, str]:
    return {row["Property"]: row["Value"] for row in read_table("Property")}


class Msi(unittest.TestCase):
    def test_folders_get_the_rights_that_setup_gives(self):
        body = FOLDERS.partition("permissions_of(ProtectedFolder folder) {")[2].partition("\n}")[0]
        rights = {}
        for labels, permissions in re.findall(r'((?:case ProtectedFolder::\w+:\s+)+)(?:break;\s+}\s+)?return "([^"]+)"', body):
            for folder in re.findall(r"::(\w+)", labels):
                rights[folder] = permissions
        wanted = {key: rights[folder] for key, folder in DATA_FOLDERS.items()}
        self.assertEqual(set(rights), set(DATA_FOLDERS.values()))
        rows = read_table("MsiLockPermissionsEx")
        self.assertEqual({row["LockObject"]: row["SDDLText"] for row in rows}, wanted)
        self.assertEqual({row["Table"] for row in rows}, {"CreateFolder"})
        self.assertEqual({row["Directory_"] for row in read_table("CreateFolder")}, set(wanted))

    def test_the_event_source_is_the_one_of_setup(self):
        key = re.search(r'kSourceKey =\s+L"([^"]+)"', SETUP).group(1).replace("\\\\", "\\")
        values = {row["Name"]: row["Value"] for row in read_table("Registry") if row["Key"] == key}
        self.assertEqual(values, {"EventMessageFile": "#%[#drivelaunch.exe]", "TypesSupported": "#7"})  # #%: REG_EXPAND_SZ

    def test_it_runs_setup_and_the_list_of_tasks_and_nothing_else(self):
        self.assertEqual({row["Action"] for row in read_table("CustomAction")}, {"SetUpMachine", "ListTasks"})

    def test_the_list_of_tasks_is_made_while_taskxml_is_there_and_stops_no_removal(self):
        (action,) = [row for row in read_table("CustomAction") if row["Action"] == "ListTasks"]
        self.assertEqual(action["Source"], "taskxml.exe")
        self.assertEqual(int(action["Type"]), EXE_FROM_FILE + DEFERRED_WITHOUT_IMPERSONATION + CONTINUE)
        self.assertTrue(action["Target"].endswith('-o "[LogFolder]tasks-at-removal.csv" tasks:\\'), action["Target"])
        rows = {row["Action"]: row for row in read_table("InstallExecuteSequence")}
        self.assertLess(int(rows["InstallInitialize"]["Sequence"]), int(rows["ListTasks"]["Sequence"]))
        self.assertLess(int(rows["ListTasks"]["Sequence"]), int(rows["RemoveFiles"]["Sequence"]))
        self.assertEqual(rows["ListTasks"]["Condition"], 'REMOVE="ALL" AND NOT UPGRADINGPRODUCTCODE')

    def test_setup_runs_before_folders_are_made(self):
        (action,) = [row for row in read_table("CustomAction") if row["Action"] == "SetUpMachine"]
        self.assertEqual((action["Source"], action["Target"]), ("drivelaunch.exe", "setup"))
        self.assertEqual(int(action["Type"]), EXE_FROM_FILE + DEFERRED_WITHOUT_IMPERSONATION)  # no 64: its failure counts
        order = {row["Action"]: int(row["Sequence"]) for row in read_table("InstallExecuteSequence")}
        self.assertLess(order["InstallFiles"], order["SetUpMachine"])
        self.assertLess(order["SetUpMachine"], order["CreateFolders"])

    def test_the_new_files_are_there_before_the_old_version_goes(self):
        order = {row["Action"]: int(row["Sequence"]) for row in read_table("InstallExecuteSequence")}
        self.assertLess(order["InstallFiles"], order["InstallExecute"])
        self.assertLess(order["InstallExecute"], order["RemoveExistingProducts"])
        self.assertLess(order["RemoveExistingProducts"], order["InstallFinalize"])

    def test_no_component_has_another_code_than_before(self):
        listed = (Path(__file__).parent / "components.txt").read_text().split("\n")
        known = dict(line.rsplit(" ", 1) for line in listed if line and not line.startswith("#"))
        now = {row["Component"]: row["ComponentId"] for row in read_table("Component")}
        for component, code in known.items():
            self.assertEqual(now.get(component), code, f"{component}: a file that moves or goes needs a new component")
        self.assertEqual(set(now) - set(known), set(), "new components belong into tests/package/components.txt")

    def test_what_users_keep_is_permanent(self):
        for row in read_table("Component"):
            keeps = row["Directory_"] in DATA_FOLDERS
            self.assertEqual(bool(int(row["Attributes"]) & PERMANENT), keeps, row["Component"])
            self.assertTrue(int(row["Attributes"]) & IS_64_BIT, row["Component"])

    def test_restart_manager_does_not_end_the_launchers_of_running_tasks(self):
        self.assertEqual(properties()["MSIRESTARTMANAGERCONTROL"], "Disable")

    def test_the_search_path_is_a_feature_of_its_own(self):
        (row,) = read_table("Environment")
        self.assertEqual((row["Name"], row["Value"]), ("=-*PATH", "[~];[InstallFolder]"))
        features = {pair["Component_"]: pair["Feature_"] for pair in read_table("FeatureComponents")}
        self.assertEqual(features[row["Component_"]], "Path")
        self.assertEqual([name for name, feature in features.items() if feature == "Path"], [row["Component_"]])

    def test_it_upgrades_what_is_older_and_refuses_what_is_newer(self):
        version = properties()["ProductVersion"]
        older, newer = sorted(read_table("Upgrade"), key=lambda row: row["VersionMin"])
        self.assertEqual((older["VersionMax"], older["ActionProperty"]), (version, "WIX_UPGRADE_DETECTED"))
        self.assertEqual((newer["VersionMin"], newer["ActionProperty"]), (version, "WIX_DOWNGRADE_DETECTED"))
        self.assertIn("NOT WIX_DOWNGRADE_DETECTED", [row["Condition"] for row in read_table("LaunchCondition")])
        self.assertEqual(older["UpgradeCode"], "{99730050-8939-57A0-8A92-DC34374D4849}")

    def test_files_have_versions_or_hashes_and_are_those_of_the_zip(self):
        hashes = {row["File_"]: [int(row[f"HashPart{part}"]) for part in (1, 2, 3, 4)] for row in read_table("MsiFileHash")}
        files = {row["File"]: row for row in read_table("File")}
        with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(ARCHIVE) as archive:
            subprocess.run(["msiextract", "-C", folder, MSI], check=True, capture_output=True)
            extracted = {path.name: path for path in Path(folder).rglob("*") if path.is_file()}
            packed = {Path(name).name: archive.read(name) for name in archive.namelist()}
            self.assertEqual(set(extracted), set(packed))
            for key, row in files.items():
                name = row["FileName"].rpartition("|")[2]
                content = extracted[name].read_bytes()
                self.assertEqual(content, packed[name], name)
                if name.endswith(".exe"):
                    self.assertEqual(row["Version"], properties()["ProductVersion"] + ".0")
                else:
                    digest = hashlib.md5(content, usedforsecurity=False).digest()
                    self.assertEqual(hashes[key], list(struct.unpack("<4i", digest)), name)

    def test_names_that_are_not_8_3_have_a_short_one_of_their_own(self):
        names = [row["FileName"] for row in read_table("File")]
        for name in names:
            short = name.partition("|")[0]
            self.assertRegex(short, r"^[A-Za-z0-9_]{1,8}(\.[A-Za-z0-9_]{1,3})?$")
        self.assertEqual(len({name.partition("|")[0].upper() for name in names}), len(names))


if __name__ == "__main__":
    unittest.main(verbosity=2)
