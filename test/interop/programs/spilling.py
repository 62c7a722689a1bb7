"""More data than memory: 3 GB through a store of 300 MB, every byte compared."""

import gc
import glob
import hashlib
import os
import random
import subprocess
import sys
import threading

import numpy
import ray
from ray._private import external_storage
from ray._private.internal_api import node_stats
from ray.core.generated import common_pb2

import facts

MIB = 1024**2
STORE = 300 * MIB


def block(seed, size):
    """Bytes that no other block has and that are quick to make."""
    array = numpy.random.default_rng(seed).integers(0, 256, 64 * 1024, dtype=numpy.uint8)
    array = numpy.resize(array, size)
    array[: size // 8 * 8].view(numpy.uint64)[:] += numpy.arange(size // 8, dtype=numpy.uint64)
    return array


def digest(array):
    return hashlib.sha1(array).hexdigest()


def spill_files():
    """Files in the node's spill folder; ours keeps a lock file there that is no spill file."""
    session = ray._private.worker.global_worker.node.get_session_dir_path()
    found = glob.glob(os.path.join(session, "ray_spilled_objects_*", "*"))
    return [path for path in found if not path.endswith(".lock")]


def store_stats():
    node = next(n for n in ray.nodes() if n["Alive"])
    return node_stats(node["NodeManagerAddress"], node["NodeManagerPort"], include_memory_info=False).store_stats


def shuffled(items):
    items = list(items)
    random.Random(7).shuffle(items)
    return items


@ray.remote
def make(seed, size):
    return block(seed, size)


@ray.remote
def check(seed, array):
    return digest(array) == digest(block(seed, len(array)))


@ray.remote
def check_all(pairs):
    return all(digest(ray.get(ref)) == digest(block(seed, size)) for seed, ref, size in pairs)


@ray.remote
class Keeper:
    def keep(self, array):
        return digest(array)


def three_gigabytes():
    size = 100 * MIB
    wanted, refs = [], []
    for seed in range(30):
        array = block(seed, size)
        wanted.append(digest(array))
        refs.append(ray.put(array))
        del array
    in_order = [digest(ray.get(ref)) == want for ref, want in zip(refs, wanted)]
    again = [digest(ray.get(refs[n])) == wanted[n] for n in shuffled(range(30))]
    return {"right": sum(in_order), "right again": sum(again), "files": len(spill_files()) > 0}


def more_in_use_than_fits():
    """What the store cannot hold is in fallback files; nothing is refused."""
    size = 40 * MIB
    refs = [ray.put(block(seed, size)) for seed in range(12)]
    arrays = ray.get(refs)
    return {"right": sum(digest(array) == digest(block(seed, size)) for seed, array in enumerate(arrays))}


def returned():
    size = 40 * MIB
    refs = [make.remote(seed, size) for seed in range(20)]
    return {"right": sum(digest(ray.get(refs[n])) == digest(block(n, size)) for n in shuffled(range(20)))}


def arguments():
    size = 40 * MIB
    refs = [ray.put(block(seed, size)) for seed in range(20)]
    checks = [check.remote(seed, ref) for seed, ref in enumerate(refs)]
    two = [check_two.remote(n, refs[n], n + 10, refs[n + 10]) for n in range(10)]
    keeper = Keeper.remote()
    kept = [keeper.keep.remote(ref) for ref in refs]
    right = sum(ray.get(done) == digest(block(seed, size)) for seed, done in enumerate(kept))
    return {"tasks": sum(ray.get(checks)), "two each": sum(ray.get(two)), "actor": right}


@ray.remote
def check_two(seed, array, other_seed, other):
    return digest(array) == digest(block(seed, len(array))) and digest(other) == digest(block(other_seed, len(other)))


def small_ones_share_files():
    size = 200 * 1024
    refs = [ray.put(block(seed, size)) for seed in range(3000)]
    files = len(spill_files())
    right = sum(digest(ray.get(refs[n])) == digest(block(n, size)) for n in shuffled(range(3000)))
    return {"right": right, "many objects a file": 0 < files < 100}


def waits():
    refs = [ray.put(block(seed, 50 * MIB)) for seed in range(12)]
    ready, pending = ray.wait(refs, num_returns=12, timeout=60)
    later = make.remote(1, 50 * MIB)
    first, _ = ray.wait([later, *refs], num_returns=1, timeout=60)
    return {"ready": len(ready), "pending": len(pending), "first": len(first)}


def two_workers_and_the_driver():
    size = 30 * MIB
    refs = [ray.put(block(seed, size)) for seed in range(20)]
    pairs = [(seed, ref, size) for seed, ref in enumerate(refs)]
    tasks = [check_all.remote(shuffled(pairs)), check_all.remote(pairs[::-1])]
    right = []

    def look():
        right.append(all(digest(ray.get(ref)) == digest(block(seed, size)) for seed, ref in enumerate(refs)))

    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"workers": ray.get(tasks), "threads": right}


