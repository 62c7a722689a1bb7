"""The head is killed with SIGKILL and started again on its port, with its storage kept (RocksDB, or Redis
where RAY_REDIS_ADDRESS says so): the node lives on.

The head tells the node (NotifyGCSRestart), and its own connections break: it has to subscribe again, tell its workers,
and send its resources again. Nobody starts a head of `ray.init` again but a test, as Ray's own tests do.
"""

import os
import signal
import sys
import tempfile
import time

import ray

import facts


@ray.remote(num_cpus=0)
class Counter:
    def __init__(self):
        self.value = 0

    def add(self):
        self.value += 1
        return self.value

    def pid(self):
        return os.getpid()


@ray.remote
def square(x):
    return x * x


state = {}


def before():
    state["counter"] = Counter.options(name="counter", lifetime="detached", max_restarts=1).remote()
    state["object"] = ray.put(list(range(200_000)))
    state["waits"] = ray.remote(num_cpus=1)(lambda: time.sleep(8) or "survived").remote()
    return {"counter": ray.get(state["counter"].add.remote()), "square": ray.get(square.remote(3))}


def restart():
    node = ray._private.worker._global_node
    node.kill_gcs_server()
    time.sleep(1.0)
    # No head: what is there already still works.
    without = {
        "actor": ray.get(state["counter"].add.remote(), timeout=20),
        "object": len(ray.get(state["object"], timeout=20)),
    }
    node.start_gcs_server()
    return without


def after():
    return {
        "same_actor": ray.get(state["counter"].add.remote(), timeout=30),
        "by_name": ray.get(ray.get_actor("counter").add.remote(), timeout=30),
        "task": ray.get(square.remote(4), timeout=30),
        "started_before": ray.get(state["waits"], timeout=30),
        "new_actor": ray.get(Counter.remote().add.remote(), timeout=30),
        "object": len(ray.get(state["object"], timeout=30)),
    }


def nodes():
    """One node, alive, with all its CPUs free again: the resource stream is there."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if ray.available_resources().get("CPU") == 2.0:
            break
        time.sleep(0.2)
    return {"alive": [n["Alive"] for n in ray.nodes()], "cpus": ray.available_resources().get("CPU")}


def actor_dies():
    """A death after the restart reaches the new head, which restarts the actor."""
    counter = state["counter"]
    os.kill(ray.get(counter.pid.remote()), signal.SIGKILL)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            return {"restarted": ray.get(counter.add.remote(), timeout=30)}
        except ray.exceptions.ActorUnavailableError:
            time.sleep(0.2)
        except ray.exceptions.ActorDiedError as error:
            return {"died": str(error)[:200]}
    return {"restarted": None}


def second_restart():
    node = ray._private.worker._global_node
    node.kill_gcs_server()
    node.start_gcs_server()
    return {"task": ray.get(square.remote(5), timeout=60), "actor": ray.get(state["counter"].add.remote(), timeout=60)}


if __name__ == "__main__":
    if "RAY_REDIS_ADDRESS" not in os.environ:
        # Read by the head's starter and, through the environment, by the head itself.
        os.environ["RAY_gcs_storage"] = "rocksdb"
        os.environ["RAY_gcs_storage_path"] = tempfile.mkdtemp(dir=os.environ.get("RAY_TMPDIR"))
    facts.init(num_cpus=2, _redis_password=os.environ.get("NARCINE_TEST_REDIS_PASSWORD", ""))
    code = facts.run([before, restart, after, nodes, actor_dies, second_restart])
    ray.shutdown()
    sys.exit(code)
