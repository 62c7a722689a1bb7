"""From `ray.init()` in a fresh driver to the result of its first task."""

import time

from report import options

arguments, report = options(__doc__)

import ray  # noqa: E402

started = time.perf_counter()
ray.init()
ready = time.perf_counter()


@ray.remote
def answer():
    return 42


assert ray.get(answer.remote()) == 42
done = time.perf_counter()
ray.shutdown()
stopped = time.perf_counter()
report.add("ray.init", ready - started, "s", "lower")
report.add("ray.init to first task", done - started, "s", "lower")
report.add("ray.shutdown", stopped - done, "s", "lower")
report.write()
