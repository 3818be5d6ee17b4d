"""Whether Megatron's own class takes the pipeline layouts of launch commands.

    megatron_layout.py SOURCES 'COMMAND' ...     SOURCES is a folder with the sources of megatron-core (wheels.py)

A command's layout is judged with its --num-layers, --pipeline-model-parallel-size and --mtp-num-layers. Exits with 1 where
one is refused.
"""

import inspect
import os
import shlex
import sys
import types

import stand_ins


def layout_class(sources):
    """PipelineParallelLayerLayout, without what the packages around it import."""
    stand_ins.install(["torch"])
    for name in ("megatron", "megatron.core", "megatron.core.transformer"):
        package = types.ModuleType(name)
        package.__path__ = [os.path.join(str(sources), *name.split("."))]
        sys.modules[name] = package
    state = types.ModuleType("megatron.core.parallel_state")
    sys.modules[state.__name__] = sys.modules["megatron.core"].parallel_state = state
    from megatron.core.transformer import pipeline_parallel_layer_layout

    return pipeline_parallel_layer_layout.PipelineParallelLayerLayout


def value(words, name, default=None):
    """What stands behind an option."""
    return words[words.index(name) + 1] if name in words else default


def refused(kind, command):
    """Why a layout is not taken; `None` where it is."""
    words = shlex.split(command)
    text = value(words, "--pipeline-model-parallel-layout")
    if text is None:
        return "there is no --pipeline-model-parallel-layout"
    drafts = value(words, "--mtp-num-layers")
    try:
        stages = int(value(words, "--pipeline-model-parallel-size"))
        layout = kind(text, stages)
        known = (int(value(words, "--num-layers")), int(drafts) if drafts else None)
        # Before 0.14 there were no layers of multi-token prediction in a layout.
        layout.validate_layer_layout(*known[: len(inspect.signature(layout.validate_layer_layout).parameters)])
        if layout.virtual_pipeline_model_parallel_size != 1:
            return "a rank has several stages"
    except (AssertionError, NotImplementedError, KeyError, TypeError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    return None


if __name__ == "__main__":
    found = layout_class(sys.argv[1])
    reasons = [(command, refused(found, command)) for command in sys.argv[2:]]
    for command, reason in reasons:
        print(f"{'accepted' if reason is None else 'REFUSED'}: {command}{'' if reason is None else ': ' + reason}")
    sys.exit(any(reason for _, reason in reasons))
