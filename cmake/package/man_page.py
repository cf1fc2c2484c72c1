"""The man page of taskxml, and its completion for bash."""

import itertools

from product import Product
from taskxml_help import Command, Option

_GLOBAL_WORDS = ("--help", "--version")


def _roff(text: str) -> str:
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join("\\&" + line if line.startswith((".", "'")) else line for line in escaped.splitlines())


def _option_item(option: Option) -> str:
    value = f" \\fI{_roff(option.value)}\\fR" if option.value else ""
    return f".TP\n\\fB{_roff(option.name)}\\fR{value}\n{_roff(option.help)}\n"


def _body(body: tuple[Option | str, ...]) -> str:
    """Options as items; all other lines as they are printed."""
    parts = []
    for is_prose, group in itertools.groupby(body, lambda part: isinstance(part, str)):
        if is_prose:
            text = "\n".join(str(line) for line in group).strip("\n")
            parts.append(f".PP\n.nf\n{_roff(text)}\n.fi\n" if text else "")
        else:
            parts += [_option_item(option) for option in group if isinstance(option, Option)]
    return "".join(parts)


def write_man_page(commands: tuple[Command, ...], release: Product) -> str:
    """Section 1."""
    general, *named = commands
    parts = [
        f'.TH TASKXML 1 "{release.time:%Y-%m-%d}" "DriveLaunch {release.version}" "User Commands"\n',
        ".SH NAME\ntaskxml \\- rewrite Task Scheduler definitions so that their actions run through drivelaunch\n",
        ".SH SYNOPSIS\n.B taskxml\n.I COMMAND\n[\\fIOPTION\\fR...] \\fIINPUT\\fR...\n",
        ".SH DESCRIPTION\n" + _body(general.body),
        ".SH COMMANDS\n",
    ]
    for command in named:
        parts.append(f".SS {command.name}\n{_roff(command.summary[0].upper() + command.summary[1:])}.\n" + _body(command.body))
    parts.append(
        ".SH FILES\n.TP\n/usr/share/doc/taskxml/taskxml.gz\n"
        "explains what wrap writes, every finding of diagnose, and the JSON and CSV\n"
    )
    return "".join(parts)


def _choices(option: Option) -> str:
    """Words to offer as the value of an option."""
    return option.value.replace("|", " ") if "|" in option.value else ""


def write_completion(commands: tuple[Command, ...]) -> str:
    """For bash-completion, which sources the file of a command at its first use; needs nothing of it."""
    named = [command for command in commands if command.name]
    names = " ".join(command.name for command in named)
    options = "".join(
        f"    {command.name}) options='{' '.join(dict.fromkeys([*(option.name for option in command.options), '--help']))}' ;;\n"
        for command in named
    )
    choices = "".join(
        f"    '{command.name} {option.name}') words='{_choices(option)}' ;;\n"
        for command in named for option in command.options if _choices(option)
    )
    plain = sorted({
        option.name for command in named for option in command.options if option.value and "|" not in option.value
        and option.value not in ("FILE", "DIR", "PATH")
    })
    return f"""# Completion of taskxml for bash: commands, options, and files for everything else.
_taskxml() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}} options='' words=''
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    mapfile -t COMPREPLY < <(compgen -W '{names} {" ".join(_GLOBAL_WORDS)}' -- "$word")
    return
  fi
  case "${{COMP_WORDS[1]}} $before" in
{choices}  esac
  case $before in
    {"|".join(plain)}) return ;;
  esac
  if [[ -n $words ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
    return
  fi
  case ${{COMP_WORDS[1]}} in
{options}  esac
  if [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
  else
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
  fi
}}
complete -o filenames -F _taskxml taskxml
"""
