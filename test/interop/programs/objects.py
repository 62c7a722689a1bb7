"""Objects: 1 byte to 2 GB without a copy, many at once, and a store that is empty again when the refs are gone."""

import gc
import os
import threading
import time

import numpy
import ray
from ray._private.internal_api import node_stats

import facts

GIB = 1024**3
SIZES = [1, 100, 10_000, 100 * 1024 - 1, 100 * 1024, 1024**2, 100 * 1024**2, 2 * GIB]


def lies_in_store(array):
    """Whether the array's memory is in a shared mapping of a file under the store's directory."""
    address = array.ctypes.data
    with open("/proc/self/maps") as maps:
        for line in maps:
            span, rights, _offset, _device, _inode, *path = line.split(maxsplit=5)
            start, end = (int(x, 16) for x in span.split("-"))
            if start <= address < end:
                inside = address + array.nbytes <= end
                return inside and rights[3] == "s" and bool(path) and path[0].startswith("/dev/shm/")
    return False


def used_bytes():
    """Bytes that the node manager says are used in the store."""
    node = next(n for n in ray.nodes() if n["Alive"])
    stats = node_stats(node["NodeManagerAddress"], node["NodeManagerPort"], include_memory_info=False).store_stats
    return stats.object_store_bytes_used


def back_to(start):
    gc.collect()
    return facts.eventually(lambda: used_bytes() <= start, 30)


def settled():
    """The used bytes once they no longer change: stock's numbers follow the store with a delay of up to a second."""
    before = -1
    while (now := used_bytes()) != before:
        before = now
        time.sleep(1.2)
    return now


@ray.remote
def look(array):
    return int(array[0]), int(array[-1]), array.nbytes, lies_in_store(array), array.flags.writeable


@ray.remote
def make(size):
    return numpy.full(size, 5, dtype=numpy.uint8)


@ray.remote
class Reader:
    def read(self, box):
        array = ray.get(box[0])
        return int(array.sum()), lies_in_store(array)


@ray.remote
def sleeps(seconds):
    time.sleep(seconds)
    return seconds


@facts.limit(180)
def sizes():
    start, result = settled(), {}
    for size in SIZES:
        source = numpy.full(size, 3, dtype=numpy.uint8)
        source[0], source[-1] = 1, 2
        ref = ray.put(source)
        array = ray.get(ref)
        result[str(size)] = {
            "equal": bool(numpy.array_equal(source, array)),
            "in_store": lies_in_store(array),
            "writeable": array.flags.writeable,
            "in_worker": ray.get(look.remote(ref)),
        }
        del source, array, ref
    result["freed"] = back_to(start)
    return result


def kinds():
    values = [b"", b"bytes" * 50_000, "text" * 50_000, {"a": [1, 2.5, None, True]}, list(range(50_000)), set("abc")]
    refs = [ray.put(v) for v in values]
    strided = numpy.arange(1_000_000).reshape(1000, 1000)[::2, ::3]
    structured = numpy.zeros(10, dtype=[("a", "i4"), ("b", "f8")])
    many_arrays = {i: numpy.full(1000, i) for i in range(100)}
    got = ray.get(ray.put(many_arrays))
    return {
        "equal": ray.get(refs) == values,
        "strided": int(ray.get(ray.put(strided)).sum()) == int(strided.sum()),
        "structured": bool((ray.get(ray.put(structured)) == structured).all()),
        "many_arrays": sum(int(a.sum()) for a in got.values()),
        "their_memory": all(lies_in_store(a) for a in got.values()),
        "put_of_a_ref": facts.raised(lambda: ray.put(refs[0])),
        "nested_ref": ray.get(ray.get(ray.put([refs[3]]))[0]),
    }


def returned():
    small, large = make.remote(1000), make.remote(30 * 1024**2)
    arrays = ray.get([small, large])
    return {"sums": [int(a.sum()) for a in arrays], "large_in_store": lies_in_store(arrays[1])}


def ten_thousand_in_one_get():
    start = settled()
    refs = [ray.put(i) for i in range(10_000)]
    values = ray.get(refs)
    result = {"in_order": values == list(range(10_000))}
    del refs
    result["freed"] = back_to(start)
    return result


def thousand_in_one_wait():
    refs = [ray.put(i) for i in range(999)] + [sleeps.remote(0.5)]
    ready, rest = ray.wait(refs, num_returns=10, timeout=10)
    counts = [len(ready), len(rest)]
    ready, rest = ray.wait(refs, num_returns=1000, timeout=20)
    counts += [len(ready), len(rest), ready == refs]
    never = ray.remote(num_cpus=2)(lambda: time.sleep(1)).remote()
    ready, rest = ray.wait([*refs, never], num_returns=1001, timeout=0.3)
    counts += [len(ready), rest == [never]]
    ready, rest = ray.wait(refs, num_returns=1, timeout=0)
    counts += [len(ready), len(rest)]
    return {"counts": counts, "double": facts.raised(lambda: ray.wait([refs[0], refs[0]])), "last": ray.get(never)}


def freed():
    mib, start = 1024**2, settled()

    def holds(low, high):
        return facts.eventually(lambda: low * mib <= used_bytes() - start < high * mib, 20)

    ref = ray.put(numpy.ones(50 * mib, dtype=numpy.uint8))
    after_put = holds(50, 51)
    results = [make.remote(10 * mib) for _ in range(5)]
    ray.wait(results, num_returns=5)
    after_results = holds(100, 101)
    view = ray.get(ref)[100:200]
    del ref, results
    gc.collect()
    view_holds = holds(50, 51)
    time.sleep(1)
    still_right = int(view.sum())
    del view
    return {"grew": [after_put, after_results], "view_holds": [view_holds, still_right], "freed": back_to(start)}


def two_workers_at_once():
    box = [ray.put(numpy.ones(100 * 1024**2, dtype=numpy.uint8))]
    readers = [Reader.remote() for _ in range(2)]
    ray.get([r.read.remote([ray.put(numpy.ones(1, dtype=numpy.uint8))]) for r in readers])
    pending = [make.remote(20 * 1024**2)]
    return {
        "same": ray.get([r.read.remote(box) for r in readers for _ in range(3)]),
        "not_there_yet": ray.get([r.read.remote(pending) for r in readers]),
    }


def threads_of_one_driver():
    ref, sums = ray.put(numpy.ones(1024**2, dtype=numpy.uint8)), []

    def work(number):
        for i in range(20):
            mine = ray.put(numpy.full(200_000, number, dtype=numpy.uint8))
            sums.append(int(ray.get(mine)[i]) == number and int(ray.get(ref).sum()) == 1024**2)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"all": sums == [True] * 80}


def owner_dies():
    @ray.remote
    class Owner:
        def make(self):
            return [ray.put(numpy.ones(1024**2, dtype=numpy.uint8))]

        def die(self):
            os._exit(1)

    owner = Owner.remote()
    box = ray.get(owner.make.remote())
    value = int(ray.get(box[0]).sum())
    owner.die.remote()
    facts.eventually(lambda: facts.raised(lambda: ray.get(owner.make.remote(), timeout=10)) is not None)
    time.sleep(1)
    return {"before": value, "fresh_get": facts.raised(lambda: ray.get(look.remote(box[0]), timeout=30)) is not None}


if __name__ == "__main__":
    facts.main(
        [
            sizes,
            kinds,
            returned,
            ten_thousand_in_one_get,
            thousand_in_one_wait,
            freed,
            two_workers_at_once,
            threads_of_one_driver,
            owner_dies,
        ],
        object_store_memory=3 * GIB,
    )
