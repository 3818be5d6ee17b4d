"""Whether vLLM takes the flags of a launch: its own parser, and the classes that its configuration is made of.

    vllm_flags.py SOURCES 'FLAGS' ...     SOURCES is a folder with the sources of a wheel (wheels.py)

Exits with 1 where flags are refused. What needs a GPU or the model's files is not run.
"""

import inspect
import os
import shlex
import sys

import stand_ins

STAND_INS = [
    "torch", "triton", "sgl_kernel", "torchvision", "flashinfer", "deep_gemm", "torchao", "opentelemetry",
    "openai_harmony", "mistral_common", "anthropic", "mcp", "ijson", "model_hosting_container_standards", "setproctitle",
    "watchfiles", "uvloop", "prometheus_fastapi_instrumentator", "xgrammar", "tvm_ffi", "llguidance", "outlines_core",
    "lmformatenforcer", "compressed_tensors", "cv2", "einops", "numba", "ray", "gguf", "depyf", "blake3", "lark",
    "vllm.kernels", "vllm._C", "vllm._moe_C", "cachetools", "diskcache", "scipy", "cloudpickle", "zmq", "msgpack",
]


def prepare(sources):
    """Makes a release importable without a GPU."""
    os.environ["VLLM_TARGET_DEVICE"] = "cpu"
    os.environ["VLLM_LOGGING_LEVEL"] = "ERROR"
    import transformers

    transformers.AutoConfig  # noqa: B018 - it has to be there before torch seems to be
    stand_ins.install(STAND_INS)
    sys.path.insert(0, str(sources))
    import torch
    import torch.library

    def schema(function, *_, **__):
        """As many tensors as a custom operator gives back, which is all that is looked at."""
        answer = inspect.signature(function).return_annotation
        answer = answer if isinstance(answer, str) else str(answer)
        return "() -> " + ", ".join(["Tensor"] * max(1, answer.count("Tensor")))

    torch.library.infer_schema = schema
    from vllm import platforms
    from vllm.platforms import interface

    # The flags are for GPUs, which this machine need not have.
    class Accelerated(interface.Platform):
        _enum = interface.PlatformEnum.CUDA
        device_name = device_type = "cuda"
        supported_quantization = []

    platforms._current_platform = Accelerated()


def refused(flags):
    """Why vLLM does not take the flags; `None` where it does."""
    from vllm.engine.arg_utils import AsyncEngineArgs

    try:
        from vllm.utils.argparse_utils import FlexibleArgumentParser
    except ImportError:
        from vllm.utils import FlexibleArgumentParser

    parser = AsyncEngineArgs.add_cli_args(FlexibleArgumentParser())
    for served in ("--host", "--port"):
        # Of the HTTP server, which is not imported here.
        parser.add_argument(served)
    parser.add_argument("--headless", action="store_true")
    parser.add_argument("--api-server-count", "-asc", type=int)
    try:
        arguments, unknown = parser.parse_known_args(shlex.split(flags))
    except SystemExit:
        return "its parser refuses them"
    except (ValueError, TypeError) as error:
        return f"its parser refuses them: {error}"
    if unknown:
        return f"it does not know {unknown}"
    return refused_configuration(arguments)


def refused_configuration(arguments):
    """What ParallelConfig says, and with it EPLBConfig."""
    from vllm.config import ParallelConfig

    names = {
        name
        for name in vars(arguments)
        if name in ParallelConfig.__dataclass_fields__ and getattr(arguments, name) is not None
    }
    values = {name: getattr(arguments, name) for name in names}
    try:
        ParallelConfig(**values)
    except (ValueError, AssertionError, TypeError) as error:
        return " ".join(str(error).split())[:200]
    except Exception as error:  # noqa: BLE001 - what needs a GPU fails in any way
        print(f"vllm: ParallelConfig was not judged: {type(error).__name__}: {str(error)[:100]}", file=sys.stderr)
    return None


if __name__ == "__main__":
    prepare(sys.argv[1])
    reasons = [(flags, refused(flags)) for flags in sys.argv[2:]]
    for flags, reason in reasons:
        print(f"{'accepted' if reason is None else 'REFUSED'}: {flags}{'' if reason is None else ': ' + reason}")
    sys.exit(any(reason for _, reason in reasons))
