"""ray.data on 200 MB: range -> map_batches -> sort -> parquet and back."""

import glob
import os
import shutil
import sys
import tempfile

import pyarrow.parquet
import ray
from ray.data.aggregate import Count, Max, Min, Sum

import facts

ROWS = 12_500_000  # two columns of int64: 200 MB


def backwards(batch):
    return {"id": batch["id"], "value": ROWS - 1 - batch["id"]}


@ray.remote
def is_sorted(path):
    values = pyarrow.parquet.read_table(path, columns=["value"])["value"].to_numpy()
    return bool((values[1:] - values[:-1] == 1).all())


@facts.limit(300)
def sort_and_parquet():
    ray.data.DataContext.get_current().enable_progress_bars = False
    folder = tempfile.mkdtemp()
    try:
        data = ray.data.range(ROWS, override_num_blocks=8).map_batches(backwards).sort("value")
        data.write_parquet(folder)
        files = glob.glob(os.path.join(folder, "**", "*.parquet"), recursive=True)
        again = ray.data.read_parquet(folder)
        figures = again.aggregate(Count(), Sum("value"), Min("value"), Max("id"))
        return {
            "files": len(files) > 0,
            "bytes": ROWS * 16,
            "figures": figures,
            "types": [str(t) for t in again.schema().types],
            "each_file_sorted": all(ray.get([is_sorted.remote(f) for f in files])),
        }
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    facts.init(object_store_memory=1500 * 1024**2)
    code = facts.run([sort_and_parquet])
    ray.shutdown()
    sys.exit(code)
