"""Requests that no node of the cluster can ever serve. Stock waits for ever and says so after a while; ours answers.

The facts of stock and of ours differ here by intention; the test states what each must be.
"""

import sys
import time

import ray
from ray.util.placement_group import placement_group, remove_placement_group
from ray.util.scheduling_strategies import PlacementGroupSchedulingStrategy

import facts


@ray.remote
def task():
    return 1


@ray.remote
class Actor:
    def method(self):
        return 1


def timed(action, asked):
    """What the action raised, whether its text names what was asked for, and whether it came within two seconds.

    One second is promised; the rest is for the driver's start of the request and for slow machines.
    """
    started = time.monotonic()
    try:
        action()
    except Exception as error:
        took = time.monotonic() - started
        return {
            "error": type(error).__name__,
            "at_once": took < 2.0,
            "says_what_was_asked": asked in str(error),
            "text": str(error)[:300],
        }
    return None


def task_with_too_many_cpus():
    return timed(lambda: ray.get(task.options(num_cpus=64).remote(), timeout=4), "64")


def task_with_unknown_resource():
    return timed(lambda: ray.get(task.options(resources={"unobtainium": 1}).remote(), timeout=4), "unobtainium")


def actor_with_too_many_cpus():
    actor = Actor.options(num_cpus=64).remote()
    return timed(lambda: ray.get(actor.method.remote(), timeout=4), "64")


def task_with_labels_of_no_node():
    return timed(lambda: ray.get(task.options(label_selector={"zone": "moon"}).remote(), timeout=4), "moon")


def task_of_a_group_too_big():
    """The head's word for it. `pg.ready()` alone waits at the head, where no raylet hears of it."""
    group = placement_group([{"CPU": 1}, {"CPU": 1}], strategy="STRICT_SPREAD")
    strategy = PlacementGroupSchedulingStrategy(group)
    answer = timed(
        lambda: ray.get(task.options(scheduling_strategy=strategy).remote(), timeout=4), "STRICT_SPREAD of {CPU 1}, {CPU 1}"
    )
    remove_placement_group(group)
    return answer


def others_go_on():
    busy = ray.remote(num_cpus=2)(lambda: time.sleep(1.5)).remote()
    waits = task.options(num_cpus=2).remote()  # pending, not infeasible
    return {"feasible": ray.get(task.remote()), "has_to_wait": ray.get([busy, waits], timeout=30)[1]}


if __name__ == "__main__":
    facts.init(num_cpus=2, log_to_driver=True)
    code = facts.run(
        [
            task_with_too_many_cpus,
            task_with_unknown_resource,
            actor_with_too_many_cpus,
            task_with_labels_of_no_node,
            task_of_a_group_too_big,
            others_go_on,
        ]
    )
    time.sleep(1)
    ray.shutdown()
    sys.exit(code)
