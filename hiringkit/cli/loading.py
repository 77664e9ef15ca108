"""Loading a part of the program when it is asked for."""

from __future__ import annotations

import gc
import importlib
from types import ModuleType


def load(name: str) -> ModuleType:
    """A module and what it needs. Modules are no garbage: a tenth of the time would go to looking for some in them."""
    gc.disable()
    try:
        return importlib.import_module(name)
    finally:
        gc.enable()
