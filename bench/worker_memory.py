"""Memory of idle workers that have given a result: what belongs to one alone (USS), and each one's part of all of it.

That part is of proportional memory (PSS), in which a page that several share counts once among them, and of what workers
are forked from as well.
"""

import os
import statistics

import psutil
import ray
from report import alone


@ray.remote(num_cpus=0)
class Echo:
    def pid(self):
        return os.getpid()


def memory_mib(pid, kind):
    with open(f"/proc/{pid}/smaps_rollup") as file:
        return sum(int(line.split()[1]) for line in file if line.startswith(kind)) / 1024


def title_of(process):
    try:
        return process.cmdline()[:1]
    except psutil.Error:  # it has ended
        return []


def titles_below_this_driver():
    """Of Ray's Python processes, by pid; agents are no workers."""
    titles = {child.pid: title_of(child) for child in psutil.Process().children(recursive=True)}
    return {pid: title[0] for pid, title in titles.items() if title and "ray::" in title[0] and "Agent" not in title[0]}


def measure(report, quick, count=10):
    actors = [Echo.remote() for _ in range(4 if quick else count)]
    pids = ray.get([actor.pid.remote() for actor in actors])
    unique = statistics.median(memory_mib(pid, "Private_") for pid in pids)
    report.add("unique memory of an idle worker", unique, "MiB", "lower")
    titles = titles_below_this_driver()
    workers = [title for title in titles.values() if not title.startswith("ray::Zygote")]
    each = sum(memory_mib(pid, "Pss:") for pid in titles) / len(workers)
    report.add("memory of each worker, with what it is forked from", each, "MiB", "lower")


if __name__ == "__main__":
    alone(__doc__, measure)
