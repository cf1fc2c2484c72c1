"""The servers of the rig: real Samba daemons, every one listening on 127.0.0.1 only.

fs01, nas and media are one smbd each, slow1 to slow10 share one that listens on ten ports, so the port of a
login tells its server. `dead` owns a port nobody listens on: a connect to it is refused, as by a server
whose service is down.

The accounts exist only here: nss_wrapper gives smbd a user database of its own, so nothing is added to the
machine's, and all of them are the user who runs the rig. Samba's own tests do the same.
"""

import dataclasses
import os
import pathlib
import signal
import socket
import subprocess
import time

LOOPBACK = "127.0.0.1"
SHARES = {name: ("backup", "projects", "in") for name in ("fs01", "nas", "media")}
SHARES |= {f"slow{number}": ("data",) for number in range(1, 11)}
DAEMONS = {name: (name,) for name in ("fs01", "nas", "media")}
DAEMONS |= {"slow": tuple(f"slow{number}" for number in range(1, 11))}
DEAD = "dead"
START_SECONDS = 20

CONFIGURATION = """\
[global]
  workgroup = RIG
  server role = standalone server
  interfaces = 127.0.0.1
  bind interfaces only = yes
  smb ports = {ports}
  server min protocol = SMB3
  disable netbios = yes
  disable spoolss = yes
  load printers = no
  printcap name = /dev/null
  rpc start on demand helpers = no
  map to guest = never
  passdb backend = smbpasswd:{folder}/private/smbpasswd
  private dir = {folder}/private
  lock directory = {folder}/lock
  state directory = {folder}/state
  cache directory = {folder}/cache
  pid directory = {folder}/pid
  ncalrpc dir = {folder}/ncalrpc
  log file = {folder}/log
  max log size = 0
  log level = 1 auth_json_audit:3
"""
CLIENT_CONFIGURATION = """\
[global]
  workgroup = RIG
  client min protocol = SMB3
  name resolve order = host
"""
SHARE = """\
[{share}]
  path = {path}
  read only = no
  create mask = 0666
  directory mask = 0777
"""


@dataclasses.dataclass(frozen=True)
class Account:
    name: str
    password: str


# The session's own identity, the account a test names, and the one the drive's bytes travel under.
DEFAULT = Account("session", "session-password")
NAMED = Account("named", "named-password")
MOUNT = Account("mount", "mount-password")


class Servers:
    """Starts the daemons below `folder` and stops them."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.ports = {}
        self.logs = []
        self._held = []
        self._daemons = []
        self.folder.mkdir()
        for server in (*SHARES, DEAD):
            self.ports[server] = self._reserve_port()

    def _reserve_port(self):
        """A port that stays ours: bound but never listened on, so no other program is given it; SO_REUSEADDR,
        set after the bind, lets smbd bind it too."""
        holder = socket.socket()
        holder.bind((LOOPBACK, 0))
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._held.append(holder)
        return holder.getsockname()[1]

    def share_folder(self, server, share):
        """What the server serves; one folder for all servers of a daemon."""
        first = next(servers[0] for servers in DAEMONS.values() if server in servers)
        return self.folder / "shares" / first / share

    def configuration(self, daemon):
        return self.folder / "samba" / daemon / "smb.conf"

    @property
    def client_configuration(self):
        return self.folder / "client.conf"

    def start(self):
        self.client_configuration.write_text(CLIENT_CONFIGURATION)
        environment = self._account_environment()
        for server, shares in SHARES.items():
            for share in shares:
                self.share_folder(server, share).mkdir(parents=True, exist_ok=True)
        for daemon, servers in DAEMONS.items():
            self._write_configuration(daemon, servers)
            for account in (DEFAULT, NAMED, MOUNT):
                self._add_account(daemon, account, environment)
            self._daemons.append(subprocess.Popen(
                ["smbd", "--foreground", "--no-process-group", "-s", self.configuration(daemon)],
                env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                start_new_session=True))
        for server in SHARES:
            self._wait_until_listening(server)

    def stop(self):
        for daemon in self._daemons:
            os.killpg(daemon.pid, signal.SIGKILL)  # with its children: nothing they hold outlives the folder
            daemon.wait()
        for holder in self._held:
            holder.close()

    def name_environment(self):
        """For a program that finds the servers by name."""
        hosts = self.folder / "hosts"
        hosts.write_text("".join(f"{LOOPBACK} {server}\n" for server in SHARES))
        return os.environ | {"LD_PRELOAD": "libnss_wrapper.so", "NSS_WRAPPER_HOSTS": str(hosts)}

    def _account_environment(self):
        users, groups = self.folder / "passwd", self.folder / "group"
        names = ["root", *(account.name for account in (DEFAULT, NAMED, MOUNT))]
        user, group = os.getuid(), os.getgid()
        lines = [f"{name}:x:{0 if name == 'root' else user}:{group}::/:/bin/false" for name in names]
        users.write_text("\n".join([*lines, "nobody:x:65534:65534::/:/bin/false", ""]))
        groups.write_text(f"rig:x:{group}:\nnogroup:x:65534:\n")
        return os.environ | {"LD_PRELOAD": "libnss_wrapper.so", "NSS_WRAPPER_PASSWD": str(users),
                             "NSS_WRAPPER_GROUP": str(groups)}

    def _write_configuration(self, daemon, servers):
        folder = self.configuration(daemon).parent
        for name in ("private", "lock", "state", "cache", "pid", "ncalrpc"):
            (folder / name).mkdir(parents=True, mode=0o755 if name == "ncalrpc" else 0o700)
        text = CONFIGURATION.format(ports=" ".join(str(self.ports[server]) for server in servers), folder=folder)
        for share in SHARES[servers[0]]:
            text += SHARE.format(share=share, path=self.share_folder(servers[0], share))
        self.configuration(daemon).write_text(text)
        self.logs.append(folder / "log")

    def _add_account(self, daemon, account, environment):
        done = subprocess.run(["pdbedit", "-s", self.configuration(daemon), "-t", "-a", "-u", account.name],
                              input=f"{account.password}\n{account.password}\n", text=True, env=environment,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if done.returncode:
            raise RuntimeError(f"cannot add the Samba account {account.name}: {done.stdout.strip()}")

    def _wait_until_listening(self, server):
        """Returns when `server` takes connections; the port is asked, because smbd does not announce it."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                socket.create_connection((LOOPBACK, self.ports[server]), timeout=START_SECONDS).close()
                return
            except ConnectionRefusedError:
                if any(daemon.poll() is not None for daemon in self._daemons) or time.monotonic() > deadline:
                    raise RuntimeError(f"smbd for {server} did not start; its log:\n{self._log_tail(server)}") from None
                time.sleep(0.01)

    def _log_tail(self, server):
        daemon = next(name for name, servers in DAEMONS.items() if server in servers)
        log = self.configuration(daemon).parent / "log"
        return log.read_text(errors="replace")[-2000:] if log.exists() else "(none)"
