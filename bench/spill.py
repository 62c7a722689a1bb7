"""More data than memory: put 3 GB into a store of 300 MB, read all of it back; the CPU that the node spends on it.

The rates are those of the program: puts wait for the disk once the store is full, gets bring back what was spilled.
"""

import os
import time

import numpy as np
from report import options, pre_touch

arguments, report = options(__doc__, objects=30, bytes=100 << 20)

import psutil  # noqa: E402
import ray  # noqa: E402

GB = 1e9
# Files of deleted tests stay in nobody's page cache; what this run caches comes from memory the machine owns.
pre_touch(6 << 30)
count = 10 if arguments.quick else arguments.objects
source = np.ones(arguments.bytes, dtype=np.uint8)
ray.init(object_store_memory=300 << 20, include_dashboard=False)
time.sleep(1)
me = psutil.Process()


def node_cpu_seconds():
    """CPU seconds of all that Ray started here: raylet, workers (those for IO too), head, agents."""
    total = 0.0
    for process in me.children(recursive=True):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total


cpu = node_cpu_seconds()
started = time.perf_counter()
references = []
for number in range(count):
    source[:8] = np.frombuffer(number.to_bytes(8, "little"), dtype=np.uint8)
    references.append(ray.put(source))
put_seconds = time.perf_counter() - started
put_cpu = node_cpu_seconds() - cpu
cpu = node_cpu_seconds()
started = time.perf_counter()
for number, reference in enumerate(references):
    array = ray.get(reference)
    assert int.from_bytes(array[:8].tobytes(), "little") == number
    del array
get_seconds = time.perf_counter() - started
get_cpu = node_cpu_seconds() - cpu
gigabytes = count * source.nbytes / GB
# A disk full of our files would be the next run's trouble.
os.sync()
ray.shutdown()
report.add("put into a full store (spill)", gigabytes / put_seconds, "GB/s", "higher")
report.add("CPU of the node, spilling", put_cpu / gigabytes, "s/GB", "lower")
report.add("get of spilled objects (restore)", gigabytes / get_seconds, "GB/s", "higher")
report.add("CPU of the node, restoring", get_cpu / gigabytes, "s/GB", "lower")
report.write()
