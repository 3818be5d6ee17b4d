"""What a shell script of `layline emit` runs, without running it."""

import pathlib
import re
import shlex


def scripts(folder):
    """The scripts for machines below a folder of `--for sglang`, `vllm` or `megatron`: by worker, in the order of ranks."""
    found = {}
    for path in sorted(pathlib.Path(folder).glob("*/*/*.sh")):
        found.setdefault(path.parent.name, []).append(path)
    return found


def command(path):
    """The words after `exec`, and the variables that are exported before it."""
    text = pathlib.Path(path).read_text().replace("\\\n", " ")
    variables = {"folder": str(pathlib.Path(path).parent.parent)}
    words = []
    for line in text.splitlines():
        if match := re.fullmatch(r"leader=\$\{LEADER:-(.*)\}", line):
            variables["leader"] = match.group(1)
        elif line.startswith("export ") and "=" in line:
            name, value = line.removeprefix("export ").split("=", 1)
            variables[name] = shlex.split(value)[0]
        elif line.startswith("exec "):
            words = shlex.split(substituted(line.removeprefix("exec "), variables))
    return words, variables


def substituted(text, variables):
    """`${name}` and `$((name * 4))` of a shell, outside of single quotes."""
    parts = re.split(r"('[^']*')", text)
    for index in range(0, len(parts), 2):
        parts[index] = re.sub(r"\$\{(\w+)\}", lambda match: variables.get(match.group(1), match.group(0)), parts[index])
    return "".join(parts)


def flags(words, program):
    """The words after a program's name, as a line for a shell."""
    return shlex.join(words[words.index(program) + 1 :])


def value(words, name):
    """What stands behind an option; `None` without it."""
    return words[words.index(name) + 1] if name in words else None
