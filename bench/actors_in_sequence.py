"""Actors one after the other, each of them created, called once and killed."""

import time

import ray
from report import alone


@ray.remote(num_cpus=0)
class Echo:
    def say(self, word):
        return word


def measure(report, quick, count=1000):
    if quick:
        count = min(count, 8)
    started = time.perf_counter()
    for number in range(count):
        actor = Echo.remote()
        assert ray.get(actor.say.remote(number)) == number
        ray.kill(actor)
    seconds = time.perf_counter() - started
    report.add("actors in sequence, each killed", count / seconds, "1/s", "higher")


if __name__ == "__main__":
    alone(__doc__, measure)
