"""What `narcine why` says of work in each state. The arguments are the command: Node and narcine's script."""

import re
import subprocess
import sys
import time

import ray
from ray.util.placement_group import placement_group, remove_placement_group

import facts

COMMAND = sys.argv[1:3]


def why(thing, wanted):
    """The cause once it is the wanted one; else the last answer."""
    address = ray.get_runtime_context().gcs_address
    identity = thing if isinstance(thing, str) else thing.task_id().hex()
    last = None

    def is_said():
        nonlocal last
        done = subprocess.run([*COMMAND, "why", identity, "--address", address], capture_output=True, text=True)
        last = done.stdout + done.stderr
        return re.search(rf": {wanted}\b", last) is not None

    return wanted if facts.eventually(is_said, 15, 0.3) else last


@ray.remote
def sleeps(seconds, *_):
    time.sleep(seconds)


@ray.remote(num_cpus=0)
class Slow:
    def __init__(self, seconds):
        time.sleep(seconds)

    def call(self, seconds=0):
        time.sleep(seconds)


def tasks():
    busy = sleeps.options(num_cpus=2, name="busy").remote(20)
    said = {"running": why(busy, "running")}
    waits = sleeps.options(num_cpus=1, name="waits").remote(0)
    said["no_room"] = why(waits, "noRoom")
    needs = sleeps.options(num_cpus=1, name="needs").remote(0, busy)
    said["arguments"] = why(needs, "arguments")
    too_big = sleeps.options(num_cpus=64, name="too_big").remote(0)
    said["infeasible"] = why(too_big, "infeasible")
    ray.cancel(too_big)
    ray.cancel(busy, force=True)
    ray.get(waits, timeout=30)
    said["finished"] = why(waits, "finished")
    said["unknown"] = why("ff" * 24, "unknown")
    return said


def actors():
    slow = Slow.remote(20)
    said = {"constructor": why(slow._actor_id.hex(), "constructor")}
    call = slow.call.remote()
    said["call"] = why(call, "actor")
    ray.kill(slow)
    said["dead"] = why(slow._actor_id.hex(), "dead")
    quick = Slow.remote(0)
    ray.get(quick.call.remote())
    said["ready"] = why(quick._actor_id.hex(), "ready")
    too_big = Slow.options(num_cpus=64).remote(0)
    said["infeasible"] = why(too_big._actor_id.hex(), "infeasible")
    return said


def groups():
    group = placement_group([{"CPU": 2}])
    group.wait(20)
    said = {"ready": why(group.id.hex(), "ready")}
    second = placement_group([{"CPU": 1}])
    said["no_room"] = why(second.id.hex(), "noRoom")
    for one in (group, second):
        remove_placement_group(one)
    said["removed"] = why(group.id.hex(), "removed")
    impossible = placement_group([{"CPU": 64}], name="impossible")
    said["infeasible"] = why(impossible.id.hex(), "infeasible")
    # Long enough for the driver to be told.
    impossible.wait(2)
    remove_placement_group(impossible)
    return said


if __name__ == "__main__":
    # The driver prints what the head says of groups that cannot be placed.
    facts.init(num_cpus=2, log_to_driver=True)
    code = facts.run([tasks, actors, groups])
    ray.shutdown()
    sys.exit(code)
