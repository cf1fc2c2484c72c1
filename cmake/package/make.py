#!/usr/bin/env python3
"""Makes all packages from programs that are built. cmake/package.sh is what people call.

usage: make.py VERSION EPOCH PROGRAMS OUTPUT
  PROGRAMS   a folder with drivelaunch.exe, drivelaunchw.exe, taskxml.exe,
             drivelaunch_acceptance.exe and taskxml
  OUTPUT     a folder, which must not exist
DRIVELAUNCH_SIGN names a command; it is called with a file, which it signs in place.
"""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from archive import write_zip
from debian import write_deb, write_tar
from manifests import sum_of, write_manifests
from msi import write_msi
from payload import acceptance_files, windows_files
from product import ACCEPTANCE_PROGRAM, PROGRAMS, Product
from sbom import write_sbom


def _sign(path: Path) -> None:
    """Throws RuntimeError where the command fails or leaves the file as it was."""
    command = os.environ.get("DRIVELAUNCH_SIGN", "")
    if not command:
        return
    before = path.read_bytes()
    done = subprocess.run([*shlex.split(command), str(path)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"DRIVELAUNCH_SIGN failed with {done.returncode} for {path.name}:\n{done.stdout}{done.stderr}")
    if path.read_bytes() == before:
        raise RuntimeError(f"DRIVELAUNCH_SIGN ended well and left {path.name} as it was")


def _write_sums(folder: Path) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [f"{sum_of(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="ascii")


def make_packages(release: Product, programs: Path, output: Path) -> None:
    """Everything a user downloads, into output."""
    source = Path(__file__).resolve().parents[2]
    with tempfile.TemporaryDirectory() as name:
        signed = Path(name)
        for program in (*PROGRAMS, ACCEPTANCE_PROGRAM):
            shutil.copyfile(programs / program, signed / program)
            _sign(signed / program)
        files = windows_files(source, signed)
        folder = signed / "packages"
        folder.mkdir(mode=0o755)
        archive = folder / f"{release.base_name}-windows-x64.zip"
        write_zip(archive, "DriveLaunch", files, release)
        msi = folder / f"{release.base_name}-windows-x64.msi"
        write_msi(msi, files, release)
        _sign(msi)
        acceptance = folder / f"{release.base_name}-acceptance-windows-x64.zip"
        write_zip(acceptance, "DriveLaunchAcceptance", acceptance_files(source, signed), release)
        deb = folder / f"taskxml_{release.version}_amd64.deb"
        write_deb(deb, source, programs / "taskxml", release)
        tar = folder / f"taskxml-{release.version}-linux-x64.tar.gz"
        write_tar(tar, source, programs / "taskxml", release)
        write_manifests(folder, msi, archive, release)
        write_sbom(folder / f"{release.base_name}.spdx.json", [archive, msi, acceptance, deb, tar], release)
        _write_sums(folder)
        for path in folder.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        shutil.move(folder, output)


def main() -> int:
    if len(sys.argv) != 5:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    version, epoch, programs, output = sys.argv[1:]
    try:
        make_packages(Product(version, int(epoch)), Path(programs), Path(output))
    except subprocess.CalledProcessError as error:
        print(f"package: {error.cmd[0]} failed with {error.returncode}: {error.stderr!r}", file=sys.stderr)
        return 1
    except (OSError, RuntimeError, ValueError) as error:
        print(f"package: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
