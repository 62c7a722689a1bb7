"""Placement groups of one and of four bundles: created, ready and removed, in batches."""

import time

from report import options

arguments, report = options(__doc__, batch=50)

import ray  # noqa: E402
from ray.util import placement_group, remove_placement_group  # noqa: E402


def groups_per_second(bundles, seconds):
    count = 0
    started = time.perf_counter()
    while time.perf_counter() - started < seconds:
        groups = [placement_group([{"custom": 0.001}] * bundles) for _ in range(arguments.batch)]
        assert all(group.wait(timeout_seconds=60) for group in groups)
        for group in groups:
            remove_placement_group(group)
        count += len(groups)
    return count / (time.perf_counter() - started)


ray.init(resources={"custom": 100})
for bundles in (1, 4):
    groups_per_second(bundles, 0.5)
    rate = groups_per_second(bundles, 2 if arguments.quick else 6)
    report.add(f"placement groups of {bundles}, created and removed", rate, "1/s", "higher")
ray.shutdown()
report.write()
