"""A Python driver beside drivers in TypeScript, on a cluster that runs: STEP says what it does with their named actors."""

import json
import sys

import facts
import narcine
import ray
import remote_actors

NAMESPACE = "shared"


@ray.remote
class Notes:
    """Of the driver's own script: it travels through the head."""

    def __init__(self, first):
        self.notes = [first]

    def add(self, note):
        self.notes.append(note)
        return self.notes


def detached(actor_class, name):
    return actor_class.options(name=name, namespace=NAMESPACE, lifetime="detached")


def makes():
    counter = detached(ray.remote(remote_actors.Counter), "python-counter").remote(100)
    notes = detached(Notes, "python-notes").remote("from Python")
    return [ray.get(counter.increment.remote(1)), ray.get(notes.add.remote("more"))]


def uses():
    counter = narcine.get_actor("typescript-counter", namespace=NAMESPACE)
    other = narcine.get_actor("python-by-typescript", namespace=NAMESPACE)
    elsewhere = facts.raised(lambda: narcine.get_actor("typescript-counter"))
    return [ray.get(counter.increment.remote(10)), ray.get(other.increment.remote(10)), elsewhere["type"]]


def kills():
    counter = narcine.get_actor("typescript-counter", namespace=NAMESPACE)
    pid = ray.get(counter.pid.remote())
    ray.kill(counter)
    gone = facts.eventually(lambda: facts.process_gone(pid))
    return [gone, facts.eventually(lambda: not named("typescript-counter"))]


def named(name):
    try:
        narcine.get_actor(name, namespace=NAMESPACE)
        return True
    except ValueError:
        return False


if __name__ == "__main__":
    ray.init(address=sys.argv[2], log_to_driver=False)
    seen = {"makes": makes, "uses": uses, "kills": kills}[sys.argv[1]]()
    ray.shutdown()
    print(json.dumps(seen))
