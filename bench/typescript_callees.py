"""What both drivers of bench/typescript.py call."""

import ray

# What crosses in a round trip.
VALUE = {"id": 7, "name": "x" * 100, "numbers": [at * 1.5 for at in range(100)], "tags": ["a", None, True]}


def small():
    return b"ok"


def work(names, count):
    """Calls these actors in turn, `count` times in all."""
    actors = [ray.get_actor(name) for name in names]
    ray.get([actors[at % len(actors)].small.remote() for at in range(count)])


class Actor:
    def small(self):
        return b"ok"

    def echo(self, value):
        return value