def stats():
    """`ray memory` and the node's own numbers."""
    command = [sys.executable, "-m", "ray.scripts.scripts", "memory", "--stats-only"]
    lines = set()

    def are_shown():
        # On a busy machine Ray's command gives up on its raylet, and says nothing.
        shown = subprocess.run(command, capture_output=True, text=True, timeout=60).stdout
        lines.update(line.split()[0] for line in shown.splitlines() if line.startswith(("Spilled", "Restored")))
        return lines

    facts.eventually(are_shown, 60)
    numbers = store_stats()
    return {
        "spilled": numbers.spilled_bytes_total > 3000 * MIB and numbers.spilled_objects_total > 1000,
        "restored": numbers.restored_bytes_total > 3000 * MIB and numbers.restored_objects_total > 1000,
        "times": numbers.spill_time_total_s > 0 and numbers.restore_time_total_s > 0,
        "lines": sorted(lines),
    }


def freed():
    """The files go with the last reference."""
    refs = [ray.put(block(seed, 50 * MIB)) for seed in range(10)]
    had = len(spill_files()) > 0
    del refs
    gc.collect()
    return {"had files": had, "none left": facts.eventually(lambda: spill_files() == [], 60)}


def stock_reads_the_files():
    """Ray's own storage class finds in a spill file what was put."""
    refs = [ray.put(block(seed, 50 * MIB)) for seed in range(8)]
    want = {digest(block(seed, 50 * MIB)) for seed in range(8)}
    storage = Reader("00", "/tmp")
    storage.destroy_external_storage()
    for path in spill_files():
        at = 0
        while at < os.path.getsize(path):
            with open(path, "rb") as file:
                file.seek(at)
                size = 24 + sum(int.from_bytes(file.read(8), "little") for _ in range(3))
            storage.restore_spilled_objects([None], [f"{path}?offset={at}&size={size}".encode()])
            at += size
    del refs
    return {"found": len(want & storage.found) > 2, "owners": storage.owners == {os.getpid()}}


class Reader(external_storage.FileSystemStorage):
    """Restores into a set of digests."""

    def __init__(self, *args):
        super().__init__(*args)
        self.found, self.owners = set(), set()

    def _put_object_to_store(self, metadata, data_size, file_like, object_ref, owner_address):
        data = file_like.read(data_size)
        owner = common_pb2.Address.FromString(owner_address)
        is_driver = owner.worker_id == ray._private.worker.global_worker.core_worker.get_worker_id().binary()
        self.owners.add(os.getpid() if is_driver and owner.port > 0 else 0)
        # The array's bytes are the tail of a pickle: numpy's data comes last.
        self.found.add(hashlib.sha1(data[-50 * MIB :]).hexdigest())


three_gigabytes.limit_s = 180.0

if __name__ == "__main__":
    facts.main(
        [
            three_gigabytes,
            more_in_use_than_fits,
            returned,
            arguments,
            small_ones_share_files,
            waits,
            two_workers_and_the_driver,
            stats,
            freed,
            stock_reads_the_files,
        ],
        object_store_memory=STORE,
    )
