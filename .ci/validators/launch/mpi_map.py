"""Whether OpenMPI puts ranks where the plan has its GPUs.

    mpi_map.py FOLDER HOSTS...     FOLDER is a worker's, with hostfile (and rankfile); HOSTS are the plan's, one for each rank

OpenMPI maps without starting anything: the machines need not exist. Exits with 1 where its map is another.
"""

import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

import debian


def environment(folder):
    """mpirun and what it needs, from this machine or unpacked."""
    if shutil.which("mpirun"):
        return "mpirun", dict(os.environ)
    root = debian.unpacked(folder, "openmpi-bin", "openssh-client")
    variables = dict(os.environ, OPAL_PREFIX=f"{root}/usr", PMIX_PREFIX=f"{root}/usr")
    variables["LD_LIBRARY_PATH"] = debian.libraries(root)
    variables["PATH"] = f"{root}/usr/bin:" + variables["PATH"]
    return f"{root}/usr/bin/orterun", variables


def options(script):
    """How a worker's script maps: -np N --map-by M --bind-to B."""
    words = shlex.split(pathlib.Path(script).read_text(), comments=True)
    begin = words.index("-np")
    return words[begin : begin + 6]


def mapped(folder, words, program, variables):
    """The machine of each rank, as OpenMPI maps them."""
    command = [program, "--hostfile", str(pathlib.Path(folder) / "hostfile"), *words]
    command += ["--display-map", "--do-not-launch"] + (["--allow-run-as-root"] if os.geteuid() == 0 else [])
    result = subprocess.run([*command, "true"], capture_output=True, text=True, env=variables, timeout=60)
    places = {}
    host = None
    for line in result.stdout.splitlines():
        host = match.group(1) if (match := re.search(r"Data for node: (\S+)", line)) else host
        if match := re.search(r"Process rank: (\d+)", line):
            places[int(match.group(1))] = host
    if not places:
        raise SystemExit(f"mpi: OpenMPI maps nothing: {(result.stderr or result.stdout).strip()[:500]}")
    return [places[rank] for rank in sorted(places)]


def faults(folder, script, expected, program, variables):
    """What is wrong with the files of a worker."""
    found = mapped(folder, options(script), program, variables)
    wrong = [] if found == expected else [f"OpenMPI maps ranks to {found}, and the plan to {expected}"]
    ranks = pathlib.Path(folder) / "rankfile"
    if ranks.exists():
        lines = [re.fullmatch(r"rank (\d+)=(\S+) slot=(\d+)", line) for line in ranks.read_text().splitlines()]
        if not all(lines) or [(int(line.group(1)), line.group(2)) for line in lines] != list(enumerate(expected)):
            wrong.append("the rankfile has other ranks")
        elif len({(line.group(2), line.group(3)) for line in lines}) != len(lines):
            wrong.append("the rankfile has a slot twice")
    return wrong


if __name__ == "__main__":
    where = pathlib.Path(sys.argv[1])
    cache = os.environ.get("LAYLINE_CACHE", ".build/validators/launch/debian")
    wrong = faults(where, where.with_suffix(".sh"), sys.argv[2:], *environment(cache))
    print("\n".join(f"mpi: REFUSED: {what}" for what in wrong) or f"mpi: accepted: {where}")
    sys.exit(bool(wrong))
