"""Whether Slurm takes what is written for it: its own programs, unpacked from Debian, on loopback.

    slurm.py hostlist EXPRESSION NAME...        scontrol show hostnames gives exactly these names
    slurm.py tree TOPOLOGY HOSTLIST             slurmctld takes a topology.conf for nodes
    slurm.py batch SCRIPT GPUS HOST...          sbatch --test-only takes a script, and srun's hosts are these, in this order

Exits with 1 where something is refused. Debian's Slurm (22.05) has no block topology: --segment is taken out before it
judges a script, and said.
"""

import contextlib
import os
import pathlib
import re
import shlex
import socket
import subprocess
import sys
import tempfile
import time

import debian


class Slurm:
    """Slurm's programs and one configuration of theirs."""

    def __init__(self, root, nodes, topology=None):
        self.root, self.holder = root, tempfile.TemporaryDirectory(prefix="layline-slurm-")
        self.folder = pathlib.Path(self.holder.name)
        self.variables = dict(os.environ, SLURM_CONF=str(self.folder / "slurm.conf"))
        self.variables["LD_LIBRARY_PATH"] = debian.libraries(root)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        user = subprocess.run(["id", "-un"], capture_output=True, text=True).stdout.strip()
        plugins = next(path for path in debian.libraries(root).split(":") if path.endswith("slurm-wlm"))
        (self.folder / "state").mkdir()
        lines = [
            "ClusterName=check", f"SlurmctldHost={socket.gethostname()}(127.0.0.1)", f"PluginDir={plugins}",
            "AuthType=auth/none", "CredType=cred/none", "MpiDefault=none", f"SlurmUser={user}",
            f"StateSaveLocation={self.folder}/state", f"SlurmctldPidFile={self.folder}/pid", f"SlurmctldPort={port}",
            "SelectType=select/cons_tres", "SelectTypeParameters=CR_Core",
            # Machines that would be started when a job needs them: nobody asks them what they have.
            "SuspendProgram=/bin/true", "ResumeProgram=/bin/true", "SuspendTime=600",
            f"TopologyPlugin=topology/{'tree' if topology else 'none'}",
            f"NodeName={nodes} NodeAddr=127.0.0.1 CPUs=64 State=CLOUD",
            "PartitionName=p Nodes=ALL Default=YES",
        ]
        (self.folder / "slurm.conf").write_text("\n".join(lines) + "\n")
        if topology:
            (self.folder / "topology.conf").write_text(pathlib.Path(topology).read_text())

    def run(self, program, *words, **options):
        """What a program of Slurm's says."""
        return subprocess.run(
            [f"{self.root}/usr/bin/{program}", *words], capture_output=True, text=True, env=self.variables,
            timeout=60, **options)

    @contextlib.contextmanager
    def controller(self):
        """slurmctld while it is needed; gives what it has said."""
        log = self.folder / "log"
        with log.open("w") as output:
            daemon = subprocess.Popen(
                [f"{self.root}/usr/sbin/slurmctld-wlm", "-D", "-c", "-f", str(self.folder / "slurm.conf")],
                stdout=output, stderr=subprocess.STDOUT, env=self.variables)
            try:
                for _ in range(100):
                    if daemon.poll() is not None or self.run("scontrol", "ping").stdout.find("is UP") >= 0:
                        break
                    time.sleep(0.1)
                yield log.read_text
            finally:
                daemon.terminate()
                try:
                    daemon.wait(10)
                except subprocess.TimeoutExpired:
                    daemon.kill()
                    daemon.wait()


def hostlist_faults(root, expression, names):
    """Where Slurm reads a list of hosts as others."""
    answer = Slurm(root, "n0").run("scontrol", "show", "hostnames", expression)
    found = answer.stdout.split()
    return [] if found == names else [f"scontrol reads {found[:8]} {answer.stderr.strip()[:100]}, not {names[:8]}"]


def tree_faults(root, topology, nodes):
    """What slurmctld has against a tree."""
    slurm = Slurm(root, nodes, topology=topology)
    with slurm.controller() as said:
        shown = slurm.run("scontrol", "show", "topology").stdout
        text = said()
    fault = r"fatal:|error:.*(topology|[Ss]witch)|lack access|Invalid host|Parsing error"
    bad = [line for line in text.splitlines() if re.search(fault, line)]
    return bad or ([] if "SwitchName=" in shown else [f"slurmctld shows no switches: {text[-300:]}"])


def batch_faults(root, script, gpus, hosts):
    """What sbatch has against a script, and where it runs tasks in another order."""
    script = pathlib.Path(script)
    text = script.read_text()
    nodes = sorted(set(hosts))
    slurm = Slurm(root, ",".join(nodes))
    faults = []
    listed = re.search(r"^#SBATCH --nodelist=(\S+)$", text, re.M)
    if listed:
        found = slurm.run("scontrol", "show", "hostnames", listed.group(1)).stdout.split()
        if set(found) != set(hosts):
            faults.append(f"--nodelist has {found}, and the plan {nodes}")
    file = script.with_suffix("") / "hosts"
    if file.exists() and file.read_text().split() != hosts:
        faults.append(f"hosts has {file.read_text().split()}, and the plan {hosts}")
    # GPUs of nodes that no slurmd has reported are none: their number is judged by reading it.
    if f"#SBATCH --gpus-per-node={gpus}\n" not in text:
        faults.append(f"--gpus-per-node is not {gpus}")
    judged = "".join(
        line for line in text.splitlines(True) if not re.match(r"#SBATCH --(segment|gpus-per-node)=\d+$", line))
    if "--segment" in text:
        print("slurm: --segment was not judged: Debian's Slurm has no block topology", file=sys.stderr)
    with slurm.controller():
        answer = slurm.run("sbatch", "--test-only", input=judged, cwd=script.parent)
    said = (answer.stderr + answer.stdout).strip()
    if not re.search(r"Job \d+ to start at", said):
        faults.append(f"sbatch: {said[:300]}")
    for name in (script, *script.with_suffix("").glob("*.sh")):
        check = subprocess.run(["bash", "-n", str(name)], capture_output=True, text=True)
        faults += [check.stderr.strip()] if check.returncode else []
    return faults


if __name__ == "__main__":
    cache = os.environ.get("LAYLINE_CACHE", ".build/validators/launch/debian")
    slurm = debian.unpacked(cache, "slurmctld", "slurm-client")
    kind, *words = sys.argv[1:]
    if kind == "hostlist":
        wrong = hostlist_faults(slurm, words[0], words[1:])
    elif kind == "tree":
        wrong = tree_faults(slurm, *words)
    else:
        wrong = batch_faults(slurm, words[0], int(words[1]), words[2:])
    print("\n".join(f"slurm: REFUSED: {what}" for what in wrong) or f"slurm: accepted: {shlex.join(words[:1])}")
    sys.exit(bool(wrong))
