"""One object to four other nodes at once: bytes that arrived, over the time until the last node has it.

On one host, and on hosts that are network namespaces. Of 0.7 GB, so that five copies of it leave room on a machine of 8 GB.
"""

import statistics

from report import options, pre_touch

arguments, report = options(__doc__, bytes=700_000_000, ways="one host,namespaces")

from nodes import GB, Nodes, places, store_for  # noqa: E402

COUNT = 4
size = arguments.bytes // (4 if arguments.quick else 1)
pre_touch((COUNT + 1) * size)
for way, hosts in places(arguments.ways, COUNT):
    where = "of this host" if hosts is None else "on other hosts"
    nodes = Nodes(COUNT, store=store_for(size), hosts=hosts)
    first = nodes.seconds_to_all(size)
    more = [nodes.seconds_to_all(size) for _ in range(2 if arguments.quick else 4)]
    nodes.stop()
    report.add(f"broadcast to 4 nodes {where}, the first", COUNT * size / GB / first, "GB/s", "higher")
    report.add(f"broadcast to 4 nodes {where}", COUNT * size / GB / statistics.median(more), "GB/s", "higher")
report.write()
