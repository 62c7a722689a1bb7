"""A disk that lies, a disk that is full, and a node that is killed: spilling when things go wrong.

Run on ours alone: stock hands out wrong bytes or tries for ever (seen with Ray 2.60.0).
"""

import glob
import os
import sys

import numpy
import ray

import facts

MIB = 1024**2
SIZE = 20 * MIB


def spill_files(folder=None):
    folder = folder or ray._private.worker.global_worker.node.get_session_dir_path()
    found = glob.glob(os.path.join(folder, "ray_spilled_objects_*", "*"))
    return [path for path in found if not path.endswith(".lock")]


def spoil_all():
    """Flips one byte in the middle of every object of every spill file."""
    for path in spill_files():
        with open(path, "r+b") as file:
            for at in range(SIZE // 2, os.path.getsize(path), SIZE):
                file.seek(at)
                byte = file.read(1)
                file.seek(at)
                file.write(bytes([byte[0] ^ 1]))


def fill(count=6):
    """Pushes everything older out of the store."""
    return [ray.put(numpy.full(SIZE, 200 + n, dtype=numpy.uint8)) for n in range(count)]


@ray.remote
def make(value):
    return numpy.full(SIZE, value, dtype=numpy.uint8)


@ray.remote
def add_up(array):
    return int(array.sum())


def outcome(get, value):
    """What became of an object: its value, a documented error, or wrong bytes."""
    try:
        array = get()
    except ray.exceptions.ObjectLostError:
        return "ObjectLostError"
    except ray.exceptions.RayTaskError as error:
        return type(error.cause).__name__
    return "right" if (array == value).all() else "WRONG BYTES"


def wrong_byte_in_a_put():
    """Nobody can make it again: ObjectLostError for a get and for a task that has it as argument."""
    refs = [ray.put(numpy.full(SIZE, n, dtype=numpy.uint8)) for n in range(4)]
    pushed = fill()
    spoil_all()
    del pushed
    found = [outcome(lambda ref=ref: ray.get(ref, timeout=30), n) for n, ref in enumerate(refs)]
    # Which of them were still in memory, and so are whole, is not certain.
    lost = [ref for ref, what in zip(refs, found, strict=True) if what == "ObjectLostError"]
    argument = facts.raised(lambda: ray.get(add_up.remote(lost[0]), timeout=30))
    return {
        "lost": len(lost) >= 2,
        "rest right": set(found) <= {"ObjectLostError", "right"},
        "argument": "ObjectLostError" in argument["bases"] or argument["cause"] == "ObjectLostError",
        "node lives": int(ray.get(make.remote(1))[0]) == 1,
    }


def wrong_byte_in_a_result():
    """A task's result is made again."""
    refs = [make.remote(n) for n in range(4)]
    ray.wait(refs, num_returns=4)
    pushed = fill()
    spoil_all()
    del pushed
    found = [outcome(lambda ref=ref: ray.get(ref, timeout=60), n) for n, ref in enumerate(refs)]
    return {"right": found.count("right"), "again": ray.get(add_up.remote(refs[1]), timeout=60) == SIZE}


def file_gone():
    refs = [ray.put(numpy.full(SIZE, n, dtype=numpy.uint8)) for n in range(4)]
    pushed = fill()
    for path in spill_files():
        os.remove(path)
    del pushed
    found = [outcome(lambda ref=ref: ray.get(ref, timeout=30), n) for n, ref in enumerate(refs)]
    return {"lost": found.count("ObjectLostError") >= 2, "rest right": set(found) <= {"ObjectLostError", "right"}}


def disk_full():
    """The put that finds no room anywhere gets OutOfDiskError, once; what was put before is there."""
    refs, error = [], None
    while error is None and len(refs) < 100:
        try:
            refs.append(ray.put(numpy.full(SIZE, len(refs), dtype=numpy.uint8)))
        except ray.exceptions.OutOfDiskError as out:
            error = type(out).__name__
    # With less to keep there is room to bring the others back.
    del refs[6:]
    right = sum(outcome(lambda ref=ref: ray.get(ref, timeout=30), n) == "right" for n, ref in enumerate(refs[:6]))
    del refs
    return {"error": error, "right": right, "room again": facts.eventually(can_put, 30)}


def can_put():
    try:
        ray.put(numpy.zeros(SIZE, dtype=numpy.uint8))
        return True
    except ray.exceptions.OutOfDiskError:
        return False


def killed():
    """After SIGKILL of the raylet its spill files go."""
    folder = ray._private.worker.global_worker.node.get_session_dir_path()
    refs = fill(8)
    had = len(spill_files(folder)) > 0
    raylet = ray._private.worker.global_worker.node.all_processes["raylet"][0].process
    raylet.kill()
    gone = facts.eventually(lambda: glob.glob(os.path.join(folder, "ray_spilled_objects_*")) == [], 5)
    del refs
    return {"had files": had, "gone": gone}


if __name__ == "__main__":
    small_disk = os.environ.get("SPILL_DISK")
    if small_disk:
        facts.init(object_store_memory=100 * MIB, object_spilling_directory=small_disk)
        sys.exit(facts.run([disk_full]))
    facts.init(object_store_memory=100 * MIB)
    facts.run([wrong_byte_in_a_put, wrong_byte_in_a_result, file_gone, killed])
