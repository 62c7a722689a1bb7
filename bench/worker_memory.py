"""Memory that belongs to an idle worker alone (USS), after it has given a result."""

import os
import statistics

from report import options

arguments, report = options(__doc__, count=10)

import ray  # noqa: E402


@ray.remote(num_cpus=0)
class Echo:
    def pid(self):
        return os.getpid()


def unique_mib(pid):
    with open(f"/proc/{pid}/smaps_rollup") as file:
        return sum(int(line.split()[1]) for line in file if line.startswith("Private_")) / 1024


ray.init()
actors = [Echo.remote() for _ in range(arguments.count)]
pids = ray.get([actor.pid.remote() for actor in actors])
report.add("unique memory of an idle worker", statistics.median(map(unique_mib, pids)), "MiB", "lower")
ray.shutdown()
report.write()
