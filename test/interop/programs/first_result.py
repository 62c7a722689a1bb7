"""What a worker imports only when it sends its first result."""

import sys

import ray

import facts


@ray.remote(num_cpus=0)
class Importer:
    def modules(self):
        return list(sys.modules)


def first_result():
    actor = Importer.remote()
    before, after = (set(ray.get(actor.modules.remote(), timeout=60)) for _ in range(2))
    return sorted(after - before)


if __name__ == "__main__":
    facts.main([first_result])
