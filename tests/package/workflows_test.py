#!/usr/bin/env python3
"""The workflows: valid against the schema, actions pinned to commits that are known here with the inputs they have, no more rights
than needed, and commands that exist.

usage: workflows_test.py
"""

import json
import re
import unittest
from pathlib import Path

import jsonschema
import yaml

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))

# Tag and inputs were read from the action's repository at that commit.
ACTIONS = {
    "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1": ("v7.0.1", {"persist-credentials", "fetch-depth", "fetch-tags"}),
    "actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f": ("v7.0.0", {"name", "path", "if-no-files-found"}),
    "actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c": ("v8.0.1", {"name", "path"}),
    "actions/attest-build-provenance@a2bbfa25375fe432b6a289bc6b6cd05ecd0c4c32": ("v4.1.0", {"subject-checksums"}),
}
MAY_WRITE = {("release.yml", "publish"): {"contents", "id-token", "attestations"}}


class Loader(yaml.SafeLoader):
    """`on` is a word, not a truth value."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class Workflows(unittest.TestCase):
    def jobs(self):
        for path in WORKFLOWS:
            for name, job in yaml.load(path.read_text(), Loader)["jobs"].items():
                yield path, name, job

    def steps(self):
        for path, name, job in self.jobs():
            for step in job["steps"]:
                yield path, name, step

    def test_they_are_those_of_the_readme_and_valid(self):
        self.assertEqual([path.name for path in WORKFLOWS], ["linux.yml", "release.yml", "windows.yml"])
        schema = json.loads((ROOT / "tests/data/schemas/github-workflow.json").read_text(encoding="utf-8"))
        for path in WORKFLOWS:
            jsonschema.validate(yaml.load(path.read_text(), Loader), schema, cls=jsonschema.Draft7Validator)

    def test_every_action_is_pinned_to_a_known_commit_and_gets_inputs_it_has(self):
        used = 0
        for path, name, step in self.steps():
            if "uses" in step:
                used += 1
                self.assertIn(step["uses"], ACTIONS, f"{path.name} {name}")
                tag, inputs = ACTIONS[step["uses"]]
                self.assertIn(f"{step['uses']} # {tag}\n", path.read_text())
                self.assertLessEqual(set(step.get("with", {})), inputs, step["uses"])
        self.assertGreaterEqual(used, 8)

    def test_they_may_read_and_only_the_job_that_publishes_may_write(self):
        for path in WORKFLOWS:
            self.assertEqual(yaml.load(path.read_text(), Loader)["permissions"], {"contents": "read"}, path.name)
        for path, name, job in self.jobs():
            rights = job.get("permissions", {})
            self.assertEqual({right for right, value in rights.items() if value == "write"}, MAY_WRITE.get((path.name, name), set()))
            self.assertIn("timeout-minutes", job)

    def test_a_checkout_leaves_no_token_behind(self):
        for path, name, step in self.steps():
            if step.get("uses", "").startswith("actions/checkout@"):
                self.assertEqual(step["with"]["persist-credentials"], False, f"{path.name} {name}")

    def test_no_text_that_others_choose_is_pasted_into_a_script(self):
        for path, name, step in self.steps():
            self.assertNotIn("${{", step.get("run", ""), f"{path.name} {name}")

    def test_the_acceptance_program_of_the_packages_runs_on_windows(self):
        jobs = yaml.load((ROOT / ".github/workflows/windows.yml").read_text(), Loader)["jobs"]
        job = jobs["acceptance"]
        self.assertEqual(job["needs"], "package")
        self.assertTrue(all(system.startswith("windows-") for system in job["strategy"]["matrix"]["system"]))
        self.assertNotIn("continue-on-error", job)
        taken = next(step["with"] for step in job["steps"] if "download-artifact@" in step.get("uses", ""))
        given = next(step["with"] for step in jobs["package"]["steps"] if "upload-artifact@" in step.get("uses", ""))
        self.assertEqual((taken["name"], given["path"]), (given["name"], "build/package"))
        (line,) = re.findall(r"^(\S+\\)(\S+) (.*) > (\S+)$", "\n".join(step.get("run", "") for step in job["steps"]), re.MULTILINE)
        self.assertEqual(line[:2], ("DriveLaunchAcceptance\\", "drivelaunch_acceptance.exe"))
        help_text = (ROOT / "tests/acceptance/options.cpp").read_text(encoding="utf-8")
        for option in re.findall(r"--[a-z-]+", line[2]):
            self.assertIn(f"  {option} ", help_text)
        self.assertIn("--yes", line[2])
        self.assertTrue(any(step.get("with", {}).get("path") == line[3] and step["if"] == "always()" for step in job["steps"]))

    def test_scripts_that_they_run_exist(self):
        found = 0
        for path, _, step in self.steps():
            for script in re.findall(r"(?:bash |^)((?:\.ci|samples|cmake|tests)/[\w./-]+)", step.get("run", ""), re.MULTILINE):
                found += 1
                self.assertTrue((ROOT / script).is_file(), f"{path.name}: {script}")
        self.assertGreaterEqual(found, 5)


if __name__ == "__main__":
    unittest.main(verbosity=2)
