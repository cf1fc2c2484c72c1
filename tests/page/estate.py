#!/usr/bin/env python3
"""Makes an estate: a folder for each machine, with a file for each of its tasks. The same for the same arguments.

usage: estate.py FOLDER MACHINES TASKS_OF_EACH
"""
import pathlib
import random
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
