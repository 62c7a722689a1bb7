"""Objects between two nodes, each stock's or ours: every size, both ways, as values, arguments and results."""

import gc
import hashlib
import threading
import time

import numpy
import ray
from ray._private.internal_api import node_stats

import cluster
import facts
from cluster import on

MB = 1000 * 1000
STORE = 1400 * cluster.MIB
SIZES = {"byte": 1, "megabyte": MB, "hundred_megabytes": 100 * MB, "gigabyte": 1000 * MB}


def block(seed, size):
    """Bytes that no other block has and that are quick to make."""
    array = numpy.resize(numpy.random.default_rng(seed).integers(0, 256, 64 * 1024, dtype=numpy.uint8), size)
    array[: size // 8 * 8].view(numpy.uint64)[:] += numpy.arange(size // 8, dtype=numpy.uint64)
    return array


def digest(array):
    return hashlib.sha1(array).hexdigest()


@ray.remote
class There:
    """An actor on the other node."""

    def put(self, seed, size):
        return [ray.put(block(seed, size))]

    def digest_of(self, refs):
        return digest(ray.get(refs[0]))

    def check(self, seed, array):
        return digest(array) == digest(block(seed, array.size))


@ray.remote
def make(seed, size):
    return block(seed, size)


@ray.remote
def check(seed, *arrays):
    return [digest(array) == digest(block(seed + n, array.size)) for n, array in enumerate(arrays)]


def timed(what, action):
    started = time.monotonic()
    value = action()
    print(f"TIME {what} {time.monotonic() - started:.2f} s", flush=True)
    return value


def used_bytes():
    """In each node's store."""
    return [
        node_stats(n["NodeManagerAddress"], n["NodeManagerPort"], include_memory_info=False)
        .store_stats.object_store_bytes_used
        for n in ray.nodes()
        if n["Alive"]
    ]


def all_empty():
    gc.collect()
    return facts.eventually(lambda: max(used_bytes()) < 1000, 30)


def owned_there(_cluster, ids):
    """Put by a worker on the other node, taken by the driver here."""
    there = on(There, ids[1]).remote()
    result = {}
    for seed, (name, size) in enumerate(SIZES.items()):
        [ref] = ray.get(there.put.remote(seed, size))
        value = timed(f"from there {name}", lambda ref=ref: ray.get(ref, timeout=60))
        result[name] = digest(value) == digest(block(seed, size))
        del value, ref
    result["empty"] = all_empty()
    return result


def owned_here(_cluster, ids):
    """Put by the driver, taken by a worker on the other node."""
    there = on(There, ids[1]).remote()
    result = {}
    for seed, (name, size) in enumerate(SIZES.items()):
        ref = ray.put(block(seed, size))
        taken = timed(f"to there {name}", lambda ref=ref: ray.get(there.digest_of.remote([ref]), timeout=60))
        result[name] = taken == digest(block(seed, size))
        del ref
    result["empty"] = all_empty()
    return result


def arguments(_cluster, ids):
    """Arguments and results that lie on the other node; several of them, and of an actor's call."""
    here = [ray.put(block(10 + n, 20 * MB)) for n in range(4)]
    there = [on(make, ids[1]).remote(20 + n, 20 * MB) for n in range(4)]
    actor = on(There, ids[1]).remote()
    result = {
        "here_to_there": ray.get(on(check, ids[1]).remote(10, *here), timeout=60),
        "there_to_here": ray.get(on(check, ids[0]).remote(20, *there), timeout=60),
        "to_an_actor": ray.get(actor.check.remote(12, here[2]), timeout=60),
        "values": [digest(ray.get(ref)) == digest(block(20 + n, 20 * MB)) for n, ref in enumerate(there)],
    }
    del here, there
    result["empty"] = all_empty()
    return result


def many_small(_cluster, ids):
    refs = [on(make, ids[1]).remote(n, 200_000) for n in range(200)]
    values = ray.get(refs, timeout=60)
    result = {"right": all(digest(v) == digest(block(n, 200_000)) for n, v in enumerate(values))}
    del refs, values
    result["empty"] = all_empty()
    return result


def waits(_cluster, ids):
    refs = [on(make, ids[1]).remote(n, 5 * MB) for n in range(6)]
    ready, rest = ray.wait(refs, num_returns=6, timeout=60)
    local = ray.get(ready, timeout=0.5)
    result = {"ready": len(ready), "rest": len(rest), "here": sum(v.size for v in local)}
    known, rest = ray.wait([on(make, ids[1]).remote(9, 5 * MB)], timeout=60, fetch_local=False)
    result["not_fetched"] = [len(known), len(rest)]
    return result


def task_error(_cluster, ids):
    @ray.remote(max_retries=0)
    def fail():
        raise ValueError("x" * 300_000)

    return facts.raised(lambda: ray.get(on(fail, ids[1]).remote(), timeout=60))


def more_than_fits(_cluster, ids):
    """More than a store holds, made on the other node, which spills, and read here one after the other."""
    refs = [on(make, ids[1]).remote(n, 100 * MB) for n in range(20)]
    ray.wait(refs, num_returns=len(refs), timeout=60, fetch_local=False)
    right = 0
    for n, ref in enumerate(refs):
        value = ray.get(ref, timeout=60)
        right += digest(value) == digest(block(n, 100 * MB))
        del value
    del refs, ref
    return {"right": right, "empty": all_empty()}


def holder_dies(nodes, ids):
    """The only holder is killed while the object is on its way: it is made again here."""
    ref = on(make, ids[1], soft=True, max_retries=3).remote(5, 700 * MB)
    ray.wait([ref], fetch_local=False, timeout=60)
    got = []
    getter = threading.Thread(target=lambda: got.append(digest(ray.get(ref, timeout=80))))
    getter.start()
    time.sleep(0.15)
    cluster.remove(nodes, ids[1], allow_graceful=False)
    getter.join()
    return {"right": got == [digest(block(5, 700 * MB))]}


if __name__ == "__main__":
    cluster.main(
        [owned_there, owned_here, arguments, many_small, waits, task_error, more_than_fits, holder_dies],
        [{"num_cpus": 2}, {"num_cpus": 2}],
        store=STORE,
    )
