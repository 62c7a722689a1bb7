"""Narcine's Python side: makes an unmodified Ray start Narcine's processes. See `narcine._hook`."""

__version__ = "0.1.0"
__all__ = ["__version__"]
