"""Runs commands, interleaved, and says what each took."""

import dataclasses
import os
import subprocess


class CannotMeasure(Exception):
    """A command did not do its work; the text says which and what it printed."""


@dataclasses.dataclass(frozen=True)
class Sample:
    wall: float  # seconds
    user: float  # seconds, of the process itself and of the children it waited for
    system: float
    peak: int  # bytes of memory, of the largest of these processes

    @property
    def cpu(self):
        return self.user + self.system


@dataclasses.dataclass(frozen=True)
class Side:
    """One of the commands that are measured beside each other."""

    name: str
    command: object  # a list of words, or a function that makes one for each run
    prepare: object = lambda: None  # called before each run, not measured
    exit_codes: tuple = (0,)  # with which it has done its work


class Stopwatch:
    def __init__(self, program, folder):
        self._program = program
        self._report = folder / "report"
        self._printed = folder / "printed"

    def measure(self, side):
        """One Sample. Raises CannotMeasure unless the command ends as it should."""
        side.prepare()
        command = side.command() if callable(side.command) else side.command
        with open(self._printed, "wb") as printed:
            subprocess.run([self._program, self._report, *command], stdin=subprocess.DEVNULL, stdout=printed,
                           stderr=printed, check=True)
        *numbers, peak, exit_code = self._report.read_text().split()
        if int(exit_code) not in side.exit_codes:
            said = self._printed.read_text(errors="replace")[-2000:]
            words = " ".join(map(os.fspath, command))
            raise CannotMeasure(f"{side.name} ended with {exit_code}: {words}\n{said}")
        return Sample(*map(float, numbers), int(peak))

    def interleave(self, sides, rounds):
        """The samples of each side, `rounds` of them. Each round runs every side once, in an order that changes, so
        that what else the machine does meets all alike. One round before that is not counted."""
        samples = [[] for _ in sides]
        for number in range(-1, rounds):
            order = list(range(len(sides)))
            start = number % len(sides)
            for index in order[start:] + order[:start]:
                sample = self.measure(sides[index])
                if number >= 0:
                    samples[index].append(sample)
        return samples
