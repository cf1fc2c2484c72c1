#!/usr/bin/env python3
"""The Windows programs as files: what Windows, and those who examine programs, read in their headers.

usage: programs_test.py PROGRAMS
"""

import re
import sys
import unittest
from pathlib import Path

import pefile

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = Path(sys.argv.pop(1))
WINDOWS = ("drivelaunch.exe", "drivelaunchw.exe", "taskxml.exe", "drivelaunch_acceptance.exe")
HIGH_ENTROPY_VA, DYNAMIC_BASE, NX_COMPAT = 0x20, 0x40, 0x100
CAN_EXECUTE, CAN_WRITE = 0x20000000, 0x80000000
GUI, CONSOLE = 2, 3
VERSION = re.search(r"^project\(DriveLaunch VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text(), re.MULTILINE).group(1)


def version_texts(image: pefile.PE) -> dict[str, str]:
    return {
        key.decode(): value.decode()
        for info in image.FileInfo[0] if info.Key == b"StringFileInfo"
        for table in info.StringTable
        for key, value in table.entries.items()
    }


class Programs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.images = {name: pefile.PE(PROGRAMS / name, fast_load=True) for name in WINDOWS}
        for image in cls.images.values():
            image.parse_data_directories([pefile.DIRECTORY_ENTRY[f"IMAGE_DIRECTORY_ENTRY_{name}"] for name in ("RESOURCE", "DEBUG")])

    def test_no_time_is_in_them(self):
        for name, image in self.images.items():
            with self.subTest(name):
                self.assertEqual(image.FILE_HEADER.TimeDateStamp, 0)
                self.assertFalse(hasattr(image, "DIRECTORY_ENTRY_DEBUG"))
                self.assertEqual(image.DIRECTORY_ENTRY_RESOURCE.struct.TimeDateStamp, 0)

    def test_they_are_for_windows_10_and_later(self):
        for name, image in self.images.items():
            with self.subTest(name):
                header = image.OPTIONAL_HEADER
                self.assertEqual((header.MajorSubsystemVersion, header.MinorSubsystemVersion), (10, 0))
                self.assertEqual((header.MajorOperatingSystemVersion, header.MinorOperatingSystemVersion), (10, 0))
                self.assertEqual(header.Subsystem, GUI if name == "drivelaunchw.exe" else CONSOLE)

    def test_they_take_the_protections_of_the_loader(self):
        for name, image in self.images.items():
            with self.subTest(name):
                wanted = HIGH_ENTROPY_VA | DYNAMIC_BASE | NX_COMPAT
                self.assertEqual(image.OPTIONAL_HEADER.DllCharacteristics & wanted, wanted)
                self.assertTrue(any(section.Name.startswith(b".reloc") for section in image.sections))

    def test_no_section_can_be_written_and_executed(self):
        for name, image in self.images.items():
            with self.subTest(name):
                for section in image.sections:
                    flags = section.Characteristics
                    self.assertFalse(flags & CAN_EXECUTE and flags & CAN_WRITE, section.Name)

    def test_the_checksum_is_theirs(self):
        for name, image in self.images.items():
            with self.subTest(name):
                self.assertNotEqual(image.OPTIONAL_HEADER.CheckSum, 0)
                self.assertTrue(image.verify_checksum())

    def test_the_version_resource_says_who_made_what(self):
        for name, image in self.images.items():
            with self.subTest(name):
                texts = version_texts(image)
                self.assertEqual(texts["CompanyName"], "The DriveLaunch authors")
                self.assertEqual(texts["LegalCopyright"], "Copyright (c) 2026 The DriveLaunch authors. MIT License.")
                self.assertEqual(texts["OriginalFilename"], name)
                self.assertEqual(texts["FileVersion"], VERSION)
                self.assertEqual(texts["ProductVersion"], VERSION)

    def test_no_folder_of_the_build_is_in_them(self):
        for name in (*WINDOWS, "taskxml"):
            with self.subTest(name):
                content = (PROGRAMS / name).read_bytes()
                self.assertNotIn(str(ROOT).encode(), content)
                self.assertNotIn(str(Path.home()).encode() + b"/", content)
                # Nor a name that __FILE__ would make of one of our sources or of a header; what Debian has built says
                # ./mingw-w64-libraries/...
                self.assertEqual(re.findall(rb"[\w./ -]*(?:launcher|taskxml|tests|include|source)/[\w./-]+\.(?:cpp|hpp|cc|h)\b", content), [])

    def test_the_launcher_is_at_most_one_and_a_half_megabytes(self):
        self.assertLessEqual((PROGRAMS / "drivelaunch.exe").stat().st_size, 1_572_864)


if __name__ == "__main__":
    unittest.main(verbosity=2)
