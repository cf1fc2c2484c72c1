"""What is inside the programs besides our own sources, under which licence, and from which sources."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

_TEXTS = Path(__file__).parent / "third_party"


@dataclass(frozen=True)
class Component:
    """package: a Debian package of this machine that comes from the source the component is compiled from."""

    name: str
    license: str  # SPDX
    copyright: str
    homepage: str
    package: str
    text: str
    platforms: tuple[str, ...]

    def debian_source(self) -> tuple[str, str]:
        """Name and version of the Debian source package. Throws where the package is not installed."""
        line = subprocess.run(
            ["dpkg-query", "-W", "-f", "${source:Package} ${source:Version}", self.package],
            check=True, capture_output=True, text=True,
        ).stdout
        name, version = line.split()
        return name, version

    def license_text(self) -> str:
        return (_TEXTS / self.text).read_text(encoding="utf-8")


def _boost_package() -> str:
    depends = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Depends}", "libboost-program-options-dev"], check=True, capture_output=True, text=True
    ).stdout
    return depends.split(" ")[0]


COMPONENTS = (
    Component("Boost.Program_options", "BSL-1.0", "Vladimir Prus and the contributors of Boost", "https://www.boost.org/",
              _boost_package(), "boost.txt", ("windows", "linux")),
    Component("fmt", "MIT", "Victor Zverovich and {fmt} contributors", "https://fmt.dev/", "libfmt-dev", "fmt.txt",
              ("windows", "linux")),
    Component("TinyXML-2", "Zlib", "Lee Thomason", "https://github.com/leethomason/tinyxml2", "libtinyxml2-dev", "tinyxml2.txt",
              ("windows", "linux")),
    Component("JSON for Modern C++", "MIT", "Niels Lohmann", "https://json.nlohmann.me/", "nlohmann-json3-dev", "nlohmann-json.txt",
              ("windows", "linux")),
    Component("mingw-w64 runtime", "ZPL-2.1", "the mingw-w64 project", "https://www.mingw-w64.org/", "mingw-w64-x86-64-dev",
              "mingw-w64.txt", ("windows",)),
    Component("winpthreads", "MIT AND BSD-3-Clause", "the mingw-w64 project, Lockless Inc.", "https://www.mingw-w64.org/",
              "mingw-w64-x86-64-dev", "winpthreads.txt", ("windows",)),
    Component("libgcc and libstdc++ (Windows)", "GPL-3.0-or-later WITH GCC-exception-3.1", "Free Software Foundation, Inc.",
              "https://gcc.gnu.org/", "g++-mingw-w64-x86-64-posix", "gcc.txt", ("windows",)),
    Component("libgcc and libstdc++ (Linux)", "GPL-3.0-or-later WITH GCC-exception-3.1", "Free Software Foundation, Inc.",
              "https://gcc.gnu.org/", "libstdc++6", "gcc.txt", ("linux",)),
)


def components_of(platform: str) -> list[Component]:
    return [component for component in COMPONENTS if platform in component.platforms]


def describe_all(platform: str) -> str:
    """The notices and licences as one text."""
    components = components_of(platform)
    parts = ["The programs contain parts of:\n"]
    parts += [f"  {component.name} ({component.license}) {component.homepage}\n" for component in components]
    for component in components:
        parts.append("\n" + "=" * 100 + "\n" + component.license_text())
    return "".join(parts)
