"""taskxml on Linux, beside a libxml2 program and `cp -r`."""

import os
import pathlib
import shutil
import tempfile
import sys
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "page"))
import estate

from measurement import CannotMeasure, Side
from report import compare, limit
from tasks import Generator

_LAUNCHER = r"C:\Program Files\DriveLaunch\drivelaunch.exe"
_FEW = 1_000
_MANY = 10_000
_LARGE = 10_000_000
# Bytes for the name of a file: they are all listed before the first is read, so that the order is fixed.
_NAME = 128
# A file system without a disk.
_MEMORY = "/dev/shm"
# An estate: machines, and tasks of each.
_MACHINES = 100
_TASKS_OF_EACH = 200
_TASKS_OF_EACH_FOR_MEMORY = 1_000
# What a task may take: as a value, and twice in the text of the page.
_MEMORY_OF_TASK = 16_384
# Linear, as far as the noise of a machine lets one see it.
_LINEAR = 1.2


class TaskxmlRows:
    def __init__(self, stopwatch, project, folder, seed, is_quick):
        self._stopwatch = stopwatch
        self._taskxml = project / "build/linux/bin/taskxml"
        self._libxml2 = project / "build/linux/tests/rewrite_with_libxml2"
        self._rounds = 3 if is_quick else 11
        self._outputs = folder / "outputs"
        self._outputs.mkdir()
        self._output_count = 0
        generator = Generator(project, seed)
        self._few = folder / "few"
        self._many = folder / "many"
        self._small_file = folder / "small.xml"
        self._large_file = folder / "large.xml"
        generator.write_folder(self._few, _FEW)
        self._largest_of_many = generator.write_folder(self._many, _MANY)
        self._estate = folder / "estate"
        estate.make_estate(self._estate, _MACHINES, _TASKS_OF_EACH, seed)
        self._large_estate = folder / "large-estate"
        estate.make_estate(self._large_estate, _MACHINES, _TASKS_OF_EACH_FOR_MEMORY, seed)
        generator.write_large_file(self._small_file, _LARGE // 10)
        self._largest_task = generator.write_large_file(self._large_file, _LARGE)

    def measure(self):
        self._check_opponent()
        return [*self._beside_others(), *self._reading(), *self._more_files(), *self._one_file()]

    def _beside_others(self):
        jobs = os.cpu_count()
        one, tree, all_jobs, copy = self._stopwatch.interleave([
            self._wrap_folder("one job", self._many, 1),
            self._rewrite_with_libxml2(self._many),
            self._wrap_folder("all cores", self._many, jobs),
            self._writes_new_output("cp -r", lambda output: ["cp", "-r", self._many, output]),
        ], self._rounds)
        return [compare(f"taskxml wrap, {_MANY} files, --jobs 1", "libxml2 program", one, tree, 1.0, is_strict=True,
                        has_cpu_time=True),
                compare(f"taskxml wrap, {_MANY} files, --jobs {jobs}", "cp -r", all_jobs, copy, 3.0, has_cpu_time=True)]

    def _reading(self):
        jobs = os.cpu_count()
        diagnose, wrap = self._stopwatch.interleave([
            self._diagnose(self._many), self._wrap_folder("wrap", self._many, jobs),
        ], self._rounds)
        report, same = self._stopwatch.interleave([self._report(self._estate), self._diagnose(self._estate)], self._rounds)
        large = self._stopwatch.measure(self._report(self._large_estate))
        tasks, most = _MACHINES * _TASKS_OF_EACH, _MACHINES * _TASKS_OF_EACH_FOR_MEMORY
        return [compare(f"taskxml diagnose, {_MANY} files, --jobs {jobs}", "wrap of the same", diagnose, wrap, 1.0,
                        has_cpu_time=True),
                compare(f"taskxml report, {tasks} tasks, --jobs {jobs}", "diagnose of the same", report, same, 3.0,
                        has_cpu_time=True),
                limit(f"taskxml report, {most} tasks, peak memory", f"{_MEMORY_OF_TASK // 1024} KB a task", [large.peak],
                      _MEMORY_OF_TASK * most)]

    def _diagnose(self, folder):
        command = [self._taskxml, "diagnose", "--format", "json", folder]
        return Side("diagnose", command, exit_codes=(0, 1))

    def _report(self, folder):
        return self._writes_new_output("report", lambda output: [self._taskxml, "report", "-o", output, folder])

    def _more_files(self):
        """In memory: on a disk it would be the file system that is or is not linear."""
        with tempfile.TemporaryDirectory(prefix="drivelaunch-bench", dir=_MEMORY) as memory:
            many, few = (shutil.copytree(source, pathlib.Path(memory, source.name)) for source in (self._many, self._few))
            jobs = os.cpu_count()
            output = pathlib.Path(memory, "output")

            def wrap(name, source, jobs):
                return Side(name, self._wrap(jobs, "--output-dir", output, source), lambda: _remove(output))

            one, few_one, all_jobs, few_all = self._stopwatch.interleave([
                wrap("one job", many, 1),
                wrap("one job, few files", few, 1),
                wrap("all cores", many, jobs),
                wrap("all cores, few files", few, jobs),
            ], self._rounds)
        return self._rows_of_more_files(one, few_one, all_jobs, few_all)

    def _rows_of_more_files(self, one, few, all_jobs, few_all):
        jobs = os.cpu_count()
        a_file = next(self._few.rglob("*.xml"))
        itself = self._stopwatch.measure(self._writes_new_output("one file", lambda output: self._wrap(1, "-o", output, a_file)))
        factor = _MANY // _FEW
        rows = []
        for samples, fewer, count in ((one, few, 1), (all_jobs, few_all, jobs)):
            what = f"taskxml wrap, {_MANY} files in memory, --jobs {count}"
            rows.append(compare(what, f"{factor} times that of {_FEW}", samples, fewer, _LINEAR, per=factor,
                                has_cpu_time=True))
            allowed = itself.peak + _NAME * _MANY + 4 * self._largest_of_many + 12 * self._largest_of_many * count
            rows.append(limit(f"{what}, peak memory", "4 files + 12 tasks a job + names, above one file",
                              [sample.peak for sample in samples], allowed))
        return rows

    def _one_file(self):
        factor = self._large_file.stat().st_size / self._small_file.stat().st_size
        large, small = self._stopwatch.interleave([
            self._writes_new_output("10 MB", lambda output: self._wrap(1, "-o", output, self._large_file)),
            self._writes_new_output("1 MB", lambda output: self._wrap(1, "-o", output, self._small_file)),
        ], self._rounds)
        allowed = 4 * self._large_file.stat().st_size + 12 * self._largest_task
        what = f"taskxml wrap, one file of {_LARGE // 1_000_000} MB"
        return [compare(what, f"{factor:.1f} times that of 1 MB", large, small, _LINEAR, per=factor, has_cpu_time=True),
                limit(f"{what}, peak memory", "4 files + 12 tasks", [sample.peak for sample in large], allowed)]

    def _wrap(self, jobs, *rest):
        return [self._taskxml, "wrap", "--select", "all", "--launcher", _LAUNCHER, "--jobs", str(jobs), *rest]

    def _wrap_folder(self, name, source, jobs):
        return self._writes_new_output(name, lambda output: self._wrap(jobs, "--output-dir", output, source))

    def _rewrite_with_libxml2(self, source):
        return self._writes_new_output("libxml2", lambda output: [self._libxml2, _LAUNCHER, source, output])

    def _writes_new_output(self, name, make_command):
        """Each run writes to a place of its own, and nothing is removed before the last one: for minutes after very many
        files are removed, ext4 takes ten times as long for a new one, and that would be what is measured."""
        return Side(name, lambda: make_command(self._new_output()))

    def _new_output(self):
        self._output_count += 1
        return self._last_output()

    def _last_output(self):
        return self._outputs / str(self._output_count)

    def _check_opponent(self):
        """The libxml2 program must do the same work: every action it writes has the values of ours."""
        self._stopwatch.measure(self._rewrite_with_libxml2(self._few))
        theirs = _read_actions(self._last_output())
        self._stopwatch.measure(self._wrap_folder("taskxml", self._few, 1))
        ours = _read_actions(self._last_output())
        for path, actions in ours.items():
            if not actions or theirs.get(path) != actions:
                raise CannotMeasure(f"the libxml2 program rewrites {path} otherwise:\n{theirs.get(path)}\n{actions}")


def _remove(path):
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _read_actions(folder):
    """By file: the values of each Exec action in it."""
    return {path.relative_to(folder): [sorted((child.tag.rpartition("}")[2], child.text) for child in action)
                                       for action in xml.etree.ElementTree.parse(path).iter()
                                       if action.tag.rpartition("}")[2] == "Exec"]
            for path in sorted(folder.rglob("*.xml"))}
