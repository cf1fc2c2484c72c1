#!/usr/bin/env python3
"""ZIP, tar.gz, SBOM and sums: what is in them, and that they belong together.

usage: contents_test.py PACKAGES PROGRAMS
"""

import hashlib
import json
import re
import sys
import tarfile
import unittest
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES, PROGRAMS = Path(sys.argv.pop(1)), Path(sys.argv.pop(1))
VERSION = re.search(r"^project\(DriveLaunch VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text(), re.MULTILINE).group(1)
ARCHIVE = PACKAGES / f"drivelaunch-{VERSION}-windows-x64.zip"
ACCEPTANCE = PACKAGES / f"drivelaunch-{VERSION}-acceptance-windows-x64.zip"
SBOM = PACKAGES / f"drivelaunch-{VERSION}.spdx.json"


def sum_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Zip(unittest.TestCase):
    def setUp(self):
        self.archive = zipfile.ZipFile(ARCHIVE)
        self.addCleanup(self.archive.close)

    def read(self, name):
        return self.archive.read("DriveLaunch/" + name)

    def assert_is_for_notepad(self, name, text):
        self.assertTrue(text.startswith(b"\xef\xbb\xbf"), name)
        self.assertEqual(text.count(b"\n"), text.count(b"\r\n"), name)
        self.assertNotRegex(text.decode(), r"(?m)^```|\]\((?!\s)", name)

    def test_the_programs_are_those_that_were_built(self):
        for name in ("drivelaunch.exe", "drivelaunchw.exe", "taskxml.exe"):
            self.assertEqual(self.read(name), (PROGRAMS / name).read_bytes())

    def test_everything_is_in_one_folder(self):
        self.assertTrue(all(name.startswith("DriveLaunch/") for name in self.archive.namelist()))

    def test_texts_are_for_notepad(self):
        texts = [name for name in self.archive.namelist() if name.endswith(".txt")]
        self.assertEqual(len(texts), 7)
        for name in texts:
            self.assert_is_for_notepad(name, self.archive.read(name))

    def test_the_licences_of_all_components_are_there(self):
        text = self.read("THIRD-PARTY.txt").decode()
        for words in ("Boost Software License", "Victor Zverovich", "Lee Thomason", "Zope Public License", "Lockless",
                      "GCC Runtime Library Exception"):
            self.assertIn(words, text)
        self.assertIn("Permission is hereby granted", self.read("LICENSE.txt").decode())

    def test_the_acceptance_program_is_beside_the_programs_it_looks_at(self):
        programs = ("drivelaunch.exe", "drivelaunchw.exe", "taskxml.exe", "drivelaunch_acceptance.exe")
        texts = ("README.txt", "LICENSE.txt", "THIRD-PARTY.txt")
        with zipfile.ZipFile(ACCEPTANCE) as archive:
            self.assertEqual(sorted(archive.namelist()), sorted("DriveLaunchAcceptance/" + name for name in (*programs, *texts)))
            for name in programs:
                self.assertEqual(archive.read("DriveLaunchAcceptance/" + name), (PROGRAMS / name).read_bytes())
            for name in texts:
                content = archive.read("DriveLaunchAcceptance/" + name)
                self.assert_is_for_notepad(name, content)
                if name != "README.txt":
                    self.assertEqual(content, self.read(name))
            readme = archive.read("DriveLaunchAcceptance/README.txt").decode("utf-8-sig")
        self.assertIn("drivelaunch_acceptance.exe --yes --format json", readme)
        self.assertIn("What it changes\r\n---------------", readme)

    def test_task_definitions_keep_every_byte(self):
        for name in ("nightly-backup.xml", "nightly-backup.wrapped.xml"):
            self.assertEqual(self.read("samples/" + name), (ROOT / "samples" / name).read_bytes())


class Tar(unittest.TestCase):
    def test_what_a_control_node_needs_is_there_and_belongs_to_root(self):
        with tarfile.open(PACKAGES / f"taskxml-{VERSION}-linux-x64.tar.gz") as archive:
            members = {member.name.partition("/")[2]: member for member in archive.getmembers()}
            self.assertLessEqual({"taskxml", "taskxml.1", "completions/taskxml", "LICENSE", "THIRD-PARTY"}, set(members))
            self.assertEqual(archive.extractfile(members["taskxml"]).read(), (PROGRAMS / "taskxml").read_bytes())
            self.assertEqual(members["taskxml"].mode, 0o755)
            self.assertEqual({(member.uid, member.gid) for member in members.values()}, {(0, 0)})


class Sums(unittest.TestCase):
    def test_every_file_has_its_sum_and_no_other(self):
        lines = [line.split("  ", 1) for line in (PACKAGES / "SHA256SUMS").read_text().splitlines()]
        listed = {name: digest for digest, name in lines}
        there = {path.relative_to(PACKAGES).as_posix() for path in PACKAGES.rglob("*") if path.is_file()}
        self.assertEqual(set(listed), there - {"SHA256SUMS"})
        for name, digest in listed.items():
            self.assertEqual(digest, sum_of(PACKAGES / name), name)


class Sbom(unittest.TestCase):
    def setUp(self):
        self.document = json.loads(SBOM.read_text(encoding="utf-8"))
        self.by_id = {package["SPDXID"]: package for package in self.document["packages"]}

    def test_it_is_spdx_2_3(self):
        document = self.document
        self.assertEqual((document["spdxVersion"], document["dataLicense"], document["SPDXID"]),
                         ("SPDX-2.3", "CC0-1.0", "SPDXRef-DOCUMENT"))
        self.assertRegex(document["creationInfo"]["created"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        for package in document["packages"]:
            self.assertRegex(package["SPDXID"], r"^SPDXRef-[A-Za-z0-9.-]+$")
            self.assertLessEqual({"name", "downloadLocation", "licenseConcluded", "copyrightText"}, set(package))
        self.assertEqual(len(self.by_id), len(document["packages"]))

    def test_the_packages_are_there_with_their_sums(self):
        sums = {package["name"]: package["checksums"][0]["checksumValue"] for package in self.document["packages"]
                if "checksums" in package}
        self.assertEqual(len(sums), 5)
        for name, digest in sums.items():
            self.assertEqual(digest, sum_of(PACKAGES / name), name)

    def test_each_package_contains_what_it_is_linked_from(self):
        contained = {}
        for relation in self.document["relationships"]:
            if relation["relationshipType"] == "CONTAINS":
                package = self.by_id[relation["spdxElementId"]]["name"]
                contained.setdefault(package, set()).add(self.by_id[relation["relatedSpdxElement"]]["name"])
        for package, names in contained.items():
            self.assertLessEqual({"Boost.Program_options", "fmt", "TinyXML-2", "JSON for Modern C++"}, names, package)
            self.assertEqual("winpthreads" in names, "windows" in package, package)

    def test_versions_are_those_that_the_cross_build_pins(self):
        pinned = dict(re.findall(r"(tinyxml2|fmtlib|boost[0-9.]+)=(\S+?)[ )]", (ROOT / "cmake/debian_sources.sh").read_text()))
        found = {package["sourceInfo"].split()[-2]: package["versionInfo"] for package in self.document["packages"]
                 if "sourceInfo" in package}
        shared = set(pinned) & set(found)
        self.assertGreaterEqual(len(shared), 3)
        text = (ROOT / "cmake/debian_sources.sh").read_text()
        for name in shared:
            self.assertIn(f"{name}={found[name]}", text)


if __name__ == "__main__":
    unittest.main(verbosity=2)
