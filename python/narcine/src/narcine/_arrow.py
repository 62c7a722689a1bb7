"""Arrow tables that TypeScript can read: as Arrow's IPC stream in one buffer of the object, which Python reads back without a
copy. How Ray pickles a table itself only Python can read."""

import operator
import pickle


def arrow(value):
    """Wraps a pyarrow.Table or RecordBatch, or a one-dimensional NumPy array of numbers, for `ray.put` or as a task's result;
    whoever gets it gets a pyarrow.Table or an array in Python, and an apache-arrow Table or a typed array in TypeScript, over
    the store's own memory."""
    return _Table(value) if hasattr(value, "schema") else _Numbers(value)


class _Table:
    def __init__(self, table):
        import pyarrow

        sink = pyarrow.BufferOutputStream()
        with pyarrow.ipc.new_stream(sink, table.schema) as writer:
            writer.write(table)
        self._stream = _Stream(sink.getvalue())

    def __reduce_ex__(self, protocol):
        return operator.methodcaller("read_all"), (self._stream,)


class _Stream:
    def __init__(self, buffer):
        self._buffer = buffer

    def __reduce_ex__(self, protocol):
        from pyarrow.ipc import open_stream

        return open_stream, (pickle.PickleBuffer(self._buffer),)


class _Numbers:
    def __init__(self, array):
        import numpy

        self._array = numpy.ascontiguousarray(array)
        if self._array.ndim != 1 or self._array.dtype.str not in _NUMBERS:
            raise ValueError(
                f"an array of {self._array.ndim} dimensions and type {self._array.dtype} cannot be given to TypeScript; "
                "send one dimension of numbers, of at most 64 bits"
            )

    def __reduce_ex__(self, protocol):
        import numpy

        return numpy.frombuffer, (pickle.PickleBuffer(self._array.view("uint8")), self._array.dtype.str)


_NUMBERS = {"<f8", "<f4", "<i8", "<u8", "<i4", "<u4", "<i2", "<u2", "|i1"}
