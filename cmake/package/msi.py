"""Makes the MSI: wixl from the source, msibuild for what wixl cannot write."""

import os
import subprocess
import tempfile
import uuid
from pathlib import Path

import product
from msi_source import make_source
from msi_tables import make_queries, make_tables
from payload import File
from product import Product


def _run(command: list[str], folder: Path, release: Product) -> None:
    """At the time of the release, in UTC. wixl ends with 0 whatever it did not understand, so that a word is a failure."""
    time = release.time.strftime("%Y-%m-%d %H:%M:%S")
    environment = {**os.environ, "TZ": "UTC", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": str(release.epoch)}
    done = subprocess.run(["faketime", "-f", time, *command], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0 or done.stderr.strip():
        raise RuntimeError(f"{' '.join(command[:3])} failed with {done.returncode}:\n{done.stdout}{done.stderr}")


def _package_code(source: str, files: list[File], release: Product) -> str:
    """Another package, another code: made from all that goes into this one."""
    from hashlib import sha256

    digest = sha256(source.encode())
    for table in make_tables(files).values():
        digest.update(table.encode())
    for query in make_queries(files, release):
        digest.update(query.encode())
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.content)
    return "{" + str(uuid.UUID(bytes=digest.digest()[:16], version=4)).upper() + "}"


def write_msi(path: Path, files: list[File], release: Product) -> None:
    """Throws RuntimeError with what the tools said."""
    source = make_source(files, release)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in files:
            place = folder / file.name
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(file.content)
            os.utime(place, (release.epoch, release.epoch))
        (folder / "drivelaunch.wxs").write_text(source, encoding="utf-8")
        _run(["wixl", "-a", "x64", "-o", "drivelaunch.msi", "drivelaunch.wxs"], folder, release)
        for table, text in make_tables(files).items():
            (folder / f"{table}.idt").write_bytes(text.encode("ascii"))
            _run(["msibuild", "drivelaunch.msi", "-i", f"{table}.idt"], folder, release)
        queries = [word for query in make_queries(files, release) for word in ("-q", query)]
        _run(["msibuild", "drivelaunch.msi", *queries], folder, release)
        _run(["msibuild", "drivelaunch.msi", "-s", f"DriveLaunch {release.version}", product.PUBLISHER, "x64;1033",
              _package_code(source, files, release)], folder, release)
        path.write_bytes((folder / "drivelaunch.msi").read_bytes())
        path.chmod(0o644)
