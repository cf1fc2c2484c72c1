"""The rows of the benchmark: what was measured, and whether the goal is reached."""

import dataclasses
import json
import statistics


@dataclasses.dataclass
class Row:
    what: str
    against: str
    unit: str  # "s", "bytes" or "count"
    ours: float
    theirs: float
    ratio: float
    quartiles: tuple  # of the ratio: first and third
    goal: float | None  # the ratio is to be at most this; None: it is for information
    is_strict: bool = False  # less than that, not equal
    cpu_ratio: float | None = None  # the same of processor time; only where the processes measured do all the work
    samples: dict = dataclasses.field(default_factory=dict)

    @property
    def is_reached(self):
        if self.goal is None:
            return None
        return self.ratio < self.goal if self.is_strict else self.ratio <= self.goal


def compare(what, against, ours, theirs, goal, per=1.0, is_strict=False, has_cpu_time=False):
    """A row of times. The ratio is the median of the ratios of the rounds, since what disturbs a round disturbs both of
    its sides; `per` divides it (a ratio of times of different amounts of work)."""
    pairs = list(zip(ours, theirs, strict=True))
    ratios = [our.wall / their.wall / per for our, their in pairs]
    first, middle, third = statistics.quantiles(ratios, n=4, method="inclusive")
    cpu_ratio = statistics.median(our.cpu / their.cpu / per for our, their in pairs) if has_cpu_time else None
    return Row(what, against, "s", _median_wall(ours), _median_wall(theirs), middle, (first, third), goal, is_strict,
               cpu_ratio, {"ours": list(map(dataclasses.asdict, ours)), "theirs": list(map(dataclasses.asdict, theirs))})


def limit(what, against, values, allowed):
    """A row of bytes against an amount that is allowed."""
    middle = statistics.median(values)
    return Row(what, against, "bytes", middle, allowed, middle / allowed, (min(values) / allowed, max(values) / allowed),
               1.0, samples={"ours": list(values)})


def format_table(rows):
    lines = [("what", "ours", "against", "", "ratio", "quartiles", "cpu", "goal", "reached")]
    for row in rows:
        first, third = row.quartiles
        cpu_ratio = "" if row.cpu_ratio is None else f"{row.cpu_ratio:.2f}"
        goal = "" if row.goal is None else f"{'<' if row.is_strict else '<='} {row.goal:.2f}"
        reached = {None: "", True: "yes", False: "NO"}[row.is_reached]
        lines.append((row.what, _format_value(row.ours, row.unit), row.against, _format_value(row.theirs, row.unit),
                      f"{row.ratio:.2f}", f"{first:.2f}-{third:.2f}", cpu_ratio, goal, reached))
    widths = [max(map(len, column)) for column in zip(*lines)]
    return "".join("  ".join(word.ljust(width) for word, width in zip(line, widths)).rstrip() + "\n" for line in lines)


def to_json(rows, circumstances):
    described = [dataclasses.asdict(row) | {"reached": row.is_reached} for row in rows]
    return json.dumps({"circumstances": circumstances, "rows": described}, indent=1) + "\n"


def _median_wall(samples):
    return statistics.median(sample.wall for sample in samples)


def _format_value(value, unit):
    if unit == "count":
        return f"{value:.0f}"
    if unit == "bytes":
        return f"{value / 1e6:.2f} MB"
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"
