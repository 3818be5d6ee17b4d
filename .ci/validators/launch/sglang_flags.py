"""Whether SGLang takes the flags of a launch: its own parser, and its own checks of what belongs together.

    sglang_flags.py SOURCES 'FLAGS' ...     SOURCES is a folder with the sources of a wheel (wheels.py)

Exits with 1 where flags are refused. Checks that need a GPU or the model's files are not run, and are named on stderr.
"""

import argparse
import os
import shlex
import sys
import types

import stand_ins

STAND_INS = [
    "torch", "triton", "sgl_kernel", "torchvision", "flashinfer", "deep_gemm", "torchao", "sentencepiece",
    "xgrammar", "outlines", "llguidance", "gguf", "compressed_tensors", "einops", "cv2", "av", "decord", "soundfile",
]

# In the order in which SGLang calls them; releases name them as methods or as functions of their own.
CHECKS = [
    "handle_deprecated_dp_attention", "handle_pd_disaggregation", "handle_context_parallelism",
    "handle_data_parallelism", "handle_a2a_moe", "handle_eplb_and_dispatch", "handle_expert_distribution_metrics",
    "handle_pipeline_parallelism", "check_server_args",
]
MODULES = ["parallel_hook", "pd_disaggregation_hook", "moe_hook", "validation_hook"]


noted = set()


def note(what):
    """Says once what was left out."""
    if what not in noted:
        noted.add(what)
        print(f"sglang: {what}", file=sys.stderr)


def prepare(sources):
    """Makes a release importable without a GPU."""
    os.environ.setdefault("SGLANG_USE_CPU_ENGINE", "1")
    import transformers

    # Releases bring configurations of models that a later Transformers has by itself.
    register = transformers.AutoConfig.register
    transformers.AutoConfig.register = staticmethod(lambda kind, config, exist_ok=True: register(kind, config, True))
    stand_ins.install(STAND_INS)
    sys.path.insert(0, str(sources))
    import triton

    triton.runtime.driver.active.get_current_target = lambda: types.SimpleNamespace(backend="cuda")


def named_check(server_args, name):
    """A check of this release; `None` where it has none of that name."""
    for method in (name, "_" + name):
        if callable(getattr(server_args, method, None)):
            return getattr(server_args, method)
    for module in MODULES:
        try:
            found = getattr(__import__(f"sglang.srt.arg_groups.{module}", fromlist=[name]), name, None)
        except ModuleNotFoundError as error:
            if not str(error.name).startswith("sglang.srt.arg_groups"):
                note(f"checks in {module} were not run: {error}")
            continue
        if found is not None:
            return lambda: found(server_args)
    return None


def build(arguments):
    """A ServerArgs as parsed, before it looks for a GPU and a model."""
    from sglang.srt import server_args

    server_args.ServerArgs.__post_init__ = lambda self: None
    built = server_args.ServerArgs.from_cli_args(arguments)
    for name, value in {
        "_resolved_overrides": [], "served_model_name": "model", "device": "cuda", "chunked_prefill_size": 8192,
        "page_size": 64, "_raw_input": {},
    }.items():
        if getattr(built, name, None) is None:
            setattr(built, name, value)
    # It does so itself with pipeline stages, where it knows the model.
    built.disable_overlap_schedule = built.disable_overlap_schedule or built.pp_size > 1
    return built


def refused(flags):
    """Why SGLang does not take the flags; `None` where it does."""
    from sglang.srt.server_args import ServerArgs

    parser = argparse.ArgumentParser(prog="sglang")
    ServerArgs.add_cli_args(parser)
    try:
        arguments, unknown = parser.parse_known_args(shlex.split(flags))
    except SystemExit:
        return "its parser refuses them"
    if unknown:
        return f"it does not know {unknown}"
    built = build(arguments)
    for name in CHECKS:
        check = named_check(built, name)
        if check is None:
            continue
        try:
            check()
        except (AssertionError, ValueError) as error:
            return f"{name}: {error}"
        except Exception as error:  # noqa: BLE001 - what needs a GPU or a model fails in any way
            note(f"{name} was not run: {type(error).__name__}: {str(error)[:100]}")
    return None


if __name__ == "__main__":
    prepare(sys.argv[1])
    reasons = [(flags, refused(flags)) for flags in sys.argv[2:]]
    for flags, reason in reasons:
        print(f"{'accepted' if reason is None else 'REFUSED'}: {flags}{'' if reason is None else ': ' + reason}")
    sys.exit(any(reason for _, reason in reasons))
