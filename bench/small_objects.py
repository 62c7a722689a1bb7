"""100,000 objects of 1 kB, put on one node and taken on another over TCP, 10,000 with each `ray.get`.

Our nodes are told not to copy from memory to memory (NARCINE_TRANSFER; stock knows no such setting). Putting them is not
timed. Beside the rate, the CPU time of both raylets.
"""

import os
import time

from report import options

arguments, report = options(__doc__, count=100_000, batch=10_000)

os.environ.setdefault("NARCINE_TRANSFER", "stream")

import numpy as np  # noqa: E402
import ray  # noqa: E402

from nodes import Nodes  # noqa: E402

SIZE = 1000
batch = arguments.batch
count = 2 * batch if arguments.quick else arguments.count
nodes = Nodes(1, store=600 << 20)
[taker] = nodes.takers
cpu = nodes.raylets_cpu_seconds()
seconds = 0.0
for _ in range(count // batch):
    references = [ray.put(np.full(SIZE, number % 251, dtype=np.uint8)) for number in range(batch)]
    started = time.perf_counter()
    total = ray.get(taker.take_all.remote(references))
    seconds += time.perf_counter() - started
    assert total == SIZE * sum(number % 251 for number in range(batch))
cpu = nodes.raylets_cpu_seconds() - cpu
nodes.stop()
report.add("small objects to another node", count / seconds, "1/s", "higher")
report.add("CPU of both raylets for small objects, puts too", cpu / count * 1e6, "us/object", "lower")
report.write()
