"""Libraries that only some outputs need: loaded when asked for, named when they are missing."""

from importlib import import_module
from typing import Any

EXTRA = "exports"
"""The extra of the package that brings them all."""


class MissingExtra(ImportError):
    """A library of the extra `exports` is not installed; the message says how to get it."""

    def __init__(self, module: str) -> None:
        self.module = module
        self.remedy = f"install it with: pip install 'tournee[{EXTRA}]'"
        super().__init__(f"{module} is not installed; {self.remedy}")


def needed(module: str) -> Any:
    """The module of this name.

    Raises
    ------
    MissingExtra
        It is not installed.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name is not None and module.partition(".")[0] != error.name.partition(".")[0]:
            raise
        raise MissingExtra(module.partition(".")[0]) from None
