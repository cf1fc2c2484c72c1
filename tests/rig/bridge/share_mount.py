"""Shows the servers' shares below the Wine prefix, where Wine looks for \\\\server\\share: dosdevices/unc.

With /dev/fuse the bytes travel over SMB (mount/smb_mount.cpp); without it the served folders are linked there.
"""

import fcntl
import hashlib
import os
import pathlib
import subprocess
import tempfile
import time

import samba_servers

SOURCE = pathlib.Path(__file__).parent.parent / "mount/smb_mount.cpp"
START_SECONDS = 20
COMPILE = "g++ -std=c++20 -O1 {source} -o {program} $(pkg-config --cflags --libs fuse3 smbclient)"


def fuse_is_here():
    return os.access("/dev/fuse", os.R_OK | os.W_OK)


def link_shares(servers, folder):
    for server, shares in samba_servers.SHARES.items():
        (folder / server).mkdir(parents=True)
        for share in shares:
            (folder / server / share).symlink_to(servers.share_folder(server, share))


class ShareMount:
    def __init__(self, folder):
        self.folder = folder
        self._process = None

    def start(self, servers):
        self.folder.mkdir()
        places = [f"{server}:{servers.ports[server]}:{','.join(shares)}" for server, shares in samba_servers.SHARES.items()]
        self._process = subprocess.Popen([_program(), self.folder, servers.client_configuration, *places],
                                         env=servers.name_environment(), stdin=subprocess.PIPE, text=True)
        with self._process.stdin as account:
            account.write(f"{samba_servers.MOUNT.name}\n{samba_servers.MOUNT.password}\n")
        deadline = time.monotonic() + START_SECONDS
        while not os.path.ismount(self.folder):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the shares could not be mounted")
            time.sleep(0.01)
        os.listdir(self.folder / "fs01/backup")  # the login of the mount happens now, and an error of it shows now

    def stop(self):
        if self._process:
            # Lazy, so that a program that still has a file open there cannot keep the mount.
            subprocess.run(["fusermount3", "-u", "-z", self.folder], check=False)
            self._process.kill()
            self._process.wait()


def _program():
    """The compiled mount program, from the cache; compiling takes 2 s."""
    key = hashlib.sha256(SOURCE.read_bytes() + COMPILE.encode()).hexdigest()[:16]
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "drivelaunch"
    cache.mkdir(parents=True, exist_ok=True)
    program = cache / f"smb-mount-{key}"
    with open(cache / "smb-mount.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not program.exists():
            with tempfile.TemporaryDirectory(dir=cache) as folder:
                new = pathlib.Path(folder) / "program"
                done = subprocess.run(COMPILE.format(source=SOURCE, program=new), shell=True, text=True, check=False,
                                      stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
                if done.returncode:
                    raise RuntimeError(f"{SOURCE} does not compile:\n{done.stdout.rstrip()}{_advise_on(done.stdout)}")
                new.rename(program)
    return program


def _advise_on(output):
    """What fixes it, where the machine lacks something; a mistake in the source speaks for itself."""
    is_missing = any(sign in output for sign in ("g++: not found", "pkg-config: not found", "No package '", "was not found in"))
    return "\nInstall what is missing with: tests/support/prepare.sh rig" if is_missing else ""
