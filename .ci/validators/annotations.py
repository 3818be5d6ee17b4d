"""Reads GitHub's workflow commands as its documentation describes them: `::name key=value,key=value::message`."""

import re
import typing


class Annotation(typing.NamedTuple):
    """A command with its properties, unescaped."""

    name: str
    properties: dict
    message: str


def _data(text):
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def _property(text):
    return _data(text.replace("%3A", ":").replace("%2C", ","))


def parse(line):
    """The command of a line; None where it is none, or has what the documentation does not know."""
    found = re.fullmatch(r"::(error|warning|notice)(?: ([^:]+))?::(.*)", line)
    if not found:
        return None
    properties = {}
    for pair in filter(None, (found[2] or "").split(",")):
        key, equals, value = pair.partition("=")
        if not equals or key not in ("file", "line", "endLine", "col", "endColumn", "title"):
            return None
        properties[key] = _property(value)
    if not properties.get("line", "1").isdigit() or not found[3]:
        return None
    return Annotation(found[1], properties, _data(found[3]))
