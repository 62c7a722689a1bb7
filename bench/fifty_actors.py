"""50 actors at once: from the first creation until each of them has replied."""

import time

from report import options

arguments, report = options(__doc__, count=50)

import ray  # noqa: E402


@ray.remote(num_cpus=0)
class Echo:
    def say(self, word):
        return word


ray.init()
started = time.perf_counter()
actors = [Echo.remote() for _ in range(arguments.count)]
replies = ray.get([actor.say.remote(number) for number, actor in enumerate(actors)])
seconds = time.perf_counter() - started
assert replies == list(range(arguments.count))
ray.shutdown()
report.add(f"{arguments.count} actors until each has replied", seconds, "s", "lower")
report.write()
