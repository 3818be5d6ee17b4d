"""Whether SGLang itself takes an expert map: what --init-expert-location runs, with numpy where it has torch.

    sglang_experts.py SOURCES EXPERTS REDUNDANT EP MAP.json ...

SOURCES is a folder with the sources of a wheel (wheels.py). Exits with 1 where a map is refused, or an expert has no copy.
"""

import inspect
import json
import pathlib
import sys
import types

import numpy

import sglang_flags


class Tensor(numpy.ndarray):
    """An array with what SGLang asks of a tensor here."""

    device = "cpu"

    def to(self, *_, **__):
        return self

    cpu = cuda = to


def tensor(values, **_):
    return numpy.asarray(values, dtype=numpy.int64).view(Tensor)


def pad(array, widths, value):
    return numpy.pad(array, [(0, 0)] * (array.ndim - 1) + [widths], constant_values=value).view(Tensor)


def location_module(experts, redundant, ep, layers, path):
    """SGLang's module, on a machine that it believes in."""
    from sglang.srt.eplb import expert_location

    torch = types.SimpleNamespace(
        Tensor=Tensor, tensor=tensor, count_nonzero=lambda array, dim: numpy.count_nonzero(array, axis=dim),
        distributed=types.SimpleNamespace(get_rank=lambda: 0, get_world_size=lambda: ep))
    torch.nn = types.SimpleNamespace(functional=types.SimpleNamespace(pad=pad))
    expert_location.torch, expert_location.F = torch, torch.nn.functional
    config = types.SimpleNamespace(num_layers=layers, num_logical_experts=experts, num_groups=None)
    expert_location.ModelConfigForExpertLocation.from_model_config = staticmethod(lambda _: config)
    moe = types.SimpleNamespace(
        ep_num_redundant_experts=redundant, init_expert_location=str(path), moe_a2a_backend="none",
        ep_dispatch_algorithm="dynamic", ep_join_mode=None)
    arguments = types.SimpleNamespace(
        device="cpu", ep_size=ep, nnodes=1, tp_size=ep, elastic_ep_initial_size=None, elastic_ep_backend=None, moe=moe,
        enable_eplb=False, ep_join_rank_offset=0, **vars(moe))
    for module in (expert_location, runtime_context()):
        for name in ("get_exec", "get_parallel", "get_device", "get_resources"):
            setattr(module, name, lambda: arguments)
    return expert_location, arguments


def runtime_context():
    """Where releases from 0.5.16 on look for their configuration."""
    try:
        from sglang.srt import runtime_context as module
    except ImportError:
        return types.SimpleNamespace()
    return module


def refused(path, experts, redundant, ep):
    """Why SGLang does not take a map; `None` where it does."""
    layers = len(json.loads(pathlib.Path(path).read_text()).get("physical_to_logical_map", []))
    module, arguments = location_module(experts, redundant, ep, layers, path)
    function = module.compute_initial_expert_location_metadata
    # Of no rank in particular: each rank then keeps the copies that are nearest to it.
    known = {"server_args": arguments, "model_config": None, "moe_ep_rank": None}
    values = {name: known[name] for name in inspect.signature(function).parameters if name in known}
    try:
        answer = function(**values)
    except (AssertionError, TypeError, ValueError, IndexError, KeyError, NotImplementedError) as error:
        return f"{type(error).__name__}: {error}"
    copies = numpy.asarray(answer.logical_to_all_physical_map_num_valid)
    if copies.shape != (layers, experts):
        return f"it has {copies.shape} layers and experts"
    if copies.min() < 1:
        return f"{int((copies < 1).sum())} experts have no copy"
    if int(copies.sum()) != layers * (experts + redundant):
        return "it does not have every slot"
    return None


if __name__ == "__main__":
    sglang_flags.prepare(sys.argv[1])
    reasons = [(path, refused(path, *map(int, sys.argv[2:5]))) for path in sys.argv[5:]]
    for path, reason in reasons:
        print(f"{'accepted' if reason is None else 'REFUSED'}: {path}{'' if reason is None else ': ' + reason}")
    sys.exit(any(reason for _, reason in reasons))
