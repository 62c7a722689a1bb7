"""What every gate shares: its rows go to the file that bench.mjs names, or to the screen."""

import argparse
import inspect
import json
import sys


class Report:
    """Rows of one run. `better` says which way is better, so that a ratio above 1 always means a better Narcine."""

    def __init__(self, path):
        self._path = path
        self._rows = []

    def add(self, name, value, unit, better):
        assert better in ("higher", "lower")
        self._rows.append({"name": name, "unit": unit, "value": float(value), "better": better})
        print(f"{name}: {value:.4g} {unit}", flush=True)

    def write(self):
        if self._path is None:
            return
        with open(self._path, "w") as file:
            json.dump(self._rows, file)


def options(description, **extra):
    """The arguments of a gate: --json FILE, --quick, and those in `extra` (name -> default)."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("--quick", action="store_true", help="shorter and rougher")
    for name, default in extra.items():
        parser.add_argument(f"--{name}", default=default, type=type(default))
    parsed = parser.parse_args()
    return parsed, Report(parsed.json)


def alone(description, measure, **cluster):
    """Runs one gate by itself, on a cluster of its own.

    `measure(report, quick, **options)` expects a running cluster; the options with their defaults become arguments.
    """
    import ray

    parameters = inspect.signature(measure).parameters.values()
    extra = {one.name: one.default for one in parameters if one.default is not one.empty}
    arguments, report = options(description, **extra)
    ray.init(**cluster)
    measure(report, arguments.quick, **{name: getattr(arguments, name) for name in extra})
    ray.shutdown()
    report.write()


def pre_touch(size_bytes):
    """Makes the machine own `size_bytes` of memory before a measurement.

    A virtual machine whose host took memory back pays for its first touch again, and whoever measures first would pay
    for both.
    """
    import mmap

    with mmap.mmap(-1, size_bytes) as memory:
        for offset in range(0, size_bytes, mmap.PAGESIZE):
            memory[offset] = 1
    sys.stdout.flush()
