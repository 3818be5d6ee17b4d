"""Plans, emits and lets what loads it judge: the end-to-end check behind .ci/launches.

    round_trips.py PROGRAM ROOT CACHE

A cluster is imported (or read, where the program has no `import`), DeepSeek-V3 is planned on it, and `layline emit` writes files
for every engine and launcher. Each is given to its real consumer, and once more after it was spoiled, which has to be noticed.
"""

import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import time

import commands
import debian
import expert_maps
import kubernetes
import mpi_map
import slurm
import wheels

HERE = pathlib.Path(__file__).parent
PROGRAM, ROOT, CACHE = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]).resolve()
SGLANG, VLLM, MEGATRON = ["0.5.23", "0.5.18", "0.5.15"], ["0.33.0", "0.12.0"], ["0.16.1", "0.14.0"]
HOSTS = [f"gpu-node-{number}" for number in range(1, 5)]
problems, skipped = [], []


def expect(holds, what):
    """Notes what does not hold."""
    if not holds:
        problems.append(what)
        print(f"launches: FAILED: {what}")


def skip(what):
    """Says loudly what was not judged."""
    skipped.append(what)
    print(f"launches: SKIPPED: {what}", file=sys.stderr)


def layline(*words, status=0):
    """What Layline prints."""
    result = subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True)
    expect(result.returncode == status, f"layline {shlex.join(map(str, words))}: exit {result.returncode}: {result.stderr[:500]}")
    return result.stdout


def judged(what, script, sources, good, bad, *more):
    """A consumer in a process of its own takes what was emitted, and none of what was spoiled."""
    result = subprocess.run(
        [sys.executable, HERE / script, sources, *more, *map(str, good), *map(str, bad)], capture_output=True, text=True)
    lines = [line for line in result.stdout.splitlines() if re.match(r"(accepted|REFUSED): ", line)]
    if len(lines) != len(good) + len(bad):
        return expect(False, f"{what}: {script} fails: {result.stderr[-800:]}")
    for line in lines[: len(good)]:
        expect(line.startswith("accepted"), f"{what}: {line[:800]}")
    for line in lines[len(good) :]:
        expect(line.startswith("REFUSED"), f"{what}: takes what was spoiled: {line[:800]}")
    notes = sorted({line for line in result.stderr.splitlines() if "was not run" in line or "was not judged" in line})
    print(f"launches: {what}: {len(good)} taken, {len(bad)} spoiled ones refused" + "".join(f"; {note}" for note in notes))


def cluster(work):
    """A cluster of four machines, imported from Slurm's own files where the program can."""
    if "import" not in subprocess.run([PROGRAM, "--help"], capture_output=True, text=True).stdout:
        skip("layline import: there is no such command; the cluster of Examples/start-a-plan is used")
        return ROOT / "Examples/start-a-plan/cluster.yaml"
    (work / "topology.conf").write_text(
        "SwitchName=leaf1 Nodes=gpu-node-[1-2]\nSwitchName=leaf2 Nodes=gpu-node-[3-4]\nSwitchName=spine Switches=leaf[1-2]\n")
    (work / "slurm.conf").write_text("GresTypes=gpu\nNodeName=gpu-node-[1-4] CPUs=192 Gres=gpu:h200:8\n")
    layline(
        "import", work / "topology.conf", work / "slurm.conf", "--accelerator", "H200-SXM", "--output", work / "cluster.yaml")
    return work / "cluster.yaml"


def planned(work):
    """A plan of DeepSeek-V3 with experts placed, of which all engines with maps can run the layout."""
    load = subprocess.run(
        ["awk", "-f", ROOT / "Examples/start-a-plan/make-load.awk"], capture_output=True, text=True, check=True).stdout
    (work / "load.json").write_text(load)
    layline(
        "plan", "--model", "deepseek-ai/DeepSeek-V3", "--cluster", cluster(work), "--context", 4096,
        "--tpot", "40 ms", "--expert-load", work / "load.json", "--redundant-experts", 32, "--engine", "sglang", "--output", work / "plan.json")
    return json.loads((work / "plan.json").read_text())


def ranks(plan):
    """The machine of each rank of each replica, from the plan's own lists of GPUs."""
    found = {}
    for kind, workers in enumerate(plan["workers"]):
        pool = workers["layout"]["pool"]
        letter = f"{chr(ord('a') + kind)}-" if len(plan["workers"]) > 1 else ""
        for gpu in workers["placement"]["gpus"]:
            # A machine without a name stands under its place.
            host = gpu.get("host") or f"{pool}-rack{gpu['rack']}-node{gpu['node']}"
            found.setdefault(f"replica-{letter}{gpu['replica']}", []).append(
                (gpu["stage"], gpu["dataRank"], gpu["tensorRank"], host))
    return {name: [host for *_, host in sorted(list_of)] for name, list_of in found.items()}


