"""One actor at a time: from its creation to its first reply, on an idle node."""

import statistics
import time

import ray
from report import alone


@ray.remote(num_cpus=0)
class Echo:
    def say(self, word):
        return word


def measure(report, quick, count=8):
    # More than are prestarted, one for each CPU: what is measured is the start of a worker.
    warm = [Echo.remote() for _ in range(int(ray.cluster_resources()["CPU"]) + 2)]
    ray.get([actor.say.remote(0) for actor in warm])
    times = []
    for number in range(4 if quick else count):
        time.sleep(0.5)
        started = time.perf_counter()
        actor = Echo.remote()
        assert ray.get(actor.say.remote(number)) == number
        times.append(time.perf_counter() - started)
        warm.append(actor)
    report.add("actor create to first reply", 1000 * statistics.median(times), "ms", "lower")


if __name__ == "__main__":
    alone(__doc__, measure)
