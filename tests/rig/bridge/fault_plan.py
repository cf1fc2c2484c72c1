"""The fault plan: what goes wrong at which server, read from a file at every connect and disconnect.

    # a comment
    SERVER[\\SHARE] key=value...
      delay=MS        answer that much later
      takes=MS        what the server does takes that long: the answer of a connect comes no earlier
      hang=1          never answer
      error=CODE      answer with this Win32 code, without asking the server
      password=TEXT   the session's own identity logs in with this password
      times=K         only for the first K of them; without it, always
      on=connect|disconnect      default connect

The first line that fits and is not used up applies. A plan that was written again counts anew. A line that
cannot be understood is an error of the whole plan: a test must not pass because its plan was misspelt.
"""

import dataclasses
import threading

from samba_servers import DEAD, SHARES

_NUMBERS = {"delay": (0, 3_600_000), "takes": (0, 3_600_000), "hang": (1, 1),
            "error": (1, 0xFFFFFFFF), "times": (1, 1_000_000)}
_EVENTS = ("connect", "disconnect")


class PlanError(Exception):
    """The plan cannot be understood; the text names file, line and word."""


@dataclasses.dataclass
class Fault:
    server: str
    share: str  # empty: every share of the server
    event: str = "connect"
    delay: int = 0  # milliseconds
    takes: int = 0  # milliseconds
    hang: int = 0
    error: int = 0
    password: str | None = None
    times: int | None = None
    used: int = 0

    def fits(self, event, server, share):
        return (self.event, self.server) == (event, server) and self.share in ("", share)


NO_FAULT = Fault("", "")


class FaultPlan:
    def __init__(self, path):
        self._path = path
        self._lock = threading.Lock()
        self._seen = None
        self._faults = []

    def take(self, event, server, share):
        """The fault that applies to this event, counted; NO_FAULT when none does. Raises PlanError."""
        with self._lock:
            self._read_if_changed()
            for fault in self._faults:
                if fault.fits(event, server.lower(), share.lower()) and fault.used != fault.times:
                    fault.used += 1
                    return fault
        return NO_FAULT

    def _read_if_changed(self):
        try:
            with open(self._path, "rb") as file:
                content = file.read()
                modified = self._path.stat().st_mtime_ns
        except FileNotFoundError:
            content, modified = b"", 0
        if (content, modified) != self._seen:
            self._faults = _parse(content, self._path)
            self._seen = (content, modified)


def _parse(content, path):
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise PlanError(f"{path}: not UTF-8: {error}") from None
    faults = []
    for number, line in enumerate(lines, 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        try:
            faults.append(_parse_fault(words))
        except ValueError as error:
            raise PlanError(f"{path}:{number}: {error}") from None
    return faults


def _parse_fault(words):
    server, _, share = words[0].lower().partition("\\")
    if server not in SHARES and server != DEAD:
        raise ValueError(f'no such server: "{words[0]}"')
    if share and share not in SHARES.get(server, ()):
        raise ValueError(f'no such share: "{words[0]}"')
    if len(words) == 1:
        raise ValueError("nothing is said about it")
    fault = Fault(server, share)
    for word in words[1:]:
        key, equals, value = word.partition("=")
        if key in _NUMBERS:
            setattr(fault, key, _parse_number(word, value, *_NUMBERS[key]))
        elif key == "on" and value in _EVENTS:
            fault.event = value
        elif key == "password" and equals:
            fault.password = value
        else:
            raise ValueError(f'not understood: "{word}"')
    if (fault.password is not None or fault.takes) and fault.event != "connect":
        raise ValueError("password= and takes= make sense only for a connect")
    if not (fault.delay or fault.takes or fault.hang or fault.error or fault.password is not None):
        raise ValueError("says when, but not what")
    return fault


def _parse_number(word, value, least, most):
    if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
        raise ValueError(f'not a number from {least} to {most}: "{word}"')
    return int(value)
