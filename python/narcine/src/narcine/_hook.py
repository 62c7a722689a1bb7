"""Points Ray at other executables than the ones in its wheel.

Ray 2.60.0 has no setting for the programs it starts: `ray._private.services` fixes `RAYLET_EXECUTABLE` and
`GCS_SERVER_EXECUTABLE` when it is imported and reads them when it starts a node. So they are changed between the two,
right after the module's body ran. `narcine.pth` calls `arm()` at the start of every interpreter in whose environment
one of the variables below stands; every process that Ray starts inherits them, so `ray start`, a driver and a
joining node all do the same.

Cost: an interpreter without the variables pays for three look-ups in `os.environ`. An armed one that never imports Ray
pays a string comparison for each import. Once Ray's module is there the finder is gone.
"""

import os
import sys

SERVICES = "ray._private.services"

# Environment variable -> constant of ray._private.services.
TARGETS = {
    "NARCINE_RAYLET_EXECUTABLE": "RAYLET_EXECUTABLE",
    "NARCINE_GCS_SERVER_EXECUTABLE": "GCS_SERVER_EXECUTABLE",
    # What Ray's own raylet starts for the language CPP, which TypeScript goes by. Ours needs no telling.
    "NARCINE_TYPESCRIPT_WORKER": "DEFAULT_WORKER_EXECUTABLE",
}

# The Ray release whose protocols the executables speak.
SPOKEN_VERSION = "2.60.0"
_WARNED = "NARCINE_VERSION_WARNED"


class NarcineError(RuntimeError):
    """A variable asks for something that cannot be done; the message names it and what to do."""


def arm():
    """Sees to it that Ray uses the executables named in the environment. Harmless when called twice."""
    services = sys.modules.get(SERVICES)
    if services is not None:
        _apply(services)
    elif not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


class _Finder:
    """Waits at the front of sys.meta_path for Ray's module and then takes itself off."""

    def find_spec(self, fullname, path=None, target=None):
        if fullname != SERVICES:
            return None
        _remove(self)
        # All other finders in their order: whoever else finds or wraps this module goes on doing so.
        for finder in list(sys.meta_path):
            find_spec = getattr(finder, "find_spec", None)
            spec = find_spec(fullname, path, target) if find_spec is not None else None
            if spec is not None:
                if spec.loader is not None:
                    spec.loader = _Loader(spec.loader)
                return spec
        return None


class _Loader:
    """Runs the module's body with its own loader, then changes the constants and gives the loader back."""

    def __init__(self, loader):
        self._loader = loader

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        # Back before the body runs: what it or anyone later asks of `__loader__` and `__spec__` is as without us.
        module.__loader__ = self._loader
        module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        _apply(module)

    def __getattr__(self, name):
        return getattr(self._loader, name)


def _remove(finder):
    try:
        sys.meta_path.remove(finder)
    except ValueError:
        pass  # Another thread imported the module at the same moment.


def _apply(services):
    for variable, constant in TARGETS.items():
        path = os.environ.get(variable)
        if not path:
            continue
        _check(variable, path, services, constant)
        # Who has Ray's C++ workers keeps them.
        if variable == "NARCINE_TYPESCRIPT_WORKER" and os.path.exists(services.DEFAULT_WORKER_EXECUTABLE):
            continue
        setattr(services, constant, path)
        _warn_of_other_version()


def _check(variable, path, services, constant):
    if not hasattr(services, constant):
        raise NarcineError(
            f"{variable} is set, but {SERVICES} of the installed Ray has no {constant}: "
            f"Narcine speaks Ray {SPOKEN_VERSION}; install that version or unset {variable}"
        )
    if not os.path.isabs(path) or not os.path.isfile(path) or not os.access(path, os.X_OK):
        raise NarcineError(
            f"{variable}={path} is not the absolute path of a program that can be run: "
            f"start through `narcine run`, or unset {variable}"
        )


def _warn_of_other_version():
    """Says once for a program and all its processes that its Ray is not the one we speak."""
    version = getattr(sys.modules.get("ray"), "__version__", SPOKEN_VERSION)
    if version == SPOKEN_VERSION or _WARNED in os.environ:
        return
    os.environ[_WARNED] = "1"
    import warnings

    warnings.warn(
        f"Narcine speaks the protocols of Ray {SPOKEN_VERSION}; this is Ray {version}, which may not work with it",
        RuntimeWarning,
        stacklevel=2,
    )
