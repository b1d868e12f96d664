"""Sets of arrays that compiled functions take as one pointer.

Numba passes a tuple of arrays as hundreds of single values at each call, and counts references
to each array. A set of tables is passed as the address of a header that holds address and shape
of every array; `tables.name` in compiled code is a view of the array, without a reference count:
the Python object must outlive the call.
"""

from typing import Any, ClassVar, NamedTuple, get_type_hints

import numpy as np
from llvmlite import ir
from numba import from_dtype, types
from numba.core import cgutils
from numba.core.imputils import impl_ret_untracked, lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    models,
    register_model,
    typeof_impl,
    unbox,
)
from numpy.typing import NDArray

WORDS = 5
"""Header words of an array: its address and up to four sizes."""
WORD = ir.IntType(64)
LINE = 64
"""Bytes of a line of the processor's cache."""


class Kind(NamedTuple):
    """Of an array."""

    dimensions: int
    element: str


class Tables:
    """A set of named arrays, C-contiguous. Subclasses annotate each with its kind."""

    kinds: ClassVar[tuple[tuple[str, Kind], ...]]

    def __init_subclass__(cls) -> None:
        hints = get_type_hints(cls, include_extras=True)
        found = ((name, getattr(hint, "__metadata__", ())) for name, hint in hints.items())
        cls.kinds = tuple((name, kind[0]) for name, kind in found if kind)

    def __init__(self, **arrays: NDArray[Any]) -> None:
        self.header = np.zeros(WORDS * len(self.kinds), np.int64)
        self.address = self.header.ctypes.data
        for index, (name, (dimensions, element)) in enumerate(self.kinds):
            array = in_lines(arrays.pop(name), element)
            assert array.ndim == dimensions, name
            setattr(self, name, array)
            at = WORDS * index
            self.header[at] = array.ctypes.data
            self.header[at + 1 : at + 1 + dimensions] = array.shape


def in_lines(array: NDArray[Any], element: str) -> NDArray[Any]:
    """A contiguous copy that begins where a line of the processor's cache does."""
    size = array.size * np.dtype(element).itemsize
    space = np.empty(size + LINE, np.uint8)
    first = -space.ctypes.data % LINE
    copy = space[first : first + size].view(element).reshape(array.shape)
    copy[...] = array
    return copy


class TablesType(types.Type):
    """What numba knows of a set: the kinds of its arrays."""

    def __init__(self, tables: type[Tables]) -> None:
        self.kinds = tables.kinds
        # Part of the name of each compiled function: a long one takes time.
        super().__init__(name=tables.__name__)

    def array(self, name: str) -> tuple[int, Any]:
        """Position and numba type of an array."""
        for index, (known, (dimensions, element)) in enumerate(self.kinds):
            if known == name:
                return index, types.Array(from_dtype(np.dtype(element)), dimensions, "C")
        raise AttributeError(name)


@register_model(TablesType)
class _Address(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, WORD)


@typeof_impl.register(Tables)
def _typeof(value: Tables, context: Any) -> TablesType:
    return TablesType(type(value))


@unbox(TablesType)  # type: ignore[untyped-decorator]
def _unbox(kind: TablesType, value: Any, context: Any) -> NativeValue:
    address = context.pyapi.object_getattr_string(value, "address")
    word = context.pyapi.long_as_longlong(address)
    context.pyapi.decref(address)
    return NativeValue(word)


@infer_getattr
class _Attributes(AttributeTemplate):
    key = TablesType

    def generic_resolve(self, kind: TablesType, name: str) -> Any:  # type: ignore[override]
        return kind.array(name)[1]


@lower_getattr_generic(TablesType)  # type: ignore[untyped-decorator]
def _view(context: Any, builder: Any, kind: TablesType, value: Any, name: str) -> Any:
    index, array_type = kind.array(name)
    header = builder.inttoptr(value, WORD.as_pointer())

    def word(offset: int) -> Any:
        # The header never changes, so one load serves a whole function.
        loaded = builder.load(builder.gep(header, [ir.Constant(WORD, WORDS * index + offset)]))
        loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
        return loaded

    array = context.make_array(array_type)(context, builder)
    shape = [word(1 + dimension) for dimension in range(array_type.ndim)]
    size = context.get_abi_sizeof(context.get_data_type(array_type.dtype))
    strides = [ir.Constant(WORD, size)]
    for length in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], length))
    context.populate_array(
        array,
        data=builder.inttoptr(word(0), array.data.type),
        shape=cgutils.pack_array(builder, shape, WORD),
        strides=cgutils.pack_array(builder, strides, WORD),
        itemsize=ir.Constant(WORD, size),
        meminfo=None,
    )
    return impl_ret_untracked(context, builder, array_type, array._getvalue())
