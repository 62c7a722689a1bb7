"""Placement groups of one and of four bundles: created, ready and removed, in batches."""

import time

from ray.util import placement_group, remove_placement_group
from report import alone


def groups_per_second(bundles, seconds, batch):
    count = 0
    started = time.perf_counter()
    while time.perf_counter() - started < seconds:
        groups = [placement_group([{"custom": 0.001}] * bundles) for _ in range(batch)]
        assert all(group.wait(timeout_seconds=60) for group in groups)
        for group in groups:
            remove_placement_group(group)
        count += len(groups)
    return count / (time.perf_counter() - started)


def measure(report, quick, batch=50):
    # What a head does for the first time since its start it does by an interpreter, on our side; heads run for days.
    groups_per_second(1, 3 if quick else 5, batch)
    for bundles in (1, 4):
        groups_per_second(bundles, 0.5, batch)
        rate = groups_per_second(bundles, 1.5 if quick else 6, batch)
        report.add(f"placement groups of {bundles}, created and removed", rate, "1/s", "higher")


if __name__ == "__main__":
    alone(__doc__, measure, resources={"custom": 100})
