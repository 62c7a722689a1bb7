"""What a dead node held is made again, by the CPUs of those who wait for it. Two nodes of stock's do not within 60 s."""

import os
import tempfile
import time

import numpy
import ray

import cluster
import facts
from cluster import on

SIZE = 20 * 1000 * 1000


@ray.remote(max_retries=3)
def make(seed):
    return numpy.full(SIZE, seed, dtype=numpy.uint8)


@ray.remote
def get_when(path, refs):
    """Says that it runs, waits for the go, and gets."""
    open(path + ".runs", "w").close()
    while not os.path.exists(path):
        time.sleep(0.02)
    return [int(ray.get(ref)[-1]) for ref in refs]


def by_a_task_with_all_cpus(nodes, ids):
    """The task that has both CPUs of the only node gets values that were on the dead node."""
    refs = [on(make, ids[1], soft=True).remote(n) for n in range(3)]
    ray.wait(refs, num_returns=3, fetch_local=False, timeout=60)
    with tempfile.TemporaryDirectory() as folder:
        go = os.path.join(folder, "go")
        got = on(get_when, ids[0], num_cpus=2).remote(go, refs)
        if not facts.eventually(lambda: os.path.exists(go + ".runs")):
            raise RuntimeError("the task did not start")
        cluster.remove(nodes, ids[1], allow_graceful=False)
        open(go, "w").close()
        values = ray.get(got, timeout=60)
    return {"values": values, "cpus": facts.eventually(lambda: ray.available_resources().get("CPU") == 2)}


if __name__ == "__main__":
    cluster.main([by_a_task_with_all_cpus], [{"num_cpus": 2}, {"num_cpus": 2}])
