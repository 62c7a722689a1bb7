"""The raylet of a cluster that has nothing to do: CPU over some seconds, and resident memory.

Pages of the object store are counted apart: a store that reserves and touches its memory ahead is no leak.
"""

import os
import time

import ray
from processes import child_of_this_driver, cpu_ns_of_threads, private_mib, status_mib
from report import alone


def cpu_seconds_over(process, seconds):
    """CPU seconds of all threads over `seconds`. Looked at each second: of a thread that ends, no more is lost."""
    total = 0
    before = cpu_ns_of_threads(process)
    for _ in range(seconds):
        time.sleep(1)
        now = cpu_ns_of_threads(process)
        total += sum(ns - before.get(task, 0) for task, ns in now.items())
        before = now
    return total / 1e9


@ray.remote
def nothing():
    return os.getpid()


def measure(report, quick):
    ray.get([nothing.remote() for _ in range(4)])
    raylet = child_of_this_driver("raylet")
    time.sleep(3 if quick else 5)
    started = time.perf_counter()
    used = cpu_seconds_over(raylet, 5 if quick else 30)
    percent = 100 * used / (time.perf_counter() - started)
    report.add("idle CPU of the raylet", percent, "% of a core", "lower")
    report.add("resident memory of the raylet", private_mib(raylet), "MiB", "lower")
    report.add("resident store pages of the raylet", status_mib(raylet, "RssShmem"), "MiB", "lower")


if __name__ == "__main__":
    alone(__doc__, measure, object_store_memory=1 << 30)
