"""taskxml for control nodes: a Debian package, and the same files as a tar.gz."""

import os
import re
import subprocess
import tempfile
from pathlib import Path

import product
from archive import compress, write_tar_gz
from man_page import write_completion, write_man_page
from payload import File, documents
from product import Product
from taskxml_help import read_commands
from third_party import components_of, describe_all

_DOCUMENTS = "usr/share/doc/taskxml"


def _copyright() -> str:
    """Debian's machine-readable form, version 1.0."""
    text = (Path(__file__).parents[2] / "LICENSE").read_text(encoding="utf-8")
    body = text.split("\n\n", 2)[2]
    license_text = "\n".join(" " + (line or ".") for line in body.rstrip().split("\n"))
    parts = [
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"
        f"Upstream-Name: DriveLaunch\nSource: {product.REPOSITORY}\n"
        "Comment: The program contains parts of " + ", ".join(
            f"{component.name} ({component.license})" for component in components_of("linux")) +
        f".\n Their notices and licences are in /{_DOCUMENTS}/THIRD-PARTY.gz.\n\n"
        f"Files: *\nCopyright: {product.COPYRIGHT.removeprefix('Copyright (c) ')}\nLicense: Expat\n{license_text}\n"
    ]
    return "".join(parts)


def _changelog(release: Product) -> str:
    moment = release.time.strftime("%a, %d %b %Y %H:%M:%S +0000")
    return (f"taskxml ({release.version}) unstable; urgency=medium\n\n  * See /{_DOCUMENTS}/CHANGELOG.gz.\n\n"
            f" -- {product.MAINTAINER}  {moment}\n")


def _contents(source: Path, program: Path, release: Product) -> dict[str, bytes]:
    """What both packages have; the keys are where the Debian package has it."""
    commands = read_commands(program)
    contents = {
        "usr/bin/taskxml": program.read_bytes(),
        "usr/share/man/man1/taskxml.1.gz": compress(write_man_page(commands, release).encode()),
        "usr/share/bash-completion/completions/taskxml": write_completion(commands).encode(),
        f"{_DOCUMENTS}/THIRD-PARTY.gz": compress(describe_all("linux").encode()),
        f"{_DOCUMENTS}/copyright": _copyright().encode(),
        f"{_DOCUMENTS}/changelog.gz": compress(_changelog(release).encode()),
    }
    for name, text in documents(source).items():
        if name != "LICENSE":  # it is in copyright
            contents[f"{_DOCUMENTS}/{name}.gz"] = compress(text.encode())
    for path in sorted((source / "samples").rglob("*")):
        name = path.relative_to(source / "samples").as_posix()
        if path.is_file() and name != "demo.sh":
            contents[f"{_DOCUMENTS}/examples/{name}"] = path.read_bytes()
    return contents


def _needed_libraries(program: Path, folder: Path) -> str:
    """What dpkg-shlibdeps makes of the program, such as "libc6 (>= 2.34)"."""
    (folder / "debian").mkdir()
    (folder / "debian/control").write_text("Source: taskxml\n\nPackage: taskxml\nArchitecture: amd64\n")
    text = subprocess.run(["dpkg-shlibdeps", "-O", str(program)], cwd=folder, capture_output=True, text=True, check=True).stdout
    match = re.search(r"^shlibs:Depends=(.+)$", text, re.MULTILINE)
    if not match:
        raise RuntimeError(f"dpkg-shlibdeps found no library that taskxml needs: {text}")
    return match.group(1)


def _control(depends: str, size: int, release: Product) -> str:
    return f"""Package: taskxml
Version: {release.version}
Architecture: amd64
Maintainer: {product.MAINTAINER}
Installed-Size: {(size + 1023) // 1024}
Depends: {depends}
Section: admin
Priority: optional
Homepage: {product.REPOSITORY}
Description: rewrite Windows scheduled tasks to run with their network drives
 taskxml reads definitions that Windows' Task Scheduler has exported, and
 Group Policy's ScheduledTasks.xml. It says what will go wrong with their
 network drives, rewrites their actions to run through drivelaunch, which
 connects the drives in the session of the task, and gives the original bytes
 back.
"""


def write_deb(path: Path, source: Path, program: Path, release: Product) -> None:
    """Throws RuntimeError, or CalledProcessError with what a tool said."""
    contents = _contents(source, program, release)
    with tempfile.TemporaryDirectory() as name:
        tree = Path(name) / "tree"
        (tree / "DEBIAN").mkdir(parents=True)
        for place, content in contents.items():
            file = tree / place
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
            file.chmod(0o755 if place == "usr/bin/taskxml" else 0o644)
        work = Path(name) / "work"
        work.mkdir()
        depends = _needed_libraries(program, work)
        size = sum(map(len, contents.values()))
        (tree / "DEBIAN/control").write_text(_control(depends, size, release), encoding="utf-8")
        (tree / "DEBIAN/control").chmod(0o644)
        sums = subprocess.run(["md5sum", *sorted(contents)], cwd=tree, capture_output=True, text=True, check=True).stdout
        (tree / "DEBIAN/md5sums").write_text(sums, encoding="utf-8")
        (tree / "DEBIAN/md5sums").chmod(0o644)
        for folder in [tree, *(one for one in tree.rglob("*"))]:
            if folder.is_dir():
                folder.chmod(0o755)
            os.utime(folder, (release.epoch, release.epoch))
        environment = {**os.environ, "SOURCE_DATE_EPOCH": str(release.epoch), "TZ": "UTC", "LC_ALL": "C.UTF-8"}
        # One thread: the parts that xz makes depend on how many there are.
        subprocess.run(["dpkg-deb", "--root-owner-group", "-Zxz", "--threads-max=1", "--build", tree, path], env=environment,
                       capture_output=True, check=True)
        path.chmod(0o644)


def write_tar(path: Path, source: Path, program: Path, release: Product) -> None:
    """For machines without dpkg; the texts are not compressed."""
    import gzip

    names = {  # the manual of taskxml would have the name of the program
        "usr/bin/taskxml": "taskxml",
        "usr/share/man/man1/taskxml.1.gz": "taskxml.1",
        "usr/share/bash-completion/completions/taskxml": "completions/taskxml",
    }
    files = [File("LICENSE", (source / "LICENSE").read_bytes())]
    for place, content in _contents(source, program, release).items():
        name = names.get(place, place.removeprefix(_DOCUMENTS + "/"))
        if name in ("copyright", "changelog.gz"):
            continue
        if place.endswith(".gz"):
            content, name = gzip.decompress(content), name.removesuffix(".gz")
            name = "taskxml-manual" if name == "taskxml" else name
        files.append(File(name, content, is_program=name == "taskxml"))
    write_tar_gz(path, f"taskxml-{release.version}", files, release)
