"""What package managers of Windows and Intune read. Each names the release's own files and their sums."""

import hashlib
import json
from pathlib import Path
from xml.sax.saxutils import escape

import product
from product import Product

_WINGET_SCHEMA = "1.6.0"
_SILENT = "/qn /norestart"
_REPLACED_AT_RESTART = 3010  # ERROR_SUCCESS_REBOOT_REQUIRED


def sum_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _yaml(kind: str, release: Product, lines: list[str]) -> str:
    """winget's files are flat enough to be written by hand; all texts are quoted the way JSON does, which is YAML as well."""
    head = [
        f"# yaml-language-server: $schema=https://aka.ms/winget-manifest.{kind}.{_WINGET_SCHEMA}.schema.json",
        f"PackageIdentifier: {product.IDENTIFIER}",
        f"PackageVersion: {json.dumps(release.version)}",
    ]
    return "\n".join([*head, *lines, f"ManifestType: {kind}", f"ManifestVersion: {_WINGET_SCHEMA}", ""])


def make_winget(msi: Path, release: Product) -> dict[str, str]:
    """The three files that microsoft/winget-pkgs wants, by name."""
    q = json.dumps
    installer = [
        "Platform:", "- Windows.Desktop", "MinimumOSVersion: 10.0.14393.0", "InstallerType: wix", "Scope: machine",
        "InstallModes:", "- silent", "- silentWithProgress",
        "UpgradeBehavior: install", "Commands:", "- drivelaunch", "- taskxml",
        f"ProductCode: {q(release.product_code)}",
        f"ReleaseDate: {release.time:%Y-%m-%d}",
        "AppsAndFeaturesEntries:", f"- ProductCode: {q(release.product_code)}",
        f"  UpgradeCode: {q(product.UPGRADE_CODE)}", "  InstallerType: wix",
        "Installers:", "- Architecture: x64",
        f"  InstallerUrl: {release.download(msi.name)}",
        f"  InstallerSha256: {sum_of(msi).upper()}",
    ]
    locale = [
        "PackageLocale: en-US", f"Publisher: {q(product.PUBLISHER)}", f"PublisherUrl: {product.REPOSITORY}",
        "PackageName: DriveLaunch", f"PackageUrl: {product.REPOSITORY}",
        f"License: {product.LICENSE}", f"LicenseUrl: {product.REPOSITORY}/blob/v{release.version}/LICENSE",
        f"Copyright: {q(product.COPYRIGHT)}", f"ShortDescription: {q(product.SUMMARY)}",
        f"Description: {q(product.DESCRIPTION)}", "Moniker: drivelaunch",
        "Tags:", *(f"- {tag}" for tag in product.TAGS), f"ReleaseNotesUrl: {release.release_page}",
    ]
    name = product.IDENTIFIER
    return {
        f"{name}.installer.yaml": _yaml("installer", release, installer),
        f"{name}.locale.en-US.yaml": _yaml("defaultLocale", release, locale),
        f"{name}.yaml": _yaml("version", release, ["DefaultLocale: en-US"]),
    }


