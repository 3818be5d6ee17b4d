"""Stand-ins for packages that an engine imports before it can read its own flags: torch, Triton and the like.

Where one of them is imported, a module appears of which every attribute is a class that can be subclassed, called, indexed,
compared and combined, and that is false. Nothing that a flag's check decides may depend on it.
"""

import abc
import importlib.abc
import importlib.machinery
import sys
import types

VERSION = "2.14.0"
# Attributes that would make an engine believe in another kind of device.
ABSENT = {"npu", "xpu", "hpu", "musa", "mps"}


def is_special(name):
    return name.startswith("__") and name.endswith("__")


class Shape(abc.ABCMeta):
    """The kind of classes that stand in: their attributes are such classes too."""

    def __getattr__(cls, name):
        if is_special(name):
            raise AttributeError(name)
        made = Shape(name, (StandIn,), {})
        setattr(cls, name, made)
        return made

    def same(cls, *_):
        return cls

    __or__ = __ror__ = __getitem__ = __mul__ = __rmul__ = __sub__ = __rsub__ = __truediv__ = same

    def __add__(cls, other):
        return other

    __radd__ = __add__

    def __iter__(cls):
        return iter(())

    def __len__(cls):
        return 0

    def __bool__(cls):
        return False

    def __int__(cls):
        return 0

    __index__ = __int__

    def __float__(cls):
        return 0.0

    def __lt__(cls, other):
        return False

    __gt__ = __lt__

    def __ge__(cls, other):
        return True

    __le__ = __ge__


class StandIn(metaclass=Shape):
    """Takes whatever it is given. As a decorator it gives back what it decorates."""

    def __init__(self, *_, **__):
        pass

    def __call__(self, *values, **__):
        return values[0] if values else self

    def __getattr__(self, name):
        if is_special(name):
            raise AttributeError(name)
        return StandIn()

    def same(self, *_):
        return self

    __getitem__ = __mul__ = __rmul__ = __sub__ = __rsub__ = __enter__ = __truediv__ = same

    def __add__(self, other):
        return other

    __radd__ = __add__

    def __exit__(self, *_):
        return False

    def __iter__(self):
        return iter(())

    def __len__(self):
        return 0

    def __bool__(self):
        return False

    def __int__(self):
        return 0

    __index__ = __int__

    def __float__(self):
        return 0.0

    def __lt__(self, other):
        return False

    __gt__ = __lt__

    def __ge__(self, other):
        return True

    __le__ = __ge__

    @classmethod
    def __get_pydantic_core_schema__(cls, *_):
        from pydantic_core import core_schema

        return core_schema.any_schema()


class Module(types.ModuleType):
    def __getattr__(self, name):
        if name in ABSENT or is_special(name):
            raise AttributeError(name)
        made = Shape(name, (StandIn,), {})
        setattr(self, name, made)
        return made


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, names):
        self.names = set(names)

    def find_spec(self, name, path=None, target=None):
        parts = name.split(".")
        if any(".".join(parts[:count]) in self.names for count in range(1, len(parts) + 1)):
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        module = Module(spec.name)
        module.__path__ = []
        module.__version__ = VERSION
        return module

    def exec_module(self, module):
        pass


def install(names):
    """Lets packages of these names be imported, whether they are there or not."""
    sys.meta_path.insert(0, Finder(names))
