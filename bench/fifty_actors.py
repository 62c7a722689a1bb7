"""Many actors at once, 50 in a full run: from the first creation until each of them has replied."""

import time

import ray
from report import alone


@ray.remote(num_cpus=0)
class Echo:
    def say(self, word):
        return word


def measure(report, quick, count=50):
    if quick:
        count = min(count, 20)
    started = time.perf_counter()
    actors = [Echo.remote() for _ in range(count)]
    replies = ray.get([actor.say.remote(number) for number, actor in enumerate(actors)])
    seconds = time.perf_counter() - started
    assert replies == list(range(count))
    report.add(f"{count} actors until each has replied", seconds, "s", "lower")


if __name__ == "__main__":
    alone(__doc__, measure)