def engine_commands(work, plan, engine, version, program):
    """Every machine's flags, after the order of machines was compared with the plan's ranks."""
    folder = work / f"{engine}-{version}"
    layline("emit", plan, "--for", engine, "--engine-version", version, "--output", folder)
    lines = []
    wanted = ranks(json.loads(plan.read_text()))
    for worker, paths in commands.scripts(folder).items():
        hosts = [path.stem.split("-", 1)[1] for path in paths]
        expect(hosts == list(dict.fromkeys(wanted.get(worker, []))), f"{engine} {version}: {worker} is on {hosts}")
        for path in paths:
            words, _ = commands.command(path)
            expect(program in words, f"{path} runs no {program}")
            lines.append(commands.flags(words, program))
    expect(lines, f"{engine} {version}: no commands")
    return folder, lines


def sglang(work, plan):
    """SGLang's parser and checks, its own reading of the map, and a reader of the map of ours."""
    for version in SGLANG:
        sources = fetched("sglang", version)
        folder, lines = engine_commands(work, work / "plan.json", "sglang", version, "sglang.launch_server")
        maps = list(folder.rglob("expert-location.json"))
        expect(len(maps) == 1, f"sglang {version}: {len(maps)} maps")
        for path in maps:
            expect(not expert_maps.faults(plan, path), f"sglang {version}: {expert_maps.faults(plan, path)[:1]}")
        if sources is None:
            continue
        bad = [lines[0].replace("--tp-size", "--tq-size"), re.sub(r"--nnodes \d+", "--nnodes 7", lines[0])]
        judged(f"sglang {version}", "sglang_flags.py", sources, lines, bad)
        words = shlex.split(lines[0])
        redundant, ep = commands.value(words, "--ep-num-redundant-experts") or "0", commands.value(words, "--ep-size")
        for path in maps:
            spoiled = spoiled_maps(work, plan, path)
            judged(f"sglang {version}: map", "sglang_experts.py", sources, [path], spoiled, "256", redundant, ep)


def spoiled_maps(work, plan, path):
    """Two experts of two ranks change places: the reader sees it. A second key, a short row: SGLang does."""
    document = json.loads(path.read_text())
    rows = document["physical_to_logical_map"]
    layer = plan["workers"][0]["placement"]["experts"][0]["layer"]
    row = rows[layer]
    other = next(slot for slot in range(len(row) - 1, 0, -1) if row[slot] != row[0])
    row[0], row[other] = row[other], row[0]
    (work / "swapped.json").write_text(json.dumps(document))
    expect(expert_maps.faults(plan, work / "swapped.json"), "a map with two experts changed is taken for the plan's")
    (work / "noted.json").write_text(json.dumps(document | {"note": 1}))
    (work / "short.json").write_text(json.dumps({"physical_to_logical_map": [each[:-1] for each in rows]}))
    return [work / "noted.json", work / "short.json"]


def vllm(work):
    """vLLM's parser and its ParallelConfig."""
    for version in VLLM:
        sources = fetched("vllm", version)
        _, lines = engine_commands(work, work / "plan.json", "vllm", version, "serve")
        # The model stands without an option, which only the server's parser takes.
        lines = ["--model " + line for line in lines]
        if sources:
            bad = [lines[0] + " --expert-map x", lines[0].replace("--enable-eplb", "")]
            judged(f"vllm {version}", "vllm_flags.py", sources, lines, bad[: 2 if "--enable-eplb" in lines[0] else 1])


def trtllm(work, plan):
    """TensorRT-LLM has no package with a parser: the map is read, and the options are YAML that names it."""
    folder = work / "trtllm"
    layline("emit", work / "plan.json", "--for", "trtllm", "--output", folder)
    maps = list(folder.rglob("moe-load-balancer.yaml"))
    expect(maps, "trtllm: no map")
    for path in maps:
        expect(not expert_maps.faults(plan, path), f"trtllm: {expert_maps.faults(plan, path)[:1]}")


def megatron(work):
    """A pipeline, whose layout Megatron's own class takes: GPUs too small for one machine, a network too slow for EP."""
    text = (ROOT / "Examples/start-a-plan/cluster.yaml").read_text()
    (work / "slow.yaml").write_text(text.replace("H200-SXM", "H100-SXM5").replace(" 50 GB/s", " 1 GB/s"))
    layline(
        "plan", "--model", "deepseek-ai/DeepSeek-V3", "--cluster", work / "slow.yaml", "--context", 4096, "--engine", "megatron",
        "--output", work / "megatron.json")
    for version in MEGATRON:
        sources = fetched("megatron-core", version)
        _, lines = engine_commands(work, work / "megatron.json", "megatron", version, "tools/run_text_generation_server.py")
        lines = [line for line in lines if "--pipeline-model-parallel-layout" in line]
        if not lines:
            expect(False, f"megatron {version}: no layout of a pipeline")
        elif sources:
            bad = [re.sub(r"--num-layers \d+", "--num-layers 60", lines[0]), lines[0].replace("L' --", "' --")]
            judged(f"megatron {version}", "megatron_layout.py", sources, lines, bad)


