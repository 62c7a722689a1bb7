"""GPUs of a node: which instances a lease gets, fractions that share one, what the process sees of them.

The node only says that it has GPUs; no driver is asked, so this runs on a machine without one.
"""

import os
import time

import ray
from ray.util.placement_group import placement_group, remove_placement_group
from ray.util.scheduling_strategies import PlacementGroupSchedulingStrategy

import facts


def seen():
    return sorted(int(i) for i in ray.get_gpu_ids()), os.environ.get("CUDA_VISIBLE_DEVICES")


@ray.remote(num_cpus=0)
class Holder:
    def seen(self):
        return seen()


@ray.remote(num_cpus=0, num_gpus=1)
def one_gpu():
    time.sleep(0.3)
    return seen()


@ray.remote(num_cpus=0)
def no_gpu():
    return seen()


def free():
    return ray.available_resources().get("GPU", 0)


def whole():
    both = Holder.options(num_gpus=2).remote()
    result = {"both": ray.get(both.seen.remote()), "free": facts.eventually(lambda: free() == 0)}
    ray.kill(both)
    assert facts.eventually(lambda: free() == 2)
    found = ray.get([one_gpu.remote() for _ in range(4)])
    result["each_its_own"] = sorted({ids[0] for ids, _ in found})
    result["environment_agrees"] = all(env == str(ids[0]) for ids, env in found)
    return result


def none():
    ids, env = ray.get(no_gpu.remote())
    return {"ids": ids, "hidden": not env}


def fractions():
    thirds = [Holder.options(num_gpus=0.3).remote() for _ in range(3)]
    ids = [ray.get(holder.seen.remote())[0] for holder in thirds]
    large = Holder.options(num_gpus=0.6).remote()
    other = ray.get(large.seen.remote())[0]
    result = {"share_one": len({i for each in ids for i in each}) == 1, "large_on_another": other != ids[0]}
    for holder in [*thirds, large]:
        ray.kill(holder)
    result["free_again"] = facts.eventually(lambda: free() == 2)
    return result


def bundles():
    group = placement_group([{"GPU": 1}, {"GPU": 1}], strategy="PACK")
    assert group.wait(10)
    ids = [
        ray.get(
            one_gpu.options(
                scheduling_strategy=PlacementGroupSchedulingStrategy(group, placement_group_bundle_index=index)
            ).remote()
        )[0]
        for index in (0, 1, 0)
    ]
    remove_placement_group(group)
    return {
        "two_bundles_two_gpus": ids[0] != ids[1],
        "a_bundle_keeps_its_gpu": ids[0] == ids[2],
        "free_again": facts.eventually(lambda: free() == 2),
    }


if __name__ == "__main__":
    facts.main([whole, none, fractions, bundles], num_cpus=2, num_gpus=2)
