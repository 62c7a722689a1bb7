"""ray.put of 1 GB: the first into a store that nobody has used, then warm ones (limits.py has the memcpy beside them).

Warm: the same driver puts again after it let the last object go, so the store can hand out memory that the driver has
mapped and touched already.
"""

import statistics
import time

import numpy as np
from report import options, pre_touch

arguments, report = options(__doc__, bytes=1 << 30)

import ray  # noqa: E402

GB = 1e9


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
report.add("first put of 1 GB, cold store", cold, "GB/s", "higher")
report.add("second put of 1 GB, new space", second, "GB/s", "higher")
report.add("put of 1 GB, warm", statistics.median(warm), "GB/s", "higher")
report.write()