def make_chocolatey(msi: Path, release: Product) -> dict[str, str]:
    """What `choco pack` takes."""
    nuspec = f"""<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2015/06/nuspec.xsd">
  <metadata>
    <id>drivelaunch</id>
    <version>{release.version}</version>
    <title>DriveLaunch</title>
    <authors>{escape(product.PUBLISHER)}</authors>
    <projectUrl>{product.REPOSITORY}</projectUrl>
    <licenseUrl>{product.REPOSITORY}/blob/v{release.version}/LICENSE</licenseUrl>
    <requireLicenseAcceptance>false</requireLicenseAcceptance>
    <description>{escape(product.DESCRIPTION)}</description>
    <summary>{escape(product.SUMMARY)}</summary>
    <releaseNotes>{release.release_page}</releaseNotes>
    <copyright>{escape(product.COPYRIGHT)}</copyright>
    <tags>{" ".join(product.TAGS)}</tags>
  </metadata>
  <files>
    <file src="tools\\**" target="tools" />
  </files>
</package>
"""
    install = f"""$ErrorActionPreference = 'Stop'
$package = @{{
    packageName    = $env:ChocolateyPackageName
    fileType       = 'msi'
    url64bit       = '{release.download(msi.name)}'
    checksum64     = '{sum_of(msi)}'
    checksumType64 = 'sha256'
    silentArgs     = '{_SILENT}'
    validExitCodes = @(0, {_REPLACED_AT_RESTART})
}}
Install-ChocolateyPackage @package
"""
    uninstall = f"""$ErrorActionPreference = 'Stop'
$package = @{{
    packageName    = $env:ChocolateyPackageName
    fileType       = 'msi'
    silentArgs     = '{release.product_code} {_SILENT}'
    validExitCodes = @(0, 1605, {_REPLACED_AT_RESTART})
}}
Uninstall-ChocolateyPackage @package
"""
    return {
        "drivelaunch.nuspec": nuspec,
        "tools/chocolateyinstall.ps1": install,
        "tools/chocolateyuninstall.ps1": uninstall,
    }


def make_scoop(archive: Path, release: Product) -> dict[str, str]:
    """Scoop installs for one account, whose folder other tasks must not trust; the notes say so."""
    manifest = {
        "version": release.version,
        "description": product.SUMMARY,
        "homepage": product.REPOSITORY,
        "license": product.LICENSE,
        "notes": [
            "This copy is in a folder that your account can change: it is for taskxml and for trying drivelaunch as yourself.",
            "Tasks of other accounts and elevated tasks refuse it. Install the MSI for them; it goes to Program Files.",
        ],
        "architecture": {"64bit": {"url": release.download(archive.name), "hash": sum_of(archive)}},
        "extract_dir": "DriveLaunch",
        "bin": ["drivelaunch.exe", "drivelaunchw.exe", "taskxml.exe"],
        "checkver": {"github": product.REPOSITORY},
        "autoupdate": {
            "architecture": {
                "64bit": {
                    "url": f"{product.REPOSITORY}/releases/download/v$version/drivelaunch-$version-windows-x64.zip"
                }
            },
            "hash": {"url": "$baseurl/SHA256SUMS"},
        },
    }
    return {"drivelaunch.json": json.dumps(manifest, indent=4) + "\n"}


def make_intune(msi: Path, release: Product) -> str:
    """What the pages of a Win32 app ask for, for scripts and for typing."""
    settings = {
        "name": "DriveLaunch",
        "version": release.version,
        "publisher": product.PUBLISHER,
        "file": msi.name,
        "sha256": sum_of(msi),
        "installCommandLine": f'msiexec /i "{msi.name}" {_SILENT}',
        "uninstallCommandLine": f"msiexec /x {release.product_code} {_SILENT}",
        "installExperience": "system",
        "architecture": "x64",
        "minimumOperatingSystem": "Windows 10 1607",
        "detection": {"type": "msi", "productCode": release.product_code, "productVersion": release.version},
        "upgradeCode": product.UPGRADE_CODE,
        "returnCodes": [
            {"code": 0, "type": "success"},
            {"code": _REPLACED_AT_RESTART, "type": "softReboot"},
            {"code": 1618, "type": "retry"},
        ],
    }
    return json.dumps(settings, indent=2) + "\n"


def write_manifests(folder: Path, msi: Path, archive: Path, release: Product) -> None:
    """folder/{winget,chocolatey,scoop}/... and folder/intune.json."""
    sets = {
        "winget": make_winget(msi, release),
        "chocolatey": make_chocolatey(msi, release),
        "scoop": make_scoop(archive, release),
        ".": {"intune.json": make_intune(msi, release)},
    }
    for name, texts in sets.items():
        for file, text in texts.items():
            path = folder / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
