"""Many tasks queued at once, run by 2 CPUs: from the first `.remote()` to the last result, as the driver sees it.

Beside it the most memory that raylet and gcs_server had meanwhile, without pages of the object store.
"""

import threading
import time

import ray
from processes import child_of_this_driver, private_mib
from report import alone


@ray.remote
def nothing():
    return None


class PeakMemory:
    """The greatest sum of private memory of some processes, looked at ten times a second while it is open."""

    def __init__(self, processes):
        self._processes = processes
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self.mib = 0.0

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        self._thread.join()

    def _watch(self):
        while True:
            self.mib = max(self.mib, sum(map(private_mib, self._processes)))
            if self._ended.wait(0.1):
                return


def measure(report, quick, count=100_000):
    if quick:
        count = min(count, 10_000)
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
