"""A million tasks queued behind two that hold both CPUs: the memory of raylet and gcs_server, and by how much it grows."""

import os
import tempfile
import time

import ray
from processes import PeakMemory, child_of_this_driver
from report import alone

# The driver tells the head of its tasks once a second.
SETTLE_S = 5


@ray.remote
def nothing():
    return None


@ray.remote
def hold(path):
    """Keeps its CPU until the file is gone; a task that waits in ray.get would give it back."""
    while os.path.exists(path):
        time.sleep(0.2)


def measure(report, quick, count=1_000_000):
    if quick:
        count = min(count, 50_000)
    ray.get([nothing.remote() for _ in range(100)])
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "held")
        open(path, "w").close()
        holders = [hold.remote(path) for _ in range(2)]
        with PeakMemory([child_of_this_driver("raylet"), child_of_this_driver("gcs_server")]) as peak:
            before = peak.now()
            queued = [nothing.remote() for _ in range(count)]
            time.sleep(SETTLE_S)
        report.add(f"memory of raylet and gcs, {count:,} tasks queued", peak.mib, "MiB", "lower")
        report.add(f"growth of raylet and gcs by {count:,} queued tasks", peak.mib - before, "MiB", "lower")
        for ref in queued:
            ray.cancel(ref)
        os.remove(path)
        ray.get(holders)


if __name__ == "__main__":
    alone(__doc__, measure, num_cpus=2)
