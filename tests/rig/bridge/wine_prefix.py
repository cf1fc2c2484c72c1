"""The rig's own Wine prefix: a copy of the cached template, and one Wine server that outlives every program."""

import os
import pathlib
import shutil
import subprocess
import threading
import time

import processes
from display import Display

WINE = "/usr/lib/wine/wine64"
WINESERVER = "/usr/lib/wine/wineserver64"
# Program files: 700 MB that nothing writes to. Linked, so that a prefix costs 0.1 s instead of seconds.
LINKED = {".dll", ".exe", ".drv", ".sys", ".ocx", ".acm", ".ax", ".cpl", ".tlb", ".ds", ".msstyles", ".nls"}

# The stand-in for Task Scheduler takes the place of Wine's own (taskschd.dll) in the rig only: a prefix outside keeps that.
TASK_SCHEDULER = "scheduler.dll"
TASK_SCHEDULER_KEY = r"HKLM\Software\Classes\CLSID\{0F87369F-A4E5-4CFC-BD3E-73E6154572DD}\InprocServer32"


def rig_folder(prefix):
    folder = prefix / "drive_c/rig"
    folder.mkdir(exist_ok=True)
    return folder


def copy_template(prefix):
    script = pathlib.Path(__file__).parent.parent / "wine-template.sh"
    template = subprocess.run([script], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=True).stdout
    shutil.copytree(template.strip(), prefix, symlinks=True, copy_function=_link_or_copy)


def add_task_scheduler(prefix, provider, rig):
    """The stand-in and its runner are beside the provider; they find the folder of the rig by a file."""
    for name in (TASK_SCHEDULER, "task_runner.exe"):
        shutil.copy(pathlib.Path(provider).with_name(name), rig_folder(prefix) / name)
    (rig_folder(prefix) / "task-scheduler").write_text(f"{rig}\n")


def add_build_drive(prefix, provider):
    """The build folder is the root of a drive, and Wine names the programs in it by that: the launcher refuses to run
    where others could change a folder above it, as they could if this project lies below /tmp."""
    build = pathlib.Path(provider).resolve().parents[2]
    (prefix / "dosdevices/b:").symlink_to(build)


def start_server(prefix, provider, with_display):
    """Starts the server, the services and the desktop of the prefix, registers the stand-in for Task Scheduler, and
    returns the process id of the server, the display, or None, and the desktop. Services and desktop inherit the standard handles of
    the program that first needs them, which must therefore not be a program of COMMAND: whoever waits for its output
    would wait for them."""
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = _environment(prefix)
    # It goes into the background by itself once it takes connections.
    subprocess.run([WINESERVER, "--persistent"], env=environment, check=True, **quiet)
    (server,) = processes.processes_of(prefix)
    display = Display(prefix) if with_display else None
    if display:
        environment["DISPLAY"] = display.name
    subprocess.run([WINE, "reg.exe", "add", TASK_SCHEDULER_KEY, "/ve", "/d", rf"C:\rig\{TASK_SCHEDULER}", "/f"],
                   env=environment, check=True, **quiet)
    desktop = Desktop(pathlib.Path(provider).with_name("hold_desktop.exe"), environment)
    return server, display, desktop


def stop_server(prefix, server):
    """Ends every Windows program of the prefix and the server."""
    socket_folder = os.readlink(f"/proc/{server}/cwd")
    subprocess.run([WINESERVER, "--kill"], env=_environment(prefix), stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    processes.end_processes_of(prefix)
    shutil.rmtree(socket_folder)


class Desktop:
    """The desktop of the prefix: it is there, and stays, when this is made. Where it ends all the same, it comes again."""

    def __init__(self, program, environment):
        self._program = program
        self._environment = environment
        self._is_wanted = True
        self._holder, is_ready = self._start_holder()
        if not is_ready:
            raise RuntimeError("the desktop of the prefix did not start")
        threading.Thread(target=self._keep, daemon=True).start()

    def give_up(self):
        """It may end from now on."""
        self._is_wanted = False

    def _keep(self):
        while True:
            self._holder.wait()
            if not self._is_wanted:
                return
            self._holder, is_ready = self._start_holder("again")
            if not is_ready:
                time.sleep(0.1)

    def _start_holder(self, *arguments):
        holder = subprocess.Popen([WINE, self._program, *arguments], env=self._environment, start_new_session=True,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        with holder.stdout as answer:
            return holder, answer.readline().strip() == b"ready"


def _environment(prefix):
    # TMPDIR: the Wine server of Debian 13 (Wine 10.0) dies of it. wine.sh leaves it out as well.
    left_out = ("DISPLAY", "WINEDLLOVERRIDES", "TMPDIR")
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return kept | {"WINEPREFIX": str(prefix), "WINEDEBUG": "-all"}


def _link_or_copy(source, target):
    if pathlib.Path(source).suffix.lower() in LINKED:
        try:
            return os.link(source, target)
        except OSError:
            pass  # the cache is on another file system
    return shutil.copy2(source, target)
