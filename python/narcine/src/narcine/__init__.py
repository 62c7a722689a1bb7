"""Narcine's Python side: makes an unmodified Ray start Narcine's processes (`narcine._hook`), and calls TypeScript (`ts`)."""

__version__ = "0.1.0"
__all__ = ["NoTypeScriptError", "UnsupportedValueError", "__version__", "arrow", "get_actor", "ts", "ts_actor"]

# Loaded when asked for: the hook is imported by every interpreter below `narcine run`, and they need only that.
_HOMES = {"arrow": "narcine._arrow"} | dict.fromkeys(
    ("NoTypeScriptError", "UnsupportedValueError", "get_actor", "ts", "ts_actor"), "narcine._typescript"
)


def __getattr__(name):
    if name not in _HOMES:
        raise AttributeError(f"module 'narcine' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOMES[name]), name)
