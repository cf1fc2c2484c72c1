#!/usr/bin/env python3
"""What winget, Chocolatey, Scoop and Intune read: valid against the schemas of those who read them, with the sums, codes and versions
of the files beside them.

usage: manifests_test.py PACKAGES
"""

import hashlib
import json
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import jsonschema
import yaml

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "tests/data/schemas"
PACKAGES = Path(sys.argv.pop(1))
(MSI,) = PACKAGES.glob("*.msi")
(ARCHIVE,) = PACKAGES.glob("drivelaunch-*[0-9]-windows-x64.zip")
NUSPEC = "http://schemas.microsoft.com/packaging/2015/06/nuspec.xsd"


class Loader(yaml.SafeLoader):
    """Dates stay text, as winget reads them."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def sum_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def msi_properties() -> dict[str, str]:
    text = subprocess.run(["msiinfo", "export", MSI, "Property"], capture_output=True, text=True, check=True).stdout
    return dict(line.split("\t", 1) for line in text.replace("\r", "").splitlines()[3:])


def read_winget(kind: str, suffix: str) -> dict:
    path = PACKAGES / f"winget/DriveLaunch.DriveLaunch{suffix}.yaml"
    manifest = yaml.load(path.read_text(encoding="utf-8"), Loader)
    schema = json.loads((SCHEMAS / f"winget.{kind}.1.6.0.json").read_text(encoding="utf-8"))
    jsonschema.validate(manifest, schema, cls=jsonschema.Draft7Validator)
    return manifest


class Winget(unittest.TestCase):
    def test_the_files_are_valid_and_belong_together(self):
        manifests = [read_winget("version", ""), read_winget("installer", ".installer"), read_winget("defaultLocale", ".locale.en-US")]
        self.assertEqual({manifest["PackageIdentifier"] for manifest in manifests}, {"DriveLaunch.DriveLaunch"})
        self.assertEqual({manifest["PackageVersion"] for manifest in manifests}, {msi_properties()["ProductVersion"]})

    def test_the_installer_is_the_msi_beside_it(self):
        manifest = read_winget("installer", ".installer")
        (installer,) = manifest["Installers"]
        self.assertEqual(installer["InstallerSha256"], sum_of(MSI).upper())
        self.assertTrue(installer["InstallerUrl"].endswith("/v" + msi_properties()["ProductVersion"] + "/" + MSI.name))
        (entry,) = manifest["AppsAndFeaturesEntries"]
        self.assertEqual(entry["ProductCode"], msi_properties()["ProductCode"])
        self.assertEqual(entry["UpgradeCode"], msi_properties()["UpgradeCode"])


class Chocolatey(unittest.TestCase):
    def test_the_nuspec_is_valid(self):
        with tempfile.NamedTemporaryFile("w", suffix=".xsd") as schema:
            schema.write((SCHEMAS / "nuspec.xsd").read_text(encoding="utf-8-sig").replace("{0}", NUSPEC))
            schema.flush()
            done = subprocess.run(["xmllint", "--noout", "--schema", schema.name, PACKAGES / "chocolatey/drivelaunch.nuspec"],
                                  capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_the_scripts_install_and_remove_the_msi_beside_them(self):
        install = (PACKAGES / "chocolatey/tools/chocolateyinstall.ps1").read_text()
        self.assertIn(f"checksum64     = '{sum_of(MSI)}'", install)
        self.assertIn("/" + MSI.name + "'", install)
        uninstall = (PACKAGES / "chocolatey/tools/chocolateyuninstall.ps1").read_text()
        self.assertIn(msi_properties()["ProductCode"], uninstall)


class Scoop(unittest.TestCase):
    def test_the_manifest_is_valid_and_is_of_the_zip_beside_it(self):
        manifest = json.loads((PACKAGES / "scoop/drivelaunch.json").read_text(encoding="utf-8"))
        jsonschema.validate(manifest, json.loads((SCHEMAS / "scoop.json").read_text(encoding="utf-8")))
        part = manifest["architecture"]["64bit"]
        self.assertEqual(part["hash"], sum_of(ARCHIVE))
        self.assertTrue(part["url"].endswith("/" + ARCHIVE.name))
        renewed = manifest["autoupdate"]["architecture"]["64bit"]["url"].replace("$version", manifest["version"])
        self.assertEqual(renewed, part["url"])


class Intune(unittest.TestCase):
    def test_the_settings_are_those_of_the_msi(self):
        settings = json.loads((PACKAGES / "intune.json").read_text(encoding="utf-8"))
        self.assertEqual(settings["detection"]["productCode"], msi_properties()["ProductCode"])
        self.assertEqual(settings["detection"]["productVersion"], msi_properties()["ProductVersion"])
        self.assertEqual(settings["sha256"], sum_of(MSI))
        self.assertIn(f'msiexec /i "{MSI.name}" /qn', settings["installCommandLine"])
        self.assertTrue(re.search(r"msiexec /x \{[0-9A-F-]{36}\} /qn", settings["uninstallCommandLine"]))


if __name__ == "__main__":
    unittest.main(verbosity=2)
