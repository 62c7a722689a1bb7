"""Far more data than memory: every byte of it compared, on one node or several, with processes killed on the way.

Arguments: the makers of the nodes (cluster.py), the sections to run, and how many gigabytes each pushes through a store
of a tenth (`twenty_gigabytes`) or a quarter of that.
"""

import os
import signal
import sys
import threading
import time

import numpy
import psutil
import ray
from ray.experimental.shuffle import simple_shuffle
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

import cluster
import facts

MB = 1000 * 1000
SECTIONS = sys.argv[2].split(",")
TOTAL = int(float(sys.argv[3]) * 1000) * MB
# What Ray documents for data that is lost with its node or its worker.
DOCUMENTED = (
    ray.exceptions.ObjectLostError,
    ray.exceptions.WorkerCrashedError,
    ray.exceptions.NodeDiedError,
    ray.exceptions.ActorDiedError,
)


def block(seed, size):
    """Bytes that no other block has and that are quick to make."""
    words = numpy.resize(numpy.random.default_rng(seed).integers(0, 2**63, 8 * 1024, dtype=numpy.uint64), size // 8)
    words += numpy.arange(size // 8, dtype=numpy.uint64)
    return words


def is_block(seed, array):
    return numpy.array_equal(array, block(seed, array.nbytes))


@ray.remote
def make(seed, size):
    return block(seed, size)


@ray.remote
def check(seed, array):
    return is_block(seed, array)


def twenty_gigabytes(_cluster, ids):
    """Half of it put by the driver, half returned by tasks of all nodes; half read by the driver, half by tasks."""
    size = 100 * MB
    count = TOTAL // size
    refs = []
    for seed in range(count):
        there = NodeAffinitySchedulingStrategy(ids[seed // 2 % len(ids)], soft=True)
        put_here = seed % 2 == 0
        refs.append(ray.put(block(seed, size)) if put_here else make.options(scheduling_strategy=there).remote(seed, size))
    ray.wait(refs, num_returns=len(refs), fetch_local=False)
    checks = [check.remote(seed, refs[seed]) for seed in range(0, count, 2)]
    here = sum(is_block(seed, ray.get(refs[seed])) for seed in range(1, count, 2))
    return {"wrong": count - here - sum(ray.get(checks))}


ROW = 4096


def payload(ids):
    """A row's bytes, told by its number."""
    words = ROW // 8 - 2
    return (ids.astype(numpy.uint64)[:, None] << numpy.uint64(20)) + numpy.arange(words, dtype=numpy.uint64)[None, :]


def rows(count, blocks):
    """`count` rows of ROW bytes: `id`, `key` (the ids in another order) and bytes that follow from the id."""

    def fill(batch):
        ids = batch["id"]
        return {"id": ids, "key": ids * 7919 % count, "bytes": payload(ids)}

    return ray.data.range(count, override_num_blocks=blocks).map_batches(fill, batch_size=4096)


def look(batch):
    """What a batch of rows tells: one row of facts."""
    keys, ids = batch["key"], batch["id"]
    return {
        "rows": [len(ids)],
        "ids": [int(ids.sum())],
        "wrong": [int((batch["bytes"] != payload(ids)).any(axis=1).sum())],
        "unsorted": [int((keys[1:] < keys[:-1]).sum())],
        "first": [int(keys[0])],
        "last": [int(keys[-1])],
    }


def summary(data, count):
    ray.data.DataContext.get_current().execution_options.preserve_order = True
    parts = data.map_batches(look, batch_size=4096).take_all()
    total = {name: sum(part[name] for part in parts) for name in ("rows", "ids", "wrong", "unsorted")}
    in_order = all(a["last"] <= b["first"] for a, b in zip(parts, parts[1:], strict=False))
    right = {"rows": count, "ids": count * (count - 1) // 2, "wrong": 0}
    return {
        "right": all(total[name] == value for name, value in right.items()),
        "sorted": total["unsorted"] == 0 and in_order,
    }


def count_and_blocks():
    count = TOTAL // ROW // 4096 * 4096
    # `key` is a permutation as long as the two have no common factor.
    assert count % 7919 != 0
    return count, max(8, TOTAL // (50 * MB))


def sort(_cluster, _ids):
    count, blocks = count_and_blocks()
    return summary(rows(count, blocks).sort("key"), count)


def random_shuffle(_cluster, _ids):
    count, blocks = count_and_blocks()
    return summary(rows(count, blocks).random_shuffle(seed=7), count)


def experimental_shuffle(_cluster, _ids):
    partitions = 16
    piece = TOTAL // partitions // partitions // 8 * 8

    def read(i):
        for out in range(partitions):
            yield block(i * partitions + out, piece)

    def write(out, refs):
        return sum(is_block(i * partitions + out, ray.get(ref)) for i, ref in enumerate(refs))

    right = simple_shuffle(
        input_reader=read, input_num_partitions=partitions, output_num_partitions=partitions, output_writer=write
    )
    return {"wrong": partitions * partitions - sum(right)}


def attempt(action):
    """The right answer, or that it ended in one of Ray's documented errors."""
    try:
        return action()
    except DOCUMENTED:
        return "documented"
    except ray.exceptions.RayTaskError as error:
        if isinstance(error.cause, DOCUMENTED) or isinstance(error, DOCUMENTED):
            return "documented"
        raise


def workers_killed(_cluster, _ids):
    """A worker that runs a task is killed every two seconds: its task is run again."""
    count, blocks = count_and_blocks()
    over = threading.Event()
    killed = []

    def kill():
        while not over.wait(2):
            busy = [p for p in psutil.process_iter(["name", "cmdline"]) if is_task_of_ours(p)]
            if busy and len(killed) < 5:
                busy[len(killed) % len(busy)].kill()
                killed.append(1)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        found = attempt(lambda: summary(rows(count, blocks).sort("key"), count))
    finally:
        over.set()
        killer.join()
    return {"killed": len(killed) > 0, "found": found}


def is_task_of_ours(process):
    """`ray::name` of this run and not idle."""
    try:
        title = " ".join(process.info["cmdline"] or [])
        is_task = title.startswith("ray::") and not title.startswith(("ray::IDLE", "ray::_", "ray::Split", "ray::Stats"))
        return is_task and process.environ().get("NARCINE_TEST_RUN") == os.environ.get("NARCINE_TEST_RUN")
    except psutil.Error:
        return False


def with_node_killed(section, after_s):
    """The section with the raylet of the last node killed so many seconds after it began."""

    def run(nodes, ids):
        raylet = cluster.raylet_of(nodes, ids[-1])
        timer = threading.Timer(after_s, lambda: os.kill(raylet.pid, signal.SIGKILL))
        timer.start()
        found = attempt(lambda: section(nodes, ids))
        timer.cancel()
        return {"killed": raylet.poll() is not None, "found": found}

    run.__name__ = f"{section.__name__}_node_killed"
    return run


def timed(section):
    def run(*arguments):
        started = time.monotonic()
        try:
            return section(*arguments)
        finally:
            print(f"TIME {section.__name__} {time.monotonic() - started:.1f} s", flush=True)

    run.__name__ = section.__name__
    run.limit_s = 1500.0
    return run


if __name__ == "__main__":
    ray.data.DataContext.get_current().enable_progress_bars = False
    plain = [twenty_gigabytes, sort, random_shuffle, experimental_shuffle]
    # Seconds after which each is in its middle.
    killed = [with_node_killed(section, s) for section, s in zip(plain, [6, 10, 10, 3], strict=True)]
    chosen = [timed(section) for section in [*plain, workers_killed, *killed] if section.__name__ in SECTIONS]
    count = len(cluster.makers(1))
    share = 10 if SECTIONS == ["twenty_gigabytes"] else 4
    cluster.main(chosen, [{"num_cpus": 2}] * count, store=max(80 * cluster.MIB, TOTAL // share // count))
