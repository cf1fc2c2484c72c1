#!/usr/bin/env python3
"""Makes an estate: a folder for each machine, with a file for each of its tasks. The same for the same arguments.

usage: estate.py FOLDER MACHINES TASKS_OF_EACH
"""
import pathlib
import random
import re
import sys
import xml.sax.saxutils

HOSTILE = (
    "</script><script>window.hacked=1</script>",
    "<img src=x onerror=window.hacked=1>",
    "]]><!--",
    "\"' onmouseover=window.hacked=1 '",
    "&amp;<b>&#60;",
    "\u202egnp.exe \u2066x\u2069\u200f",
    "${window.hacked=1}`",
    "=cmd|' /c calc'!A1",
)
_ACCOUNTS = (
    ("S-1-5-18", ""), ("S-1-5-20", ""), ("CONTOSO\\svc-backup", "Password"), ("CONTOSO\\svc-reports", "Password"),
    ("CONTOSO\\alice", "InteractiveToken"), ("CONTOSO\\bob", "S4U"), ("CONTOSO\\gmsa-jobs$", "Password"),
)
_TRIGGERS = (
    "<CalendarTrigger><StartBoundary>2024-01-15T02:00:00</StartBoundary><ScheduleByDay><DaysInterval>1</DaysInterval>"
    "</ScheduleByDay></CalendarTrigger>",
    "<TimeTrigger><StartBoundary>2025-05-01T06:30:00</StartBoundary><Repetition><Interval>PT15M</Interval></Repetition></TimeTrigger>",
    "<BootTrigger/>", "<LogonTrigger/>", "",
)
_WRAPPED = ("<Command>C:\\Program Files\\DriveLaunch\\drivelaunch.exe</Command>"
            "<Arguments>--drive &quot;S=\\\\{server}\\projects&quot; -- &quot;S:\\tools\\sync.exe&quot;</Arguments>")


def _action(choose, server):
    return choose((
        "<Command>S:\\tools\\backup.exe</Command><Arguments>--full</Arguments><WorkingDirectory>S:\\jobs</WorkingDirectory>",
        "<Command>C:\\Windows\\System32\\robocopy.exe</Command><Arguments>\\\\{server}\\projects T:\\mirror /mir</Arguments>",
        "<Command>cmd.exe</Command><Arguments>/c net use S: \\\\{server}\\old &amp;&amp; S:\\run.cmd</Arguments>",
        "<Command>C:\\Program Files\\App\\app.exe</Command>",
        "<Command>powershell.exe</Command><Arguments>-NoProfile -File \\\\{server}\\scripts\\report.ps1</Arguments>",
        _WRAPPED,
    )).replace("{server}", server)


def make_task(name, exec_text, user, logon_type, triggers="", run_level="LeastPrivilege", enabled="true"):
    logon = f"<LogonType>{logon_type}</LogonType>" if logon_type else ""
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<Task version="1.2" '
            f'xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">\n'
            f"<RegistrationInfo><URI>{xml.sax.saxutils.escape(name)}</URI></RegistrationInfo>\n<Triggers>{triggers}</Triggers>\n"
            f'<Principals><Principal id="Author"><UserId>{user}</UserId>{logon}<RunLevel>{run_level}</RunLevel></Principal>'
            f"</Principals>\n<Settings><Enabled>{enabled}</Enabled></Settings>\n"
            f'<Actions Context="Author"><Exec>{exec_text}</Exec></Actions>\n</Task>\n')


def make_estate(folder, machines, tasks_of_each, seed=17):
    chance = random.Random(seed)
    for machine in range(machines):
        place = folder / f"SRV{machine + 1:03}"
        place.mkdir(parents=True)
        for number in range(tasks_of_each):
            user, logon_type = chance.choice(_ACCOUNTS)
            name = f"\\{chance.choice(('Backup', 'Reports', 'Sync', 'Büro'))}\\Job {number:04}"
            text = make_task(name, _action(chance.choice, chance.choice(("fs01", "fs02", "nas"))), user, logon_type,
                             chance.choice(_TRIGGERS), chance.choice(("LeastPrivilege", "LeastPrivilege", "HighestAvailable")),
                             chance.choice(("true", "true", "true", "false")))
            (place / f"{number:05}.xml").write_text(text, encoding="utf-8")


def _between(text, begin, end, new):
    head, _, rest = text.partition(begin)
    return head + begin + new + end + rest.partition(end)[2]


def _swap(one, other):
    return lambda text: text.replace(one, other) if one in text else text.replace(other, one)


# What `report` calls a change, and how to make just that one.
_CHANGES = {
    "account": lambda text: _between(text, "<UserId>", "</UserId>", "CONTOSO\\moved"),
    "logon_type": _swap("<LogonType>Password</LogonType>", "<LogonType>S4U</LogonType>"),
    "run_level": _swap("LeastPrivilege", "HighestAvailable"),
    "enabled": _swap("<Enabled>true", "<Enabled>false"),
    "triggers": lambda text: _between(text, "<Triggers>", "</Triggers>",
                                      "<TimeTrigger><StartBoundary>2031-12-24T18:00:00</StartBoundary></TimeTrigger>"),
    "actions": lambda text: _between(text, "<Exec>", "</Exec>", "<Command>T:\\changed.exe</Command>"),
}


def change_estate(folder, rewrite, seed=18, most=8):
    """Changes an estate of make_estate, `most` tasks in each way, and gives back what was changed: for each word of the drift the set
    of (machine, path), for "changed" a dictionary of these to the words that say what. rewrite(command, file) wraps or unwraps."""
    chance = random.Random(seed)
    files = sorted(folder.glob("*/*.xml"))
    chance.shuffle(files)
    done = {"new": set(), "gone": set(), "changed": {}, "wrapped": set(), "unwrapped": set()}

    def take(fits):
        taken = [path for path in files if fits(path.read_text(encoding="utf-8"))][:most]
        for path in taken:
            files.remove(path)
        return [((path.parent.name, re.search("<URI>(.*)</URI>", path.read_text(encoding="utf-8"))[1]), path) for path in taken]

    is_wrapped = lambda text: "drivelaunch.exe" in text
    for key, path in take(is_wrapped):
        rewrite("unwrap", path)
        done["unwrapped"].add(key)
    for key, path in take(lambda text: not is_wrapped(text)):
        rewrite("wrap", path)
        done["wrapped"].add(key)
    for what, edit in _CHANGES.items():
        for key, path in take(lambda text: edit(text) != text and not is_wrapped(text)):
            path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")
            done["changed"][key] = [what]
    for key, path in take(lambda _: True):
        path.unlink()
        done["gone"].add(key)
    for number in range(most):
        place = chance.choice(sorted(folder.iterdir()))
        name = f"\\New\\Job {number}"
        (place / f"new-{number}.xml").write_text(
            make_task(name, _action(chance.choice, "fs09"), "S-1-5-18", ""), encoding="utf-8")
        done["new"].add((place.name, name))
    return done


def make_hostile(folder):
    """Tasks whose every text is hostile."""
    place = folder / "<b>SRV'"
    place.mkdir(parents=True)
    for number, text in enumerate(HOSTILE):
        escaped = xml.sax.saxutils.escape(text)
        task = make_task("\\" + text, f"<Command>S:\\{escaped}</Command><Arguments>{escaped} \\\\fs01\\{number}{escaped}</Arguments>",
                         escaped, "Password")
        (place / f"{number}.xml").write_text(task, encoding="utf-8")
    (place / "x.xml").write_text("<Task><script>window.hacked=1</script>", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    make_estate(pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
