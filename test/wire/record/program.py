"""A Ray program that makes its workers send every message of the raylet socket and most of the plasma socket.

argv: the executable to start in the raylet's place, and a temporary directory.
"""

import sys
import time

import numpy
import plasma_client
import ray
import ray._private.services as services
from ray._private import utils, worker
from ray.core.generated.common_pb2 import Address

MEGABYTE = 1 << 20


@ray.remote
def add_one(value):
    return value + 1


@ray.remote
def slow_array():
    time.sleep(0.5)
    return numpy.ones(300_000)


@ray.remote
def blocked(refs):
    # NotifyWorkerBlocked, then NotifyWorkerUnblocked
    return ray.get(refs[0]).nbytes


@ray.remote(num_cpus=0)
class Counter:
    def size(self, value):
        return value.nbytes

    async def size_of_ref(self, refs):
        return (await refs[0]).nbytes


@ray.remote(num_cpus=0)
class Broken:
    def __init__(self):
        raise ValueError("this actor cannot be made")

    def use(self):
        pass


def main():
    services.RAYLET_EXECUTABLE = sys.argv[1]
    ray.init(
        num_cpus=2,
        object_store_memory=80 * MEGABYTE,
        include_dashboard=False,
        _node_ip_address="127.0.0.1",
        _temp_dir=sys.argv[2],
    )
    assert ray.get(add_one.remote(1)) == 2

    # WaitRequest; plasma Create, Seal, Get, Release
    refs = [ray.put(numpy.arange(100_000)), ray.put(b"x" * 200_000)]
    ray.wait(refs, num_returns=2)
    ray.get(refs)
    pending = slow_array.remote()
    ray.wait([pending], timeout=0.1)
    ray.get(blocked.remote([slow_array.remote()]))

    # ActorCreationTaskDone, WaitForActorCallArgsRequest, plasma Contains
    counter = Counter.remote()
    ray.get(counter.size.remote(refs[0]))
    ray.get(counter.size.remote(slow_array.remote()))
    ray.get(counter.size_of_ref.remote([slow_array.remote()]))

    # DisconnectClientRequest with an exception
    broken = Broken.remote()
    try:
        ray.get(broken.use.remote())
    except ray.exceptions.RayActorError:
        pass

    # PushErrorRequest
    utils.push_error_to_driver(worker.global_worker, "recorded", "an error of nobody")

    # What no client of Ray's asks here
    owner = Address.FromString(worker.global_worker.core_worker.get_owner_address(refs[0]))
    plasma_client.record_rare_answers(f"{worker._global_node.plasma_store_socket_name}_stock", owner)

    # A store too small: CreateRetryRequest, io workers, and AsyncGetObjectsRequest for what was spilled
    del refs, pending
    large = [ray.put(numpy.full(10 * MEGABYTE, index, dtype=numpy.uint8)) for index in range(12)]
    assert [int(ray.get(ref)[0]) for ref in large] == list(range(12))
    del large
    time.sleep(1)
    ray.shutdown()


if __name__ == "__main__":
    main()
