"""Spilling to storage that Ray's Python classes write to: smart_open, and classes of Ray's own tests.

Argument: the makers of two nodes, as in cluster.py; then the second node restores what the first one spilled, after the
first one is gone too.
"""

import atexit
import glob
import hashlib
import json
import os
import shutil
import sys

import numpy
import ray
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

import cluster
import facts

MIB = 1024**2
SIZE = 20 * MIB
FOLDER = os.path.join(os.environ["TMPDIR"], "storage")
# Of smart_open: the folder, or s3://bucket.
URI = os.environ.get("SPILL_URI", FOLDER)


def config():
    """S3 takes the same way through smart_open as a path of this machine."""
    kind = os.environ.get("SPILL_STORAGE", "smart_open")
    params = {"uri": URI} if kind == "smart_open" else {"directory_path": FOLDER}
    return json.dumps({"type": kind, "params": params})


def block(seed):
    words = numpy.random.default_rng(seed).integers(0, 2**63, 8 * 1024, dtype=numpy.uint64)
    return numpy.resize(words, SIZE // 8) + numpy.arange(SIZE // 8, dtype=numpy.uint64)


def digest(array):
    return hashlib.sha1(array).hexdigest()


def is_block(seed, array):
    return numpy.array_equal(array, block(seed))


@ray.remote
def make(seed):
    return block(seed)


@ray.remote
def check(seed, array):
    return is_block(seed, array)


@ray.remote
class Maker:
    def make(self, count):
        return [ray.put(block(seed)) for seed in range(count)]


def files():
    """Paths or keys of what lies in the storage."""
    if URI.startswith("s3://"):
        import boto3

        bucket = boto3.resource("s3").Bucket(URI.removeprefix("s3://"))
        return [one.key for one in bucket.objects.all()]
    return [path for path in glob.glob(os.path.join(FOLDER, "**"), recursive=True) if os.path.isfile(path)]


def puts_and_results():
    refs = [ray.put(block(seed)) for seed in range(12)] + [make.remote(seed) for seed in range(12, 24)]
    ray.wait(refs, num_returns=24, timeout=60)
    had = len(files()) > 0
    here = sum(is_block(seed, ray.get(ref)) for seed, ref in enumerate(refs))
    there = sum(ray.get([check.remote(seed, ref) for seed, ref in enumerate(refs)]))
    return {"files": had, "here": here, "there": there}


def waits():
    refs = [ray.put(block(seed)) for seed in range(12)]
    ready, _ = ray.wait(refs, num_returns=12, timeout=60)
    return {"ready": len(ready)}


def storage_gone():
    """What nobody can read is not given out: Ray's error, or the value where it was still in memory."""
    refs = [ray.put(block(seed)) for seed in range(12)]
    for path in files():
        os.remove(path)
    # The first ones were the first to be spilled.
    found = [outcome(seed, ref) for seed, ref in enumerate(refs[:3])]
    return {"lost": "ObjectLostError" in found, "others": sorted(set(found) - {"ObjectLostError", "right"})}


def outcome(seed, ref):
    try:
        return "right" if is_block(seed, ray.get(ref, timeout=40)) else "WRONG"
    except ray.exceptions.ObjectLostError:
        return "ObjectLostError"
    except ray.exceptions.GetTimeoutError:
        return "GetTimeoutError"


def on_another_node(_cluster, ids):
    """The driver's node has not spilled them: it reads the other node's."""
    there = NodeAffinitySchedulingStrategy(ids[1], soft=False)
    maker = Maker.options(scheduling_strategy=there, num_cpus=0).remote()
    refs = ray.get(maker.make.remote(12))
    had = len(files()) > 0
    return {"files": had, "right": sum(is_block(seed, ray.get(ref)) for seed, ref in enumerate(refs))}


def node_gone(nodes, ids):
    """The storage outlives the node that spilled: the driver's own puts are on the other node's store and in it."""
    there = NodeAffinitySchedulingStrategy(ids[1], soft=False)
    refs = [make.options(scheduling_strategy=there, max_retries=0).remote(seed) for seed in range(12)]
    ray.wait(refs, num_returns=12, fetch_local=False)
    cluster.remove(nodes, ids[1], allow_graceful=False)
    facts.eventually(lambda: len(cluster.nodes_by_number()) == 1)
    found = [outcome(seed, ref) for seed, ref in enumerate(refs)]
    # What was spilled is right, what was in the store alone is lost.
    return {"right": found.count("right") > 4, "others": sorted(set(found) - {"right", "ObjectLostError"})}


if __name__ == "__main__":
    os.makedirs(FOLDER)
    atexit.register(shutil.rmtree, FOLDER)
    # Read by the first node's start; the head gives it to all others.
    settings = {"object_spilling_config": config()}
    if len(sys.argv) > 1:
        nodes = [{"num_cpus": 2, "_system_config": settings}, {"num_cpus": 2}]
        cluster.main([on_another_node, node_gone], nodes, store=100 * MIB)
    # Stock tries for ever (seen with Ray 2.60.0).
    faults = [storage_gone] if "SPILL_FAULTS" in os.environ else []
    facts.main([puts_and_results, waits, *faults], object_store_memory=100 * MIB, _system_config=settings)
