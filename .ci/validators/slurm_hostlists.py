#!/usr/bin/env python3
"""Compares the hostlists that `layline import` reads with those of Slurm's own `scontrol show hostnames`.

slurm_hostlists.py LAYLINE SCONTROL [COUNT] [SEED]: COUNT random lists, each the nodes of one leaf switch. SCONTROL is a
program that takes "show hostnames LIST". Slurm's order differs where a name has three ranges or more, and an import sorts
names, so that sets are compared.
"""
import random
import re
import subprocess
import sys
import tempfile


def numbers(random_source):
    parts = []
    for _ in range(random_source.randint(1, 4)):
        width, first = random_source.randint(1, 4), random_source.randint(0, 120)
        last = first + random_source.choice([0, 0, 1, 3, 9, 30])
        text = f"{first:0{width}d}"
        parts.append(text if last == first else f"{text}-{last:0{random_source.choice([1, width])}d}")
    return "[" + ",".join(parts) + "]"


def pattern(random_source):
    text = random_source.choice(["node", "gpu-", "rack1.n", "", "a", "switch.1.", "X9z"])
    groups = random_source.choice([0, 1, 1, 1, 2, 3])
    for group in range(groups):
        text += ("" if group == 0 else random_source.choice(["", "n", "-slot", "."])) + numbers(random_source)
    return text if text and groups else text + str(random_source.randint(0, 99))


def hostlist(random_source):
    return ",".join(pattern(random_source) for _ in range(random_source.choice([1, 1, 2, 4])))


def expanded(line):
    """A line of `hosts:`, which has one range at most."""
    text = line.strip().removeprefix("- ").strip('"')
    match = re.fullmatch(r"(.*)\[(\d+)-(\d+)\](.*)", text)
    if not match:
        return [text]
    head, first, last, tail = match.groups()
    return [f"{head}{n:0{len(first)}d}{tail}" for n in range(int(first), int(last) + 1)]


def imported(layline, text):
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as file:
        file.write(f"SwitchName=leaf Nodes={text}\n")
        file.flush()
        flags = ["--accelerator", "H100-SXM5", "--gpus-per-node", "1"]
        result = subprocess.run([layline, "import", file.name] + flags, capture_output=True, text=True)
    if result.returncode:
        return None
    hosts = result.stdout.split("    hosts:\n")[1].split("    sources:")[0].split("    unavailable:")[0]
    return {name for line in hosts.splitlines() for name in expanded(line)}


def main():
    layline, scontrol = sys.argv[1:3]
    count, seed = (int(text) for text in (sys.argv[3:] + ["200", "1"][len(sys.argv) - 3 :])[:2])
    random_source, names = random.Random(seed), 0
    for _ in range(count):
        text = hostlist(random_source)
        result = subprocess.run([scontrol, "show", "hostnames", text], capture_output=True, text=True)
        expected = set(result.stdout.split()) if result.returncode == 0 else None
        found = imported(layline, text)
        if found != expected:
            sys.exit(f"{text}: Slurm {sorted(expected or [])[:20]}, layline {sorted(found or [])[:20]}")
        names += len(expected or ())
    print(f"slurm_hostlists: {count} lists of {names} names agree")


main()
