"""The network connections of the rig's one logon session: which letter, which share, under which identity."""

import dataclasses
import threading

ERROR_ALREADY_ASSIGNED = 85
ERROR_SESSION_CREDENTIAL_CONFLICT = 1219
ERROR_NOT_CONNECTED = 2250
ERROR_OPEN_FILES = 2401


class Refused(Exception):
    """The call ends with this Win32 code, before any server is asked."""

    def __init__(self, code):
        super().__init__(f"Win32 error {code}")
        self.code = code


@dataclasses.dataclass(frozen=True)
class RemotePath:
    server: str
    share: str
    folder: str = ""  # below the share, with backslashes

    @staticmethod
    def parse(text):
        """Raises ValueError unless `text` is \\\\server\\share, with or without folders below it."""
        parts = text.split("\\")
        if parts[:2] != ["", ""] or len(parts) < 4 or not all(parts[2:]) or set(text) & set('/:*?"<>|'):
            raise ValueError(text)
        return RemotePath(parts[2].lower(), parts[3].lower(), "\\".join(parts[4:]))

    def __str__(self):
        return "\\\\" + "\\".join(part for part in (self.server, self.share, self.folder) if part)

    def key(self):
        return str(self).casefold()


@dataclasses.dataclass(eq=False)
class Connection:
    letter: str  # "S", or empty for a connection without one
    remote: RemotePath
    identity: object
    is_client_gone: object  # callable: whether the process that asked has ended
    state: str = "connecting"  # then connected, then leaving

    def is_abandoned(self):
        """Nobody is left to make its letter; it may still be logging in."""
        return self.state == "connecting" and self.is_client_gone()


class Connections:
    def __init__(self):
        self._lock = threading.Lock()
        self._all = []

    def reserve(self, letter, remote, identity, is_client_gone):
        """A new connection in state `connecting`. Raises Refused: the letter has one already, or the server knows
        this session under another identity."""
        with self._lock:
            self._all = [other for other in self._all if not other.is_abandoned()]
            if letter and any(other.letter == letter for other in self._all):
                raise Refused(ERROR_ALREADY_ASSIGNED)
            self._refuse_second_identity(remote, identity)
            connection = Connection(letter, remote, identity, is_client_gone)
            self._all.append(connection)
            return connection

    def establish(self, connection):
        """The server has let us in. Raises Refused when another identity was faster."""
        with self._lock:
            self._refuse_second_identity(connection.remote, connection.identity)
            connection.state = "connected"

    def doubt(self, connection):
        """Who was to make its letter is gone: nobody has the letter until it is there."""
        with self._lock:
            connection.state = "connecting"

    def confirm(self, connection):
        """The letter of a connection in doubt is there. False: another connection has it."""
        with self._lock:
            others = [other for other in self._all if other is not connection]
            if any(other.letter == connection.letter for other in others):
                return False
            self._all = [*others, connection]
            connection.state = "connected"
            return True

    def remove(self, connection):
        with self._lock:
            if connection in self._all:
                self._all.remove(connection)

    def leave(self, name):
        """The connections a cancel of `name` (letter with colon, or remote path) ends, now in state `leaving`.
        Raises Refused when there are none."""
        with self._lock:
            leaving = [one for one in self._all if one.state == "connected" and _is_named(one, name)]
            if not leaving:
                raise Refused(ERROR_NOT_CONNECTED)
            for connection in leaving:
                connection.state = "leaving"
            return leaving

    def stay(self, leaving):
        with self._lock:
            for connection in leaving:
                connection.state = "connected"

    def connected(self):
        """What an enumeration shows: every letter, and every path that is connected without one, once."""
        with self._lock:
            shown = {}
            for one in self._all:
                if one.state != "connecting":
                    shown.setdefault(one.letter or one.remote.key(), one)
            return list(shown.values())

    def _refuse_second_identity(self, remote, identity):
        for other in self._all:
            if (other.state != "connecting" and other.remote.server == remote.server
                    and not identity.same_user(other.identity)):
                raise Refused(ERROR_SESSION_CREDENTIAL_CONFLICT)


def _is_named(connection, name):
    if len(name) == 2 and name[1] == ":":
        return connection.letter == name[0].upper()
    return not connection.letter and connection.remote.key() == name.casefold()
