"""Makes task definitions out of the project's own: the same for the same seed."""

import codecs
import random
import re

# Those that libxml2 can read and that a simple program can rewrite: no quotes in Command, no lying declarations.
_TEMPLATES = ("arguments-first", "documents", "group", "interactive", "no-arguments", "no-directory", "only-command",
              "relative", "several-tasks", "system", "unquoted-blank", "variables")
_WORDS = ("archive", "backup", "books", "copies", "every", "folders", "invoices", "Ledger", "mirror", "month", "of",
          "report", "scans", "server", "the", "to", "week", "with")
_WORDS_BEYOND_ASCII = ("Büro", "Müller", "données", "отчёт", "日報")
_FILES_PER_FOLDER = 100


class Generator:
    def __init__(self, project, seed):
        self._random = random.Random(seed)
        data = project / "tests/data/taskxml/accepted"
        paths = [project / "samples/nightly-backup.xml", *(data / f"{name}.xml" for name in _TEMPLATES)]
        self._templates = [_decode(path.read_bytes()) for path in paths]
        self._count = 0

    def write_folder(self, folder, count):
        """Writes `count` files into folders below `folder`. Returns the size of the largest."""
        largest = 0
        for number in range(count):
            path = folder / f"group-{number // _FILES_PER_FOLDER:03}" / f"task-{number:05}.xml"
            path.parent.mkdir(parents=True, exist_ok=True)
            largest = max(largest, path.write_bytes(_encode(*self._make_task())))
        return largest

    def write_large_file(self, path, size):
        """Writes one file of several tasks, as `schtasks /query /xml ONE` gives them, of at least `size` bytes in UTF-16.
        Returns the bytes of its largest task."""
        parts = ['<?xml version="1.0" encoding="UTF-16"?>\r\n<Tasks>\r\n']
        length = largest = 0
        while length < size:
            text, _ = self._make_task()
            task = re.search(r"<Task .*?</Task>", text, re.DOTALL).group() + "\r\n"
            parts.append(task)
            length += 2 * len(task)
            largest = max(largest, 2 * len(task))
        path.write_bytes(_encode("".join([*parts, "</Tasks>\r\n"]), True))
        return largest

    def _make_task(self):
        """Text, and whether it is UTF-16."""
        text, is_utf16 = self._random.choice(self._templates)
        self._count += 1
        text = re.sub(r"<URI>.*?</URI>", lambda _: f"<URI>\\Team {self._count % 40}\\{self._say(is_utf16, 3)} "
                                                   f"{self._count}</URI>", text)
        text = re.sub(r"<Description>.*?</Description>", "", text)
        description = f"<Description>{self._say(is_utf16, self._random.randrange(5, 60))}</Description>"
        text = re.sub(r"<RegistrationInfo>(\s*)", lambda found: f"{found[0]}{description}{found[1]}", text, count=1)
        return re.sub(r"</Arguments>", lambda _: f" {self._say(is_utf16, self._random.randrange(1, 12))}</Arguments>",
                      text), is_utf16

    def _say(self, is_utf16, count):
        words = _WORDS + _WORDS_BEYOND_ASCII if is_utf16 else _WORDS
        return " ".join(self._random.choices(words, k=count))


def _decode(content):
    """Text, and whether its declaration says UTF-16; one template says so without being it."""
    text = content.decode("utf-16" if content.startswith(codecs.BOM_UTF16_LE) else "utf-8")
    return text, 'encoding="UTF-16"' in text


def _encode(text, is_utf16):
    return codecs.BOM_UTF16_LE + text.encode("utf-16-le") if is_utf16 else text.encode()
