"""ray.put of 1 GB: the first into a store that nobody has used, then warm ones, beside plain memcpy into /dev/shm.

Warm: the same driver puts again after it let the last object go, so the store can hand out memory that the driver has
mapped and touched already.
"""

import mmap
import os
import statistics
import time

import numpy as np
from report import options, pre_touch

arguments, report = options(__doc__, bytes=1 << 30)

import ray  # noqa: E402

GB = 1e9


def memcpy_gb_per_second(source, repeats):
    """Copies into a fresh file of /dev/shm and then over it again; (first, median of the others)."""
    descriptor = os.open("/dev/shm", os.O_TMPFILE | os.O_RDWR, 0o600)
    try:
        os.ftruncate(descriptor, source.nbytes)
        with mmap.mmap(descriptor, source.nbytes) as memory:
            target = np.frombuffer(memory, dtype=source.dtype)
            speeds = [timed(lambda: np.copyto(target, source), source.nbytes) for _ in range(repeats + 1)]
            del target
    finally:
        os.close(descriptor)
    return speeds[0], statistics.median(speeds[1:])


def timed(action, size):
    started = time.perf_counter()
    action()
    return size / GB / (time.perf_counter() - started)


pre_touch(4 * arguments.bytes)
source = np.ones(arguments.bytes, dtype=np.uint8)
repeats = 3 if arguments.quick else 8
ray.init(object_store_memory=3 * arguments.bytes)
# What a program does between its start and its first large put; both sides get the same moment.
time.sleep(1)
references = []
cold = timed(lambda: references.append(ray.put(source)), source.nbytes)
second = timed(lambda: references.append(ray.put(source)), source.nbytes)
warm = []
for _ in range(repeats):
    references.clear()
    time.sleep(0.2)
    warm.append(timed(lambda: references.append(ray.put(source)), source.nbytes))
assert ray.get(references[0])[::4096].sum() == source.nbytes // 4096
references.clear()
ray.shutdown()
memcpy_cold, memcpy_warm = memcpy_gb_per_second(source, repeats)
report.add("first put of 1 GB, cold store", cold, "GB/s", "higher")
report.add("second put of 1 GB, new space", second, "GB/s", "higher")
report.add("put of 1 GB, warm", statistics.median(warm), "GB/s", "higher")
report.add("memcpy to /dev/shm, first (no Ray)", memcpy_cold, "GB/s", "higher")
report.add("memcpy to /dev/shm, again (no Ray)", memcpy_warm, "GB/s", "higher")
report.write()
