"""What is not installed: which extra of the package brings it."""

import re
from importlib.metadata import PackageNotFoundError, requires

EXTRA = re.compile(r"""extra\s*==\s*['"]([\w-]+)['"]""")
FOR_US = {"build", "dev", "system", "peers"}
"""Extras of those who change the package, never those of a command."""


def extra_of(module: str) -> str | None:
    """The extra whose packages hold a module, as the installed package states it; None: none."""
    top = module.partition(".")[0].replace("_", "-")
    try:
        needed = requires("tournee") or []
    except PackageNotFoundError:  # run from a folder, never installed
        return None
    for line in needed:
        name = re.split(r"[^\w.-]", line, maxsplit=1)[0]
        extra = EXTRA.search(line)
        if extra and extra[1] not in FOR_US and name.partition(".")[0].replace("_", "-") == top:
            return extra[1]
    return None
