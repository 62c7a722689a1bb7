"""From `ray.init()` in a fresh driver to the result of its first task."""

import time

import ray
from report import options


@ray.remote
def answer():
    return 42


def start(report, **cluster):
    started = time.perf_counter()
    ray.init(**cluster)
    ready = time.perf_counter()
    assert ray.get(answer.remote()) == 42
    done = time.perf_counter()
    report.add("ray.init", ready - started, "s", "lower")
    report.add("ray.init to first task", done - started, "s", "lower")


def stop(report):
    started = time.perf_counter()
    ray.shutdown()
    report.add("ray.shutdown", time.perf_counter() - started, "s", "lower")


if __name__ == "__main__":
    _, report = options(__doc__)
    start(report)
    stop(report)
    report.write()
