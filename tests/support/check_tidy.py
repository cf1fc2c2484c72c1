#!/usr/bin/env python3
"""Runs clang-tidy over the sources of one build folder; prints findings and fails when there is one.

usage: tests/support/check_tidy.py BUILD_FOLDER [FILE...]      FILE: only these sources

A source that passed is not looked at again until it, what it includes of the project, how it is compiled, the
configuration or clang-tidy changes. What includes what is known from the compiler, when the folder was built; a source that
is not built there, as those of the benchmark, counts as including every header.

The analyzer, which follows every path through a function, takes three quarters of the whole time. It reads the sources
with tests/lint.sh --full only (DRIVELAUNCH_TEST_FULL=1); the tests run most of them with sanitizers as well.
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


# Options that clang does not know.
GCC_ONLY = ("-fno-ipa-", "-fno-guess-branch-probability", "-fno-move-loop-invariants", "-Wno-restrict")


def read_commands(build):
    """One compile command per source of ours: libraries are compiled twice, once for the tests."""
    commands = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        source = pathlib.Path(entry["directory"], entry["file"]).resolve()
        if source.suffix == ".cpp" and source.is_relative_to(ROOT) and not source.is_relative_to(build):
            command = " ".join(word for word in entry["command"].split(" ") if not word.startswith(GCC_ONLY))
            commands.setdefault(str(source), {**entry, "command": command})
    if "mingw" in build.name:  # the portable sources are looked at in the native build
        windows = ("/win32/", "_win32.cpp", "/launcher/main.cpp", "/rig/", "/e2e/", "/programs/", "/bench/",
                   "/tests/acceptance/")
        commands = {source: entry for source, entry in commands.items() if any(part in source for part in windows)}
    return commands


def cross_arguments(commands):
    """What clang needs to read code made for the mingw compiler: its target and where its headers are."""
    compiler = next(iter(commands.values()))["command"].split()[0]
    if "mingw" not in compiler:
        return []
    output = subprocess.run([compiler, "-std=c++20", "-E", "-v", "-x", "c++", os.devnull],
                            capture_output=True, text=True, check=True).stderr
    folders = output.split("#include <...> search starts here:")[1].split("End of search list")[0].split()
    # GCC's own headers of intrinsics are not for clang, which has its own.
    headers = [folder for folder in folders if not folder.endswith(("posix/include", "include-fixed"))]
    return ["--extra-arg=--target=x86_64-w64-mingw32", *(f"--extra-arg=-isystem{folder}" for folder in headers)]


def make_key(arguments):
    """What every result depends on."""
    digest = hashlib.sha256(subprocess.check_output(["clang-tidy", "--version"]))
    digest.update(repr(arguments).encode())
    digest.update((ROOT / ".clang-tidy").read_bytes())
    return digest.digest()


def read_includes(build):
    """For each source that was built here, the files of ours that its compiler read, itself among them."""
    includes = {}
    for block in subprocess.check_output(["ninja", "-C", str(build), "-t", "deps"], text=True).split("\n\n"):
        files = [pathlib.Path(os.path.normpath(build / line.strip())) for line in block.splitlines()[1:]]
        if files:
            includes[str(files[0])] = sorted(file for file in files if file.is_relative_to(ROOT))
    return includes


def list_headers():
    names = subprocess.check_output(["git", "ls-files", "-co", "--exclude-standard", "*.hpp", "*.hpp.in"], cwd=ROOT, text=True)
    return [ROOT / name for name in sorted(names.split())]


def choose_checks():
    return [] if os.environ.get("DRIVELAUNCH_TEST_FULL") == "1" else ["--checks=-clang-analyzer-*"]


def make_source_key(key, entry, checks, files):
    """What the result of one source depends on; the same wherever the project lies."""
    digest = hashlib.sha256(key + repr(checks).encode() + entry["command"].replace(str(ROOT), "").encode())
    for file in files:
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    commands = read_commands(build)
    if len(sys.argv) > 2:
        asked = {str(pathlib.Path(name).resolve()) for name in sys.argv[2:]}
        commands = {source: entry for source, entry in commands.items() if source in asked}
        if not commands:
            return 0
    arguments = cross_arguments(commands)
    folder = build / ("tidy" if len(sys.argv) == 2 else "tidy-selected")  # a whole run may go on beside it
    folder.mkdir(exist_ok=True)
    (folder / "compile_commands.json").write_text(json.dumps(list(commands.values())))
    key = make_key(arguments)
    includes = read_includes(build)
    headers = list_headers()
    checks = choose_checks()
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "drivelaunch" / "tidy"
    cache.mkdir(parents=True, exist_ok=True)

    def check(source):
        files = includes.get(source) or [*headers, pathlib.Path(source)]
        passed = cache / make_source_key(key, commands[source], checks, files)
        if passed.exists():
            return ""
        # A warning that the compiler has made an error cannot be silenced by NOLINT.
        result = subprocess.run(["clang-tidy", "--quiet", "-p", str(folder), *arguments, "--extra-arg=-Wno-error", *checks, source],
                                capture_output=True, text=True, check=False)
        if result.returncode == 0:
            passed.touch()
            return ""
        return result.stdout + result.stderr

    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for findings in pool.map(check, sorted(commands)):
            if findings:
                failed += 1
                print(findings)
    print(f"clang-tidy: {len(commands)} sources, {failed} with findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
