"""DrainRaylet, as the autoscaler and `ray drain-node` send it: what is refused, what goes on, and how the node leaves."""

import os
import time

import ray
from ray.core.generated.autoscaler_pb2 import DrainNodeReason

import facts

IDLE = DrainNodeReason.DRAIN_NODE_REASON_IDLE_TERMINATION
PREEMPTION = DrainNodeReason.DRAIN_NODE_REASON_PREEMPTION
REFUSAL = "The node to be idle terminated is no longer idle."


@ray.remote
class Actor:
    def method(self):
        return 1


@ray.remote
def task():
    return 1


state = {}


def drain(reason, message, seconds):
    node_id = ray.nodes()[0]["NodeID"]
    gcs = ray._private.worker.global_worker.gcs_client
    deadline = int((time.time() + seconds) * 1000) if seconds else 0
    accepted, text = gcs.drain_node(node_id, reason, message, deadline)
    return {"accepted": accepted, "refusal": text.startswith(REFUSAL) if text else False}


def raised(action):
    try:
        return action()
    except Exception as error:
        return type(error).__name__


def in_use_by_an_actor():
    actor = Actor.options(num_cpus=1).remote()
    ray.get(actor.method.remote())
    answer = drain(IDLE, "idle for long", 0)
    ray.kill(actor)
    return answer


def in_use_by_an_actor_of_nothing():
    time.sleep(1.5)
    actor = Actor.options(num_cpus=0).remote()
    ray.get(actor.method.remote())
    answer = drain(IDLE, "idle for long", 0)
    ray.kill(actor)
    return answer


def in_use_by_an_object():
    time.sleep(1.5)
    kept = ray.put(bytes(10_000_000))
    time.sleep(0.5)  # stock looks at its store every 100 ms
    answer = drain(IDLE, "idle for long", 0)
    del kept
    return answer


def preempted_while_busy():
    state["task"] = ray.remote(lambda: time.sleep(4) or "slept").remote()
    time.sleep(1.5)
    return drain(PREEMPTION, "the spot instance goes", 100)


def takes_nothing_new():
    return {
        "task": raised(lambda: ray.get(task.remote(), timeout=1)),
        "actor": raised(lambda: ray.get(Actor.remote().method.remote(), timeout=1)),
    }


def works_on():
    return ray.get(state.pop("task"), timeout=15)


def leaves():
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline and ray.nodes()[0]["Alive"]:
        time.sleep(0.1)
    node = ray.nodes()[0]
    return {"alive": node["Alive"], "reason": node["DeathReason"], "message": node["DeathReasonMessage"]}


if __name__ == "__main__":
    facts.init(num_cpus=2)
    node = ray._private.worker._global_node
    facts.run(
        [
            in_use_by_an_actor,
            in_use_by_an_actor_of_nothing,
            in_use_by_an_object,
            preempted_while_busy,
            takes_nothing_new,
            works_on,
            leaves,
        ]
    )
    # The driver's node is gone, and with it what ray.shutdown() would talk to.
    node.kill_all_processes(check_alive=False, allow_graceful=False)
    os._exit(0)
