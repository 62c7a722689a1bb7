"""One actor at a time: from its creation to its first reply, on an idle node."""

import statistics
import time

from report import options

arguments, report = options(__doc__, count=8)

import ray  # noqa: E402


@ray.remote(num_cpus=0)
class Echo:
    def say(self, word):
        return word


ray.init()
# More than are prestarted: what is measured is the start of a worker.
warm = [Echo.remote() for _ in range(4)]
ray.get([actor.say.remote(0) for actor in warm])
times = []
for number in range(arguments.count):
    time.sleep(0.5)
    started = time.perf_counter()
    actor = Echo.remote()
    assert ray.get(actor.say.remote(number)) == number
    times.append(time.perf_counter() - started)
    warm.append(actor)
ray.shutdown()
report.add("actor create to first reply", 1000 * statistics.median(times), "ms", "lower")
report.write()
