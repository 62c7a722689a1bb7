"""More data than memory: put 8 GB into a store of 1 GB, read all of it back; what the node spends on it.

The rates are those of the program: puts wait for the disk once the store is full, gets bring back what was spilled. What
the disk itself can do is in limits.py.
"""

import os
import threading
import time

import numpy as np
from report import options, pre_touch

arguments, report = options(__doc__, objects=80, bytes=100 << 20, store=1 << 30)

import ray  # noqa: E402
from processes import sum_below_this_driver  # noqa: E402

GB = 1e9
# Files of deleted tests stay in nobody's page cache; what this run caches comes from memory the machine owns.
pre_touch((4 if arguments.quick else 10) << 30)
count = 20 if arguments.quick else arguments.objects
source = np.ones(arguments.bytes, dtype=np.uint8)
ray.init(object_store_memory=arguments.store, include_dashboard=False)
time.sleep(1)


def node_cpu_seconds():
    """CPU seconds of all that Ray started here: raylet, workers (those for IO too), head, agents."""

    def of(process):
        times = process.cpu_times()
        return times.user + times.system

    return sum_below_this_driver(of)


def private_bytes():
    """Memory of these processes that nobody shares; the store is shared, and spill files' page cache is nobody's."""

    def of(process):
        memory = process.memory_info()
        return memory.rss - memory.shared

    return sum_below_this_driver(of)


class Peak(threading.Thread):
    """The most that `private_bytes` came to until `end`."""

    def __init__(self):
        super().__init__(daemon=True)
        self._over = threading.Event()
        self._bytes = 0

    def run(self):
        while not self._over.wait(0.25):
            self._bytes = max(self._bytes, private_bytes())

    def end(self):
        self._over.set()
        self.join()
        return self._bytes


peak = Peak()
peak.start()
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
most = peak.end()
# A disk full of our files would be the next run's trouble.
os.sync()
ray.shutdown()
report.add("put into a full store (spill)", gigabytes / put_seconds, "GB/s", "higher")
report.add("CPU of the node, spilling", put_cpu / gigabytes, "s/GB", "lower")
report.add("get of spilled objects (restore)", gigabytes / get_seconds, "GB/s", "higher")
report.add("CPU of the node, restoring", get_cpu / gigabytes, "s/GB", "lower")
report.add("most private memory of the node", most / GB, "GB", "lower")
report.write()
