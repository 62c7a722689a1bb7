"""A node that has spilled, with a worker, an actor and IO workers where Ray's storage has them; one process is killed from outside.

Lines for the test: READY {} when there are spill files. It makes the file `check` when something was killed that a node
lives on without: then everything is read back, CHECKED {...}. The file `end` ends the program.

SPILL_STORAGE names a type of `object_spilling_config` that Ray's IO workers serve; without it our own spilling runs.
"""

import glob
import json
import os
import sys

import numpy
import ray
from ray.dag import InputNode

import facts

MIB = 1024**2
SIZE = 20 * MIB
COUNT = 12
FOLDER = os.environ["NARCINE_TEST_RUN"]
STORAGE = os.path.join(os.environ["TMPDIR"], "storage")


@ray.remote(max_retries=-1)
def make(value):
    return numpy.full(SIZE, value, dtype=numpy.uint8)


@ray.remote(num_cpus=0, max_restarts=-1, max_task_retries=-1)
class Echo:
    def echo(self, value):
        return value


@ray.remote(num_cpus=0)
class Linked:
    """In a compiled graph: its channels have semaphores in /dev/shm."""

    def more(self, value):
        return value + 1


def settings():
    kind = os.environ.get("SPILL_STORAGE")
    if kind is None:
        return {}
    os.makedirs(STORAGE)
    return {"object_spilling_config": json.dumps({"type": kind, "params": {"directory_path": STORAGE}})}


def spill_files():
    session = ray._private.worker.global_worker.node.get_session_dir_path()
    found = [path for folder in (session, STORAGE) for path in glob.glob(f"{folder}/ray_spilled_objects_*/*")]
    return [path for path in found if not path.endswith(".lock")]


def wait_for(*names):
    """The first of these files that is there."""
    here = []
    facts.eventually(lambda: here.extend(n for n in names if os.path.exists(os.path.join(FOLDER, n))) or here, 100, 0.02)
    return here[0] if here else None


def read_back(refs, actor):
    """Puts, results of tasks and an actor's call: `right` counts the arrays."""
    right = 0
    for value, ref in enumerate(refs):
        array = ray.get(ref, timeout=60)
        right += bool((array == value).all())
        del array
    return {"right": right, "actor": ray.get(actor.echo.remote(7), timeout=60)}


if __name__ == "__main__":
    facts.init(num_cpus=2, object_store_memory=100 * MIB, _system_config=settings())
    actor = Echo.remote()
    with InputNode() as given:
        graph = Linked.remote().more.bind(given).experimental_compile()
    assert ray.get(graph.execute(1), timeout=60) == 2
    assert glob.glob("/dev/shm/sem.*")
    ray.get(actor.echo.remote(1))
    refs = [ray.put(numpy.full(SIZE, n, dtype=numpy.uint8)) for n in range(COUNT // 2)]
    refs += [make.remote(n) for n in range(COUNT // 2, COUNT)]
    ray.wait(refs, num_returns=COUNT, timeout=60)
    if not facts.eventually(lambda: len(spill_files()) > 0, 30):
        raise RuntimeError("nothing was spilled")
    facts.say("READY", {})
    if wait_for("check", "end") == "check":
        facts.say("CHECKED", read_back(refs, actor))
        del refs
        gone = facts.eventually(lambda: spill_files() == [], 20)
        facts.say("FREED", {"spill files": "none" if gone else spill_files()})
    wait_for("end")
    facts.say("RESULT", {"one_killed": {"files": True}})
    ray._private.worker._global_node.kill_all_processes(check_alive=False, allow_graceful=False)
    sys.stdout.flush()
    os._exit(0)
