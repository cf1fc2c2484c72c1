"""Markdown as text for people who have Notepad: links become words, code fences and marks go, tables stay."""

import re

_IMAGE = re.compile(r"!\[([^\]]+)\]\([^)\s]+\)")
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^(#{1,6}) (.*)$")


def _replace_link(match: re.Match[str]) -> str:
    text, target = match.groups()
    if target.startswith(("http:", "https:")) and target != text:
        return f"{text} <{target}>"
    return text


def _plain(line: str) -> str:
    parts = line.split("`")
    for index in range(0, len(parts), 2):  # what stands between backticks stays as it is
        part = re.sub(r"\*\*(.+?)\*\*", r"\1", parts[index])
        parts[index] = re.sub(r"(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])", r"\1", part)
    return _LINK.sub(_replace_link, _IMAGE.sub(r"\1", "".join(parts)))


def render(markdown: str) -> str:
    """The text of a Markdown document, with LF."""
    lines: list[str] = []
    in_code = False
    for line in markdown.replace("\r\n", "\n").split("\n"):
        if line.lstrip().startswith("```"):
            in_code = not in_code
        elif in_code:
            lines.append("    " + line if line else "")
        elif heading := _HEADING.match(line):
            title = _plain(heading.group(2))
            lines += [title, ("=" if len(heading.group(1)) == 1 else "-") * len(title)]
        elif not re.fullmatch(r"\|[\s|:-]+\|", line):
            lines.append(_plain(line))
    return "\n".join(lines)