def slurm_scripts(work, plan):
    """sbatch takes each script, and its hosts stand in the order of ranks."""
    root = unpacked("slurmctld", "slurm-client")
    layline("emit", work / "plan.json", "--for", "slurm", "--engine", "sglang", "--output", work / "slurm")
    if root is None:
        return
    for worker, hosts in ranks(plan).items():
        script = work / "slurm" / f"{worker}.sbatch"
        machines = list(dict.fromkeys(hosts))
        gpus = len(hosts) // len(machines)
        found = slurm.batch_faults(root, script, gpus, machines)
        expect(not found, f"slurm: {found}")
        spoiled = script.with_name("spoiled.sbatch")
        spoiled.write_text(script.read_text().replace("--nodes=", "--nodez="))
        expect(slurm.batch_faults(root, spoiled, gpus, machines), "slurm: sbatch takes --nodez")
        expect(slurm.hostlist_faults(root, "gpu-node-[1-4]", HOSTS) == [], "slurm: a hostlist is read otherwise")
    tree = work / "topology.conf"
    if tree.exists():
        expect(slurm.tree_faults(root, tree, "gpu-node-[1-4]") == [], "slurm: slurmctld does not take the tree")
    hostlists(work, root)
    print("launches: slurm: scripts taken")


def hostlists(work, root):
    """Names of machines are read as scontrol reads them, in many lists made up."""
    own = slurm.Slurm(root, "n0")
    program = work / "scontrol"
    variables = {name: value for name, value in own.variables.items() if os.environ.get(name) != value}
    lines = [f"export {name}={shlex.quote(value)}" for name, value in variables.items()]
    program.write_text("\n".join(["#!/bin/sh", *lines, f'exec {shlex.quote(f"{root}/usr/bin/scontrol")} "$@"', ""]))
    program.chmod(0o755)
    result = subprocess.run(
        [sys.executable, HERE.parent / "slurm_hostlists.py", PROGRAM, program, "200"], capture_output=True, text=True)
    expect(result.returncode == 0, f"hostlists: {result.stdout}{result.stderr[-500:]}")
    print(f"launches: {result.stdout.strip()}")


def mpi(work, plan):
    """OpenMPI maps ranks as the plan does."""
    for engine in ("trtllm", "sglang"):
        layline("emit", work / "plan.json", "--for", "mpi", "--engine", engine, "--output", work / f"mpi-{engine}")
    try:
        program, variables = mpi_map.environment(CACHE / "debian")
    except wheels.Missing as missing:
        return skip(f"OpenMPI: {missing}")
    for worker, hosts in ranks(plan).items():
        for engine, wanted in (("trtllm", hosts), ("sglang", list(dict.fromkeys(hosts)))):
            folder = work / f"mpi-{engine}" / worker
            found = mpi_map.faults(folder, folder.with_name(f"{worker}.sh"), wanted, program, variables)
            expect(not found, f"mpi {engine}: {found}")
            if len(set(hosts)) > 1:
                found = mpi_map.faults(folder, folder.with_name(f"{worker}.sh"), wanted[::-1], program, variables)
                expect(found, f"mpi {engine}: another order is taken for the plan's")
    print("launches: mpi: ranks mapped as planned")


def manifests(work):
    """Kubernetes takes the objects and their pods."""
    known = kubernetes.schemas(os.environ.get("LAYLINE_SCHEMAS"))
    if not known:
        skip("schemas of LeaderWorkerSet and others: LAYLINE_SCHEMAS names no folder that has them")
    for name, words in {
        "lws": ["--for", "lws"], "lws-old": ["--for", "lws", "--launcher-version", "0.8.0"],
        "dynamo": ["--for", "dynamo"], "dynamo-old": ["--for", "dynamo", "--launcher-version", "1.2.1"],
    }.items():
        layline("emit", work / "plan.json", *words, "--engine", "sglang", "--output", work / name)
        for path in (work / name).rglob("*.yaml"):
            found = kubernetes.judge(path, known)
            expect(not found, f"{name}: {found[:2]}")
            text = path.read_text()
            for good, bad in ((r"mountPath", "mountpath"), (r'nvidia.com/gpu: "(\d+)"', r"nvidia.com/gpu: [\1]")):
                spoiled = work / "spoiled.yaml"
                spoiled.write_text(re.sub(good, bad, text))
                if spoiled.read_text() != text:
                    expect(kubernetes.judge(spoiled, known), f"{name}: takes {bad}")
    print("launches: kubernetes: manifests taken")


