#!/usr/bin/env python3
"""samples/ansible: what runs on the control node runs; for Windows modules every option exists, with a value it takes.

usage: ansible_test.py PACKAGES TASKXML LAUNCHER WINE FOLDER
  FOLDER   is made; below a build folder, because a launcher trusts nothing in /tmp
"""

import json
import os
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "samples/ansible"
ROLE = SAMPLE / "roles/drivelaunch"
PACKAGES, TASKXML, LAUNCHER, WINE, FOLDER = (Path(word).resolve() for word in (sys.argv.pop(1) for _ in range(5)))
OF_TASKS = {
    "name", "register", "changed_when", "failed_when", "when", "loop", "loop_control", "delegate_to", "run_once", "no_log", "vars",
}
SECRET = "correct horse"
INVENTORY = yaml.safe_load((SAMPLE / "inventory.yml").read_text())["windows"]["vars"]


def play(name: str, tasks: list, **variables) -> subprocess.CompletedProcess[str]:
    """Runs tasks on this machine, with the role's defaults; the play's own recap is JSON."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    book = FOLDER / f"{name}.yml"
    book.write_text(yaml.safe_dump([{"hosts": "localhost", "connection": "local", "gather_facts": False, "vars": variables, "tasks": tasks}]))
    environment = {
        **os.environ, "ANSIBLE_ROLES_PATH": str(SAMPLE / "roles"), "ANSIBLE_STDOUT_CALLBACK": "json", "ANSIBLE_LOCALHOST_WARNING": "False",
        "ANSIBLE_HOME": str(FOLDER / "ansible"), "ANSIBLE_PYTHON_INTERPRETER": "/usr/bin/python3", "LC_ALL": "C.UTF-8",
    }
    return subprocess.run(["ansible-playbook", "-i", "localhost,", book], capture_output=True, text=True, env=environment, check=False)


def include(tasks_from: str) -> dict:
    return {"ansible.builtin.include_role": {"name": "drivelaunch", "tasks_from": tasks_from}}


def result_of(done: subprocess.CompletedProcess[str], task: str) -> dict:
    for one in json.loads(done.stdout)["plays"][0]["tasks"]:
        if one["task"]["name"].endswith(task):
            return one["hosts"]["localhost"]
    raise AssertionError(f"{task} did not run:\n{done.stdout}{done.stderr}")


def role_tasks() -> list[tuple[str, dict]]:
    return [(path.name, task) for path in sorted((ROLE / "tasks").glob("*.yml")) for task in yaml.safe_load(path.read_text())]


class Modules(unittest.TestCase):
    def test_every_option_is_in_the_documentation_of_its_module(self):
        used = []
        for file, task in role_tasks():
            (module,) = set(task) - OF_TASKS
            if not module.startswith("ansible.builtin."):
                used.append((file, module, task[module]))
        self.assertGreaterEqual(len(used), 10)
        names = sorted({module for _, module, _ in used})
        text = subprocess.run(["ansible-doc", "-j", *names], capture_output=True, text=True, check=True,
                              env={**os.environ, "ANSIBLE_HOME": str(FOLDER / "ansible"), "LC_ALL": "C.UTF-8"}).stdout
        documents = json.loads(text)
        for file, module, given in used:
            with self.subTest(f"{file} {module}"):
                options = documents[module]["doc"]["options"]
                self.assertLessEqual(set(given), set(options))
                required = {name for name, option in options.items() if option.get("required")}
                self.assertLessEqual(required, set(given))
                for name, value in given.items():
                    choices = options[name].get("choices")
                    if choices and isinstance(value, str) and "{{" not in value:
                        self.assertIn(value, [str(choice) for choice in choices])

    def test_the_playbook_parses(self):
        subprocess.run(["ansible-playbook", "--syntax-check", "-i", SAMPLE / "inventory.yml", SAMPLE / "site.yml"], check=True,
                       capture_output=True, env={**os.environ, "ANSIBLE_HOME": str(FOLDER / "ansible"), "LC_ALL": "C.UTF-8"})

    def test_what_handles_passwords_is_not_logged(self):
        for file, task in role_tasks():
            if "password" in yaml.safe_dump(task).lower():
                self.assertTrue(task.get("no_log"), f"{file}: {task['name']}")


class ControlNode(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True)

    def test_a_package_is_taken_only_with_its_sum(self):
        done = play("good", [include("verify.yml")], drivelaunch_packages=str(PACKAGES))
        self.assertEqual(done.returncode, 0, done.stdout)
        copy = FOLDER / "changed packages"
        shutil.copytree(PACKAGES, copy)
        with next(copy.glob("*.msi")).open("ab") as file:
            file.write(b"x")
        done = play("bad", [include("verify.yml")], drivelaunch_packages=str(copy))
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("is not the file that SHA256SUMS names", done.stdout)

    def test_drives_ini_is_what_the_launcher_reads(self):
        # On the rig's own disk: the project may lie in a folder that everybody can change, which every run refuses (G9).
        target = Path(os.environ["WINEPREFIX"]) / "drive_c/ansible-test/drives.ini"
        target.parent.mkdir(mode=0o755, exist_ok=True)
        task = {"ansible.builtin.template": {"src": str(ROLE / "templates/drives.ini.j2"), "dest": str(target), "newline_sequence": "\r\n"}}
        drives = {letter: {key: value for key, value in keys.items() if key != "credential"}
                  for letter, keys in INVENTORY["drivelaunch_drives"].items()}
        done = play("template", [task], drivelaunch_drives=drives, drivelaunch_shares=INVENTORY["drivelaunch_shares"],
                    drivelaunch_settings={"event-log": "all"})
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertNotIn(b"\n", target.read_bytes().replace(b"\r\n", b""))
        run = subprocess.run([WINE, LAUNCHER, "--config", r"C:\ansible-test\drives.ini", "--dry-run", "--", "cmd.exe"], capture_output=True, text=True, check=False)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        for path in (r"\\fs01\projects", r"\\nas\backup#2024", r"\\media\in"):
            self.assertIn(path, run.stdout)

    def test_the_command_of_a_credential_has_no_password(self):
        show = {"ansible.builtin.debug": {"msg": "{{ drivelaunch_set_command }}"}, "name": "show", "loop": "{{ drivelaunch_credentials }}"}
        done = play("credential", [{"ansible.builtin.include_vars": str(ROLE / "vars/main.yml")}, show],
                    drivelaunch_credentials=[{**INVENTORY["drivelaunch_credentials"][0], "password": SECRET, "servers": ["nas", "nas2"]}])
        self.assertEqual(done.returncode, 0, done.stdout)
        words = result_of(done, "show")["results"][0]["msg"]
        self.assertEqual(words, [r"C:\Program Files\DriveLaunch\drivelaunch.exe", "credential", "set", "nas-backup", "--user", r"NAS\backup",
                                 "--server", "nas,nas2", "--allow", r"CORP\svc-backup"])

    def test_only_what_changes_is_registered_again(self):
        plain = (ROOT / "samples/nightly-backup.xml").read_bytes().decode("utf-16")
        wrapped = (ROOT / "samples/nightly-backup.wrapped.xml").read_bytes().decode("utf-16")
        exported = [
            {"path": r"\Backup\Nightly", "account": r"CORP\svc-backup", "xml": plain},
            {"path": r"\Backup\Wrapped", "account": "SYSTEM", "xml": wrapped},
            {"path": r"\Backup\Broken", "account": "SYSTEM", "xml": "<Task>"},
        ]
        variables = {"drivelaunch_taskxml": str(TASKXML), "drivelaunch_work": str(FOLDER / "work"), "drivelaunch_exported": exported,
                     "drivelaunch_wrap_options": ["--select", "uses=S,T"]}
        show = {"ansible.builtin.debug": {"msg": "{{ drivelaunch_changed }}"}, "name": "show"}
        done = play("wrap", [include("wrap.yml"), show], **variables)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        (changed,) = result_of(done, "show")["msg"]
        self.assertEqual((changed["path"], changed["account"]), (r"\Backup\Nightly", r"CORP\svc-backup"))
        self.assertIn(r"C:\Program Files\DriveLaunch\drivelaunch.exe", changed["xml"])
        self.assertEqual(changed["xml"].count("\r\n"), changed["xml"].count("\n"))  # nothing on the way changed line ends
        refused = result_of(done, "Say which were refused")["results"]
        self.assertEqual(len(refused), 1)

        # The next day: the task is wrapped. Nothing is registered, and the original stays.
        exported[0]["xml"] = changed["xml"]
        done = play("wrap-again", [include("wrap.yml"), show], **variables)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(result_of(done, "show")["msg"], [])
        originals = [path.read_bytes().decode() for path in (FOLDER / "work/original").glob("*.xml")]
        self.assertIn(plain, originals)


if __name__ == "__main__":
    unittest.main(verbosity=2)
