"""The decorator of all compiled functions, and where their machine code is kept.

Numba's own cache does not notice that a function in another file has changed, so the folder's
name holds a hash of all sources of this package, of numba's version and of the processor. Folders
of other versions go when nobody has used them for a month.
`NUMBA_CACHE_DIR`, where set, stands for the user's cache folder; `NUMBA_DISABLE_JIT` is obeyed.
"""

import hashlib
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import llvmlite.binding as llvm
import numba
from numba.core import config, types

UNUSED_S = 30 * 86_400
"""How long a folder of another version is kept after its last use."""

Function = TypeVar("Function", bound=Callable[..., Any])


def cache_folder() -> Path:
    """The folder of this version's machine code, in the user's cache folder."""
    digest = hashlib.sha256()
    for part in (numba.__version__, sys.version, llvm.get_host_cpu_name()):
        digest.update(part.encode())
    digest.update(llvm.get_host_cpu_features().flatten().encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    if os.environ.get("NUMBA_CACHE_DIR"):
        base = Path(os.environ["NUMBA_CACHE_DIR"])
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "tournee" / f"kernel-{digest.hexdigest()[:16]}"


def use(folder: Path) -> None:
    """Note that a folder is in use, by its time of change; remove those beside it that no process
    has used for long. A cache that cannot be written is left as it is."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        os.utime(folder)
        for other in folder.parent.glob("kernel-*"):
            if other.stat().st_mtime < time.time() - UNUSED_S:
                shutil.rmtree(other, ignore_errors=True)
    except OSError:
        pass


folder = cache_folder()
vars(config)["CACHE_DIR"] = str(folder)
use(folder)


def compiled(function: Function) -> Function:
    """Compile at the first call, without the GIL; the machine code is kept for later runs."""
    if vars(config)["DISABLE_JIT"]:
        return function
    dispatcher: Any = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    template = dispatcher.get_call_template

    def once(arguments: Any, keywords: Any) -> Any:
        # Numba would compile a function again for each constant that others call it with.
        return template(tuple(map(types.unliteral, arguments)), keywords)

    dispatcher.get_call_template = once
    return cast(Function, dispatcher)
