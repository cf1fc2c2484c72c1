"""The life of one rig: starts its parts, says `ready`, and takes everything down when standard input ends.

Only with-rig.sh holds the other end of that pipe, so its end is noticed whatever its cause.

    usage: supervisor.py RIG_FOLDER PROVIDER_DLL
"""

import os
import pathlib
import shutil
import signal
import sys
import threading
import time

import processes
import samba_servers
import wine_prefix
from bridge import Bridge, print_failure
from display import use_display
from fault_plan import FaultPlan
from forgotten_programs import ForgottenPrograms
from login_log import LoginLog
from share_mount import ShareMount, fuse_is_here, link_shares

LOGIN_LOG_SECONDS = 0.5
FORGOTTEN_PROGRAM_SECONDS = 5


class Rig:
    def __init__(self, folder, provider):
        self.folder = pathlib.Path(folder)
        self.prefix = self.folder / "prefix"
        self.failure = self.folder / "failure"
        self.provider = provider
        self.servers = samba_servers.Servers(self.folder / "server")
        self.wineserver = None
        self.display = None
        self.desktop = None
        self.mount = None

    def start(self):
        prefix = threading.Thread(target=self._catch, args=(self._start_wine,))
        prefix.start()
        try:
            self.servers.start()
        finally:
            prefix.join()
        if self.failure.exists():
            raise RuntimeError("Wine did not start")
        ports = {port: server for server, port in self.servers.ports.items()}
        logins = LoginLog(self.servers.logs, self.folder / "logins", ports, samba_servers.MOUNT.name)
        bridge = Bridge(self.servers, FaultPlan(self.folder / "faults"), logins, self.prefix / "dosdevices",
                        self.report_failure)
        bridge.wineserver = self.wineserver
        (self.prefix / "drive_c/rig/bridge").write_text(f"{bridge.start()}\n")
        self._show_shares()
        forgotten = ForgottenPrograms(self.prefix, self.wineserver)
        for seconds, step in ((LOGIN_LOG_SECONDS, logins.follow), (FORGOTTEN_PROGRAM_SECONDS, forgotten.end)):
            threading.Thread(target=_repeat, args=(seconds, step), daemon=True).start()
        self._write_environment()

    def stop(self):
        """Every step is tried, whatever became of the one before."""
        for step in (self._stop_display, self._stop_wine, lambda: processes.end_processes_of(self.prefix),
                     self._hide_shares, self.servers.stop, lambda: shutil.rmtree(self.folder)):
            self._catch(step)
        processes.collect_orphans()

    def report_failure(self, text):
        """The run fails, even if COMMAND does not notice."""
        print_failure(text)
        with open(self.failure, "a") as file:
            file.write(text.rstrip() + "\n")

    def _start_wine(self):
        wine_prefix.copy_template(self.prefix)
        shutil.copy(self.provider, wine_prefix.rig_folder(self.prefix) / "provider.dll")
        for name in ("tasks", "task-state"):
            (self.folder / name).mkdir()
        wine_prefix.add_task_scheduler(self.prefix, self.provider, self.folder)
        wine_prefix.add_build_drive(self.prefix, self.provider)
        with_display = os.environ.get("DRIVELAUNCH_RIG_DISPLAY") == "1"
        if with_display:
            use_display(self.prefix)
        self.wineserver, self.display, self.desktop = wine_prefix.start_server(self.prefix, self.provider, with_display)

    def _stop_display(self):
        if self.display:
            self.display.stop()

    def _stop_wine(self):
        if self.desktop:
            self.desktop.give_up()
        if self.wineserver:
            wine_prefix.stop_server(self.prefix, self.wineserver)

    def _show_shares(self):
        folder = self.prefix / "dosdevices/unc"
        if fuse_is_here():
            self.mount = ShareMount(folder)
            self.mount.start(self.servers)
        else:
            print_failure("no access to /dev/fuse: the shares are linked folders, their bytes do not go through SMB")
            link_shares(self.servers, folder)

    def _hide_shares(self):
        if self.mount:
            self.mount.stop()

    def _write_environment(self):
        variables = {
            "WINEPREFIX": self.prefix,
            "WINEDEBUG": "-all",
            "DRIVELAUNCH_TEST_UNC": r"\\fs01\backup",
            "DRIVELAUNCH_TEST_USER": samba_servers.NAMED.name,
            "DRIVELAUNCH_TEST_PASSWORD": samba_servers.NAMED.password,
            "DRIVELAUNCH_TEST_FOLDER": self.servers.share_folder("fs01", "backup"),
            "DRIVELAUNCH_TEST_LOGINS": self.folder / "logins",
            "DRIVELAUNCH_TEST_FAULTS": self.folder / "faults",
            "DRIVELAUNCH_TEST_TASKS": self.folder / "tasks",
            "DRIVELAUNCH_TEST_TASK_PLAN": self.folder / "task-plan",
            "DRIVELAUNCH_TEST_TASK_LOGONS": self.folder / "task-logons",
        }
        if self.display:
            variables["DISPLAY"] = self.display.name
        (self.folder / "environment").write_text("".join(f"{name}={value}\n" for name, value in variables.items()))

    def _catch(self, step):
        try:
            step()
        except Exception as error:
            self.folder.mkdir(exist_ok=True)
            self.report_failure(str(error))


def _repeat(seconds, step):
    while True:
        step()
        time.sleep(seconds)


def main():
    folder, provider = sys.argv[1:]
    os.setsid()
    for survived in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(survived, lambda *_: None)  # SIG_IGN would be passed on to smbd and Wine
    processes.adopt_orphans()
    rig = Rig(folder, provider)
    try:
        rig.start()
        print("ready", flush=True)
        sys.stdin.buffer.read()
    except Exception as error:
        print_failure(str(error))
    finally:
        rig.stop()


if __name__ == "__main__":
    main()
