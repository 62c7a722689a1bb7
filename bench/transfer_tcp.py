"""An object of 1 GB from one node to another over TCP: through loopback, and between hosts that are network namespaces.

Through loopback our nodes are told not to copy from memory to memory (NARCINE_TRANSFER; stock knows no such setting).
Beside the speed, the CPU time of both raylets.
"""

import os
import statistics

from report import options, pre_touch

arguments, report = options(__doc__, bytes=1 << 30, ways="loopback,namespaces")

os.environ.setdefault("NARCINE_TRANSFER", "stream")

from nodes import GB, Nodes, places, store_for  # noqa: E402

size = arguments.bytes
pre_touch(3 * size)
for way, hosts in places(arguments.ways, 1):
    nodes = Nodes(1, store=store_for(size), hosts=hosts)
    nodes.seconds_to_all(size)
    runs = []
    before = nodes.raylets_cpu_seconds()
    for _ in range(2 if arguments.quick else 6):
        runs.append(nodes.seconds_to_all(size))
    cpu = (nodes.raylets_cpu_seconds() - before) / len(runs)
    nodes.stop()
    report.add(f"1 GB over TCP, {way}", size / GB / statistics.median(runs), "GB/s", "higher")
    report.add(f"CPU of both raylets for it, {way}", cpu / (size / GB), "s/GB", "lower")
report.write()
