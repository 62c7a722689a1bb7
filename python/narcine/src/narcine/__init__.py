"""Narcine's Python side: makes an unmodified Ray start Narcine's processes (`narcine._hook`), and calls TypeScript (`ts`)."""

from narcine._typescript import UnsupportedValueError, ts, ts_actor

__version__ = "0.1.0"
__all__ = ["UnsupportedValueError", "__version__", "ts", "ts_actor"]
