"""One login at a server of the rig, as the Windows redirector would do it: session setup, tree connect, and a
look at the folder when the path goes below the share. One call is exactly one authentication at the server."""

import dataclasses
import os
import re
import subprocess
import tempfile

from samba_servers import LOOPBACK

_STATUS = re.compile(r"NT_STATUS_\w+")
CONNECT_REQUIRE_PRIVACY = 0x8000


@dataclasses.dataclass(frozen=True)
class Identity:
    """Who logs in. `name` may carry a domain: DOMAIN\\user, or user@domain."""
    name: str
    password: str

    def same_user(self, other):
        return self.name.casefold() == other.name.casefold()


def log_in(port, share, folder, identity, configuration, encrypt=False):
    """Returns the NT status by name. `folder` is a path below the share with backslashes, or empty."""
    domain, _, user = identity.name.rpartition("\\")
    # smbclient reads the credentials from a file, so that no process list shows them.
    with tempfile.NamedTemporaryFile("w", prefix="login", dir=configuration.parent) as credentials:
        credentials.write(f"username = {user}\npassword = {identity.password}\n")
        if domain and domain != ".":
            credentials.write(f"domain = {domain}\n")
        credentials.flush()
        arguments = ["smbclient", "-s", configuration, "-A", credentials.name, "--use-kerberos=off", "-p", str(port)]
        if encrypt:
            arguments.append("--client-protection=encrypt")
        command = f'cd "{folder}"' if folder else "quit"
        done = subprocess.run([*arguments, f"//{LOOPBACK}/{share}", "-c", command], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                              check=False, env=_bare_environment())
    if done.returncode == 0:
        return "NT_STATUS_OK"
    found = _STATUS.search(done.stdout)
    if not found:
        raise RuntimeError(f"smbclient gave no status: {done.stdout.strip()}")
    return found.group()


def _bare_environment():
    """USER, PASSWD and LOGNAME would override the credentials file."""
    return {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
