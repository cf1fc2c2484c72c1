"""DRIVELAUNCH_TEST_LOGINS: who logged in where, from the authentication audit log of the Samba servers."""

import json
import threading


class LoginLog:
    """Appends one line per login to `target`: TIME server=NAME user=NAME status=NT_STATUS_..."""

    def __init__(self, logs, target, server_of_port, hidden_user):
        self._logs = {log: 0 for log in logs}
        self._target = target
        self._server_of_port = server_of_port
        self._hidden_user = hidden_user
        self._lock = threading.Lock()
        target.touch()

    def follow(self):
        """Brings the file up to date. smbd writes its line before it answers, so whoever calls this after a login
        has that login in the file."""
        with self._lock:
            lines = [line for log in self._logs for line in self._new_lines(log)]
            if lines:
                with open(self._target, "a", encoding="utf-8") as file:
                    file.writelines(sorted(lines))

    def _new_lines(self, log):
        if not log.exists():
            return
        with open(log, "rb") as file:
            file.seek(self._logs[log])
            for line in file:
                if not line.endswith(b"\n"):
                    break  # still being written
                self._logs[log] += len(line)
                if line.lstrip().startswith(b"{"):
                    yield from self._describe(json.loads(line))

    def _describe(self, entry):
        if entry.get("type") != "Authentication":
            return
        login = entry["Authentication"]
        user = login["clientAccount"] or "(none)"
        if user == self._hidden_user:
            return
        server = self._server_of_port[int(login["localAddress"].rpartition(":")[2])]
        yield f"{entry['timestamp']} server={server} user={user.replace(' ', '%20')} status={login['status']}\n"
