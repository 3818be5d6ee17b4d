"""Whether each rank of an emitted expert map holds exactly the experts that the plan gives it.

    expert_maps.py PLAN.json MAP...     a map is SGLang's (.json) or TensorRT-LLM's (.yaml)

Reads both files by their documentation and shares no code with Layline. Exits with 1 where a rank holds anything else.
"""

import json
import pathlib
import sys

import yaml


def planned(plan):
    """By layer: for each expert rank, the experts that it holds, with their number of copies there."""
    return {entry["layer"]: [sorted(rank) for rank in entry["ranks"]] for entry in plan["workers"][0]["placement"]["experts"]}


def sglang(text):
    """By layer the expert in each slot; every layer of the model has a row."""
    document = json.loads(text)
    if list(document) != ["physical_to_logical_map"]:
        raise ValueError(f"its keys are {sorted(document)}, and SGLang takes physical_to_logical_map alone")
    return dict(enumerate(document["physical_to_logical_map"]))


def tensorrt_llm(text):
    """By layer the expert in each slot; only layers with experts have an entry."""
    document = yaml.safe_load(text)
    known = {"num_slots", "initial_global_assignments", "layer_updates_per_iter"}
    if set(document) - known:
        raise ValueError(f"its keys are {sorted(document)}")
    for layer, slots in document["initial_global_assignments"].items():
        if not isinstance(layer, int) or len(slots) != document["num_slots"]:
            raise ValueError(f"layer {layer!r} has {len(slots)} of {document['num_slots']} slots")
    return document["initial_global_assignments"]


def faults(plan, path):
    """Where a map differs from the plan."""
    path = pathlib.Path(path)
    is_sglang = path.suffix == ".json"
    try:
        rows = (sglang if is_sglang else tensorrt_llm)(path.read_text())
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return [f"it cannot be read: {error}"]
    wanted = planned(plan)
    layers = 1 + max(stage["lastLayer"] for stage in plan["workers"][0]["layout"]["stages"])
    found = []
    if is_sglang and sorted(rows) != list(range(layers)):
        found.append(f"it has {len(rows)} layers, and the model {layers}")
    if not is_sglang and sorted(rows) != sorted(wanted):
        found.append(f"it has layers {sorted(rows)[:3]}..., and the plan {sorted(wanted)[:3]}...")
    for layer, ranks in wanted.items():
        slots = rows.get(layer, [])
        if not slots or len(slots) % len(ranks):
            found.append(f"layer {layer} has {len(slots)} slots for {len(ranks)} ranks")
            continue
        each = len(slots) // len(ranks)
        for rank, experts in enumerate(ranks):
            held = sorted(slots[rank * each : (rank + 1) * each])
            if held != experts:
                found.append(f"rank {rank} holds {held} of layer {layer}, and the plan has {experts}")
    return found


if __name__ == "__main__":
    plan = json.loads(pathlib.Path(sys.argv[1]).read_text())
    wrong = {path: faults(plan, path) for path in sys.argv[2:]}
    for path, list_of in wrong.items():
        print("\n".join(f"experts: REFUSED: {path}: {what}" for what in list_of[:5]) or f"experts: accepted: {path}")
    sys.exit(any(wrong.values()))
