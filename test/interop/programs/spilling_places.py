"""Where spill files go and what is shown of them: several directories, one that cannot be written to, a quota, a disk that
is said to be full.

Argument: the section, since each needs a node with settings of its own.
"""

import gc
import glob
import json
import os
import sys

import numpy
import ray

import facts

MIB = 1024**2
SIZE = 20 * MIB
TMP = os.environ["TMPDIR"]
FOLDERS = [os.path.join(TMP, name) for name in ("first", "second")]
WHICH = sys.argv[1]


def put(value):
    return ray.put(numpy.full(SIZE, value, dtype=numpy.uint8))


def right(refs):
    return sum(bool((ray.get(ref, timeout=60) == value).all()) for value, ref in enumerate(refs))


def files(folder):
    found = glob.glob(os.path.join(folder, "ray_spilled_objects_*", "*"))
    return [path for path in found if not path.endswith(".lock")]


def bytes_in(folder):
    return sum(os.path.getsize(path) for path in files(folder))


def session():
    return ray._private.worker.global_worker.node.get_session_dir_path()


def several_directories():
    """They take turns, all is read back from either, and the files go with the objects."""
    refs = [put(value) for value in range(24)]
    used = [len(files(folder)) > 0 for folder in FOLDERS]
    found = right(refs)
    del refs
    gc.collect()
    gone = facts.eventually(lambda: all(files(folder) == [] for folder in FOLDERS), 30)
    return {"used": used, "right": found, "gone": gone}


def one_directory_fails():
    """A plain file stands where the second one was: the first one takes everything, and nobody hears of it."""
    os.rmdir(FOLDERS[1])
    with open(FOLDERS[1], "w"):
        pass
    refs = [put(value) for value in range(24)]
    found = right(refs)
    os.remove(FOLDERS[1])
    return {"right": found, "first has them": bytes_in(FOLDERS[0]) > 10 * SIZE}


def quota():
    """NARCINE_SPILL_QUOTA_BYTES is a disk of that size."""
    most = int(os.environ["NARCINE_SPILL_QUOTA_BYTES"])
    refs, error = [], None
    while error is None and len(refs) < 100:
        try:
            refs.append(put(len(refs)))
        except ray.exceptions.OutOfDiskError as out:
            error = type(out).__name__
    # The last file is as large as its last object makes it.
    used = bytes_in(session())
    within = most // 2 < used < most + SIZE + MIB
    del refs[6:]
    gc.collect()
    return {"error": error, "within": within, "right": right(refs), "room again": facts.eventually(can_put, 30)}


def can_put():
    try:
        put(0)
        return True
    except ray.exceptions.OutOfDiskError:
        return False


@ray.remote
def put_too_much():
    return [put(value) for value in range(12)]


@ray.remote
def answer():
    return 42


def over_the_threshold():
    """No file is written, and the task that puts hears of it; the node works on."""
    raised = facts.raised(lambda: ray.get(put_too_much.remote(), timeout=60))
    refs = [put(value) for value in range(3)]
    return {
        "raised": raised,
        "files": len(files(session())),
        "right": right(refs),
        "next task": ray.get(answer.remote(), timeout=60),
    }


def shown():
    """Spilled objects in the state API, in `ray memory` and where Ray says that objects are."""
    from ray._private.internal_api import memory_summary
    from ray.util.state import list_objects

    here = ray.get_runtime_context().gcs_address
    refs = [put(value) for value in range(16)]
    ids = {ref.hex() for ref in refs}
    known = lambda: {o.object_id for o in list_objects(address=here, limit=1000, raise_on_missing_output=False)} & ids
    listed = facts.eventually(lambda: len(known()) == 16, 30, 0.5)
    text = memory_summary(here)
    places = lambda: ray.experimental.get_object_locations(refs)
    spilled = facts.eventually(lambda: sum(place["did_spill"] for place in places().values()) >= 8, 30, 0.2)
    stats = memory_summary(here, stats_only=True)
    return {
        "listed": listed,
        "in ray memory": sum(object_id in text for object_id in ids),
        "did_spill": spilled,
        "sizes": sorted({place["object_size"] // MIB for place in places().values()}),
        "spilled line": "Spilled" in stats,
        "right": right(refs),
    }


two = {"object_spilling_config": json.dumps({"type": "filesystem", "params": {"directory_path": FOLDERS}})}
SECTIONS = {
    "several_directories": (several_directories, two),
    "one_directory_fails": (one_directory_fails, two),
    "quota": (quota, {}),
    "over_the_threshold": (over_the_threshold, {"local_fs_capacity_threshold": 0.001}),
    "shown": (shown, {}),
}

if __name__ == "__main__":
    section, settings = SECTIONS[WHICH]
    if settings is two:
        for folder in FOLDERS:
            os.mkdir(folder)
    facts.init(object_store_memory=100 * MIB, _system_config=settings, include_dashboard=WHICH == "shown")
    code = facts.run([section])
    ray.shutdown()
    # Empty by now: what Ray itself made for them at its start.
    for folder in FOLDERS:
        for path in [*glob.glob(f"{folder}/ray_spilled_objects_*"), folder]:
            if os.path.isdir(path):
                os.rmdir(path)
    sys.exit(code)
