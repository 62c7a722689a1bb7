"""Many tasks queued at once, run by 2 CPUs: from the first `.remote()` to the last result, as the driver sees it.

Beside it the most memory that raylet and gcs_server had meanwhile, without pages of the object store.
"""

import time

import ray
from processes import PeakMemory, child_of_this_driver
from report import alone


@ray.remote
def nothing():
    return None


def measure(report, quick, count=100_000):
    if quick:
        count = min(count, 5_000)
    # Workers are there: what is measured is the queue, not their start.
    ray.get([nothing.remote() for _ in range(100)])
    with PeakMemory([child_of_this_driver("raylet"), child_of_this_driver("gcs_server")]) as peak:
        started = time.perf_counter()
        ray.get([nothing.remote() for _ in range(count)])
        seconds = time.perf_counter() - started
    report.add(f"{count:,} queued tasks through 2 CPUs", count / seconds, "1/s", "higher")
    report.add(f"peak memory of raylet and gcs, {count:,} queued tasks", peak.mib, "MiB", "lower")


if __name__ == "__main__":
    alone(__doc__, measure, num_cpus=2)
