"""One object to four other nodes on the same host at once: bytes that arrived, over the time until the last node has it.

Of 0.7 GB, so that five copies of it leave room on a machine of 8 GB.
"""

import statistics

from report import options, pre_touch

arguments, report = options(__doc__, bytes=700_000_000)

from nodes import GB, Nodes  # noqa: E402

COUNT = 4
size = arguments.bytes // (4 if arguments.quick else 1)
pre_touch((COUNT + 1) * size)
nodes = Nodes(COUNT, store=size + size // 8)
first = nodes.seconds_to_all(size)
more = [nodes.seconds_to_all(size) for _ in range(2 if arguments.quick else 4)]
nodes.stop()
report.add("broadcast to 4 nodes of this host, the first", COUNT * size / GB / first, "GB/s", "higher")
report.add("broadcast to 4 nodes of this host", COUNT * size / GB / statistics.median(more), "GB/s", "higher")
report.write()
