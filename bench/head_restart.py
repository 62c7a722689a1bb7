"""From `kill -9` of the head and its start to the first call of an actor that is made then, and to one of an actor from before.

Stock's head has RocksDB for it. Most of it is neither's: Ray's clients, which found nobody listening at once, try again after 1 s.
"""

import os
import shutil
import tempfile
import time

import ray
from report import options


@ray.remote(num_cpus=0)
class Counter:
    def next(self):
        return 1


def restarts(report, times):
    counter = Counter.options(name="counter", lifetime="detached").remote()
    assert ray.get(counter.next.remote()) == 1
    node = ray._private.worker._global_node
    found, made = [], []
    for _ in range(times):
        # Workers for the next actor are there again.
        time.sleep(2)
        node.kill_gcs_server()
        started = time.perf_counter()
        node.start_gcs_server()
        assert ray.get(ray.get_actor("counter").next.remote()) == 1
        found.append(time.perf_counter() - started)
        assert ray.get(Counter.remote().next.remote()) == 1
        made.append(time.perf_counter() - started)
    report.add("kill -9 of the head to a call of a named actor", sorted(found)[times // 2], "s", "lower")
    report.add("kill -9 of the head to the first call of a new actor", sorted(made)[times // 2], "s", "lower")


def main():
    arguments, report = options(__doc__)
    storage = tempfile.mkdtemp(prefix="storage-")
    os.environ.update(RAY_gcs_storage="rocksdb", RAY_gcs_storage_path=storage)
    try:
        ray.init(namespace="bench", log_to_driver=False)
        restarts(report, 3 if arguments.quick else 9)
        ray.shutdown()
    finally:
        shutil.rmtree(storage, ignore_errors=True)
    report.write()


if __name__ == "__main__":
    main()
