"""ray.data sorts 4 GB in a store of 1 GB: the wall time of the program, and the CPU of all of Ray's processes."""

import time

import numpy as np
from report import options, pre_touch

arguments, report = options(__doc__, megabytes=4000, store=1 << 30)

import ray  # noqa: E402
from processes import CpuBelow  # noqa: E402

ROW = 4096
megabytes = 400 if arguments.quick else arguments.megabytes
store = arguments.store // 10 if arguments.quick else arguments.store
rows = megabytes * 1000 * 1000 // ROW
pre_touch(6 << 30)
ray.init(object_store_memory=store, include_dashboard=False)
ray.data.DataContext.get_current().enable_progress_bars = False


def fill(batch):
    """A key in another order than the rows', and a row's bytes."""
    ids = batch["id"]
    words = (ids.astype(np.uint64)[:, None] << np.uint64(20)) + np.arange(ROW // 8 - 1, dtype=np.uint64)[None, :]
    return {"key": ids * 7919 % rows, "bytes": words}


def ends(batch):
    keys = batch["key"]
    assert (keys[1:] >= keys[:-1]).all()
    return {"rows": [len(keys)]}


blocks = max(8, megabytes // 50)
with CpuBelow() as cpu:
    started = time.perf_counter()
    data = ray.data.range(rows, override_num_blocks=blocks).map_batches(fill, batch_size=4096).sort("key")
    counted = sum(part["rows"] for part in data.map_batches(ends, batch_size=4096).take_all())
    seconds = time.perf_counter() - started
assert counted == rows
ray.shutdown()
gigabytes = rows * ROW / 1e9
report.add("ray.data sort of 4 times the store", gigabytes / seconds, "GB/s", "higher")
report.add("CPU of the cluster, sorting", cpu.seconds / gigabytes, "s/GB", "lower")
report.write()
