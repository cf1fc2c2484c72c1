"""ZIP and tar.gz that depend on nothing but names and bytes."""

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

from payload import File
from product import Product

_UNIX = 3  # "version made by" of a ZIP entry: what its mode means


def write_zip(path: Path, folder: str, files: list[File], release: Product) -> None:
    """All files below folder. ZIP keeps local times of two seconds; they are those of UTC."""
    moment = release.time.timetuple()[:6]
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(files, key=lambda one: one.name):
            entry = zipfile.ZipInfo(f"{folder}/{file.name}", moment)
            entry.create_system = _UNIX
            entry.external_attr = (0o100755 if file.is_program else 0o100644) << 16
            archive.writestr(entry, file.content, zipfile.ZIP_DEFLATED, 9)


def compress(content: bytes) -> bytes:
    """gzip without a name and a time."""
    return gzip.compress(content, 9, mtime=0)


def write_tar_gz(path: Path, folder: str, files: list[File], release: Product) -> None:
    """All files below folder, owned by root."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for file in sorted(files, key=lambda one: one.name):
            entry = tarfile.TarInfo(f"{folder}/{file.name}")
            entry.size = len(file.content)
            entry.mode = 0o755 if file.is_program else 0o644
            entry.mtime = release.epoch
            entry.uname = entry.gname = "root"
            archive.addfile(entry, io.BytesIO(file.content))
    path.write_bytes(compress(packed.getvalue()))
