#!/usr/bin/env python3
"""Compiles what another compiler than ours would refuse: the nearest that Linux has to a build with Visual Studio.

usage: tests/support/check_portability.py LINUX_BUILD_FOLDER [MINGW_BUILD_FOLDER]

- Every header alone, natively with GCC's library and below win32/ with mingw's: nothing is included by accident.
- Every portable source and header with clang and LLVM's library, in which iterators of std::array and std::string_view are
  classes and no header brings another one by the way, as in Microsoft's; with Microsoft's rules of name lookup, and without
  any extension of GCC.

A file that passed is not looked at again until it, what it includes of the project, or how it is compiled changes.
"""
import concurrent.futures
import functools
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

from check_tidy import ROOT, list_headers, read_commands

# clang and libc++ of one version on every Debian release; Boost 1.74 still derives from std::unary_function.
CLANG = ["clang++-19", "-stdlib=libc++", "-fexperimental-library", "-fms-compatibility", "-fms-compatibility-version=19.40",
         "-D_LIBCPP_ABI_USE_WRAP_ITER_IN_STD_ARRAY", "-D_LIBCPP_ABI_USE_WRAP_ITER_IN_STD_STRING_VIEW",
         "-D_LIBCPP_REMOVE_TRANSITIVE_INCLUDES", "-D_LIBCPP_ENABLE_CXX17_REMOVED_UNARY_BINARY_FUNCTION"]
COMMON = ["-std=c++20", "-fsyntax-only", "-x", "c++", "-pedantic-errors", "-Werror", "-I", str(ROOT)]
ROOMS = ("launcher/", "taskxml/", "tests/unit/", "tests/support/")


def is_windows(path):
    return "/win32/" in str(path)


@functools.cache
def read_quoted_includes(path):
    names = re.findall(r'^#include "([^"]+)"', path.read_text(encoding="utf-8"), re.MULTILINE)
    return [ROOT / name for name in names if (ROOT / name).exists()]


def find_files(path):
    """The file and all it includes of the project."""
    found, waiting = set(), [path]
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            waiting += read_quoted_includes(file)
    return sorted(found)


def definitions_of(command):
    """-D and -I of a compile command: what the build tells the source and where libraries are."""
    words = [word.replace('\\"', '"') for word in command.split(" ")]
    kept = []
    for at, word in enumerate(words):
        if word.startswith(("-D", "-I")):
            kept.append(word)
        elif word == "-isystem":
            kept += words[at:at + 2]
    return kept


def choose_checks(linux, mingw):
    """Pairs of a file and the command that compiles it."""
    headers = [file for file in list_headers() if file.suffix == ".hpp" and str(file.relative_to(ROOT)).startswith(ROOMS)]
    generated = ["-I", str(linux / "generated")]
    for header in headers:
        if not is_windows(header):
            yield header, ["g++", *COMMON, *generated]
            yield header, [*CLANG, *COMMON, *generated]
        elif mingw:
            yield header, ["x86_64-w64-mingw32-g++-posix", *COMMON, "-DUNICODE", "-D_UNICODE", "-I", str(mingw / "generated")]
    for source, entry in read_commands(linux).items():
        if source.removeprefix(f"{ROOT}/").startswith(ROOMS):
            yield pathlib.Path(source), [*CLANG, *COMMON, *generated, *definitions_of(entry["command"])]


def main():
    linux = pathlib.Path(sys.argv[1]).resolve()
    mingw = pathlib.Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else None
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "drivelaunch" / "portability"
    cache.mkdir(parents=True, exist_ok=True)
    versions = subprocess.check_output([CLANG[0], "--version"]) + subprocess.check_output(["g++", "--version"])

    def check(item):
        file, command = item
        digest = hashlib.sha256(versions + json.dumps(command).replace(str(ROOT), "").encode())
        for included in find_files(file):
            digest.update(str(included.relative_to(ROOT)).encode() + b"\0" + included.read_bytes())
        passed = cache / digest.hexdigest()
        if passed.exists():
            return ""
        options = ["-Wno-pragma-once-outside-header"] if "clang" in command[0] else []
        if file.suffix == ".hpp" and not options:  # GCC warns of `#pragma once` in what it compiles alone, by no option
            text = f'#include "{file.relative_to(ROOT)}"\n'
            result = subprocess.run([*command, "-"], input=text, capture_output=True, text=True, check=False)
        else:
            result = subprocess.run([*command, *options, str(file)], capture_output=True, text=True, check=False)
        if result.returncode == 0:
            passed.touch()
            return ""
        return f"{file.relative_to(ROOT)} with {command[0]}:\n{result.stderr}"

    checks = list(choose_checks(linux, mingw))
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for findings in pool.map(check, checks):
            if findings:
                failed += 1
                print(findings)
    print(f"portability: {len(checks)} compilations, {failed} failed")
    return 1 if failed or not checks else 0


if __name__ == "__main__":
    sys.exit(main())