def described(work):
    """Clusters as others describe them: name, files and flags of an import. Samples of formats beside the checkout, where there are
    any, come after those written here."""
    folder = work / "described"
    folder.mkdir()

    def written(name, text):
        (folder / name).write_text(text)
        return folder / name

    blocks = written(
        "blocks.conf", "BlockName=b1 Nodes=tray[01-18]\nBlockName=b2 Nodes=tray[19-36]\nBlockSizes=18\n")
    trays = written("trays.conf", "GresTypes=gpu\nNodeName=tray[01-36] Gres=gpu:gb200:4\n")
    items = [
        {
            "metadata": {"name": f"worker-{number}", "labels": {
                "nvidia.com/gpu.product": "NVIDIA-H200", "nvidia.com/gpu.count": "8",
                "fabric.topograph.run/tier-0": f"leaf-{number // 4}", "fabric.topograph.run/tier-1": "spine"}},
            "status": {"allocatable": {"nvidia.com/gpu": "8"}, "conditions": [{"type": "Ready", "status": "True"}]},
        } for number in range(8)]
    nodes = written("nodes.json", json.dumps({"apiVersion": "v1", "kind": "List", "items": items}))
    instances = [{"id": f"i-{number}", "network_layers": [f"leaf-{number // 2}", "spine"]} for number in range(4)]
    graph = written("graph.json", json.dumps({"instances": instances}))
    table = written(
        "gpus.csv", "index, name, memory.total [MiB]\n" + "".join(f"{n}, NVIDIA B200, 183359 MiB\n" for n in range(8)))
    found = [
        ("slurm blocks", [blocks, trays], []), ("kubernetes nodes", [nodes], []),
        ("topograph graph", [graph], ["--accelerator", "H200-SXM", "--gpus-per-node", "8"]),
        ("nvidia-smi", [table], []),
    ]
    samples = ROOT.parent / "shared/formats/samples"
    if samples.exists():
        launch = [samples / "launch" / name for name in ("topology.conf", "slurm.conf", "gres.conf")]
        rack = ["--accelerator", "GB200-NVL72", "--gpus-per-node", "4"]
        found += [
            ("sample: slurm", launch, ["--accelerator", "H100-SXM5"]),
            ("sample: topology.yaml", [samples / "slurm/topology.yaml"], ["--accelerator", "H100-SXM5", "--gpus-per-node", "8"]),
            ("sample: kubernetes nodes", [samples / "k8s/nodes.constructed.json"], []),
            ("sample: topograph racks", [samples / "topograph/nvl72.yaml"], rack),
            ("sample: topograph medium", [samples / "topograph/medium.yaml"], rack),
            ("sample: ibnetdiscover", [samples / "topograph/example.out"], [*rack, "--domain", "leaf"]),
            ("sample: nvidia-smi", [samples / "gpu/nvidia-smi-topo-m.dgx-h100.truncated.txt"], ["--accelerator", "H100-SXM5"]),
            ("sample: NCCL", [samples / "gpu/nccl-topo.aws-p5.48xl-h100.xml"], ["--accelerator", "H100-SXM5"]),
            ("sample: RCCL", [samples / "gpu/rccl-topo.topo_8p_940-mi300.xml"], []),
        ]
    return found


def trips(work):
    """From every kind of description to a command that SGLang takes."""
    lines = []
    sources = described(work)
    for number, (name, files, flags) in enumerate(sources):
        folder = work / f"trip-{number}"
        folder.mkdir()
        layline("import", *files, *flags, "--output", folder / "cluster.yaml")
        layline(
            "plan", "--model", "openai/gpt-oss-120b", "--cluster", folder / "cluster.yaml", "--context", 8192, "--engine",
            "sglang", "--output", folder / "plan.json")
        _, own = engine_commands(folder, folder / "plan.json", "sglang", SGLANG[0], "sglang.launch_server")
        expect(own, f"{name}: no commands")
        lines += own[:2]
    wheel = fetched("sglang", SGLANG[0])
    if wheel:
        judged(f"{len(sources)} imported clusters", "sglang_flags.py", wheel, lines, [])


def fetched(package, version):
    try:
        return wheels.sources(package, version, CACHE / "wheels")
    except wheels.Missing as missing:
        skip(str(missing))


def unpacked(*packages):
    try:
        return debian.unpacked(CACHE / "debian", *packages)
    except wheels.Missing as missing:
        skip(str(missing))


def main():
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="layline-launches-") as folder:
        work = pathlib.Path(folder)
        plan = planned(work)
        sglang(work, plan)
        trips(work)
        vllm(work)
        trtllm(work, plan)
        megatron(work)
        slurm_scripts(work, plan)
        mpi(work, plan)
        manifests(work)
    print(f"launches: {len(problems)} problems, {len(skipped)} skipped, {time.monotonic() - began:.0f} s")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
