"""Memory that belongs to an idle worker alone (USS), after it has given a result."""

import os
import statistics

import ray
from report import alone


@ray.remote(num_cpus=0)
class Echo:
    def pid(self):
        return os.getpid()


def unique_mib(pid):
    with open(f"/proc/{pid}/smaps_rollup") as file:
        return sum(int(line.split()[1]) for line in file if line.startswith("Private_")) / 1024


def measure(report, quick, count=10):
    actors = [Echo.remote() for _ in range(4 if quick else count)]
    pids = ray.get([actor.pid.remote() for actor in actors])
    report.add("unique memory of an idle worker", statistics.median(map(unique_mib, pids)), "MiB", "lower")


if __name__ == "__main__":
    alone(__doc__, measure)
