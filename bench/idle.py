"""The raylet of a cluster that has nothing to do: CPU over some seconds, and resident memory.

Pages of the object store are counted apart: a store that reserves and touches its memory ahead is no leak.
"""

import os
import time

from report import options

arguments, report = options(__doc__)

import psutil  # noqa: E402
import ray  # noqa: E402


def raylet_of_this_driver():
    (found,) = [child for child in psutil.Process().children() if "raylet" in child.name()]
    return found


def cpu_ns_of_threads(process):
    """CPU time of each thread in ns, as the scheduler counts it; /proc/PID/stat has ticks of 10 ms."""
    times = {}
    for task in os.listdir(f"/proc/{process.pid}/task"):
        try:
            with open(f"/proc/{process.pid}/task/{task}/schedstat") as file:
                times[task] = int(file.read().split()[0])
        except (FileNotFoundError, ProcessLookupError):
            continue
    return times


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


def resident_mib(process, field):
    with open(f"/proc/{process.pid}/status") as file:
        (line,) = [line for line in file if line.startswith(field + ":")]
    return int(line.split()[1]) / 1024


@ray.remote
def nothing():
    return os.getpid()


ray.init(object_store_memory=1 << 30)
ray.get([nothing.remote() for _ in range(4)])
raylet = raylet_of_this_driver()
time.sleep(5)
started = time.perf_counter()
used = cpu_seconds_over(raylet, 10 if arguments.quick else 30)
percent = 100 * used / (time.perf_counter() - started)
report.add("idle CPU of the raylet", percent, "% of a core", "lower")
private = resident_mib(raylet, "RssAnon") + resident_mib(raylet, "RssFile")
report.add("resident memory of the raylet", private, "MiB", "lower")
report.add("resident store pages of the raylet", resident_mib(raylet, "RssShmem"), "MiB", "lower")
ray.shutdown()
report.write()
