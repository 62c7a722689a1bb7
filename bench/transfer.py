"""An object of 1 GB from one node to another on the same host, as a `ray.get` there sees it."""

import statistics

from report import options, pre_touch

arguments, report = options(__doc__, bytes=1 << 30)

from nodes import GB, Nodes, store_for  # noqa: E402

size = arguments.bytes
pre_touch(3 * size)
nodes = Nodes(1, store=store_for(size))
first = nodes.seconds_to_all(size)
more = [nodes.seconds_to_all(size) for _ in range(2 if arguments.quick else 6)]
nodes.stop()
report.add("1 GB to another node of this host, the first", size / GB / first, "GB/s", "higher")
report.add("1 GB to another node of this host", size / GB / statistics.median(more), "GB/s", "higher")
report.write()
