"""Actors one after the other, each of them created, called once and killed."""

import time

from report import options

arguments, report = options(__doc__, count=1000)
count = min(arguments.count, 40) if arguments.quick else arguments.count

import ray  # noqa: E402


@ray.remote(num_cpus=0)
class Echo:
    def say(self, word):
        return word


ray.init()
started = time.perf_counter()
for number in range(count):
    actor = Echo.remote()
    assert ray.get(actor.say.remote(number)) == number
    ray.kill(actor)
seconds = time.perf_counter() - started
ray.shutdown()
report.add("actors in sequence, each killed", count / seconds, "1/s", "higher")
report.write()
