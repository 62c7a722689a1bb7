"""Five hosts with addresses of their own: large objects between them, hosts that die, hosts whose cable is pulled.

NARCINE_TEST_LARGE is the size of the large objects in MB.
"""

import os
import signal
import threading
import time

import numpy
import ray
from ray.experimental.shuffle import simple_shuffle

import cluster
import facts
from cluster_transfer import MB, block, digest, on

SIZE = int(os.environ.get("NARCINE_TEST_LARGE", "100")) * MB
# A host that is silent for some 6 s is dead.
SETTINGS = {
    "health_check_initial_delay_ms": 1000,
    "health_check_period_ms": 500,
    "health_check_timeout_ms": 1000,
    "health_check_failure_threshold": 4,
}


@ray.remote(num_cpus=1)
def make(seed, size):
    return block(seed, size)


@ray.remote(num_cpus=1)
def plus_one(array):
    return array + numpy.uint8(1)


@ray.remote(num_cpus=1)
def digest_of(refs):
    return digest(ray.get(refs[0]))


@ray.remote(num_cpus=1)
def pause(seconds):
    time.sleep(seconds)
    return seconds


@ray.remote(num_cpus=0)
class Keeper:
    """Owns an object on its host."""

    def put(self, seed, size):
        return [ray.put(block(seed, size))]

    def where(self):
        return ray.get_runtime_context().get_node_id()


def at(function, number, **options):
    return function.options(resources={f"node{number}": 1}, **options)


def living():
    return len([node for node in ray.nodes() if node["Alive"]])


def around(_cluster, _ids):
    """A large object is made on host 1, changed on 2, 3 and 4, and read on host 0."""
    ref = at(make, 1).remote(1, SIZE)
    for number in (2, 3, 4):
        ref = at(plus_one, number).remote(ref)
    return digest(ray.get(ref, timeout=80)) == digest(block(1, SIZE) + numpy.uint8(3))


def broadcast(_cluster, _ids):
    ref = ray.put(block(2, SIZE))
    found = ray.get([at(digest_of, number).remote([ref]) for number in (1, 2, 3, 4)], timeout=80)
    return found == [digest(block(2, SIZE))] * 4


def shuffle(_cluster, _ids):
    """ray.experimental.shuffle over all hosts, each item an object of its own."""

    def read(partition):
        return (block(100 * partition + n, MB // 4) for n in range(10))

    def write(_partition, inputs):
        return sorted(digest(ray.get(item)) for item in inputs)

    parts = simple_shuffle(input_reader=read, input_num_partitions=6, output_num_partitions=5, output_writer=write)
    expected = sorted(digest(block(100 * partition + n, MB // 4)) for partition in range(6) for n in range(10))
    return sorted(item for part in parts for item in part) == expected


def lost(ids, number, end):
    """A host ends while it sends, works and owns; what everyone else sees of that."""
    sending = on(make, ids[number], soft=True, max_retries=3).remote(3, SIZE)
    never_again = at(make, number, max_retries=0).remote(4, 5 * MB)
    keeper = at(Keeper, number).remote()
    restarted = on(Keeper, ids[number], soft=True, max_restarts=1, max_task_retries=3).remote()
    [owned] = ray.get(keeper.put.remote(5, 5 * MB), timeout=60)
    ray.get(restarted.where.remote(), timeout=60)
    ray.wait([sending, never_again], num_returns=2, fetch_local=False, timeout=60)
    working = on(pause, ids[number], soft=True).remote(2.0)
    got = []
    getter = threading.Thread(target=lambda: got.append(digest(ray.get(sending, timeout=80))))
    getter.start()
    time.sleep(0.05)
    before = living()
    end()
    started = time.monotonic()
    result = {"gone": facts.eventually(lambda: living() == before - 1, 30)}
    print(f"TIME until the node is dead {time.monotonic() - started:.1f} s", flush=True)
    getter.join()
    result["sent"] = got == [digest(block(3, SIZE))]
    result["never_again"] = facts.raised(lambda: ray.get(never_again, timeout=60))
    result["owned"] = facts.raised(lambda: ray.get(owned, timeout=60))
    result["keeper"] = facts.final_error(lambda: ray.get(keeper.where.remote(), timeout=30))
    result["restarted"] = ray.get(restarted.where.remote(), timeout=60) != ids[number]
    # Of a connection that only went silent gRPC learns after minutes (Ray's grpc_client_keepalive_time_ms and _timeout_ms).
    result["worked"] = facts.raised(lambda: ray.get(working, timeout=8))
    return result


@facts.limit(150)
def killed(nodes, ids):
    """kill -9 of the raylet of host 4; all that was on the host has 5 s to go."""
    left = []

    def is_raylet(pid):
        with open(f"/proc/{pid}/comm") as comm:
            return "raylet" in comm.read()

    def end():
        [raylet] = [pid for pid in nodes.hosts.processes(4) if is_raylet(pid)]
        os.kill(raylet, signal.SIGKILL)
        left.append(facts.eventually(lambda: nodes.hosts.processes(4) == [], 5))

    result = lost(ids, 4, end)
    return {**result, "nothing_left": left[0]}


@facts.limit(150)
def cut_off(nodes, ids):
    """The cable of host 3 is pulled, and the head gives the host up. What runs there learns of it when the cable is back."""
    result = lost(ids, 3, lambda: nodes.hosts.cut(3))
    nodes.hosts.mend(3)
    is_empty = facts.eventually(lambda: nodes.hosts.processes(3) == [], 10)
    print(f"TIME {'less' if is_empty else 'more'} than 10 s until host 3 is empty", flush=True)
    return result


def leaves(nodes, ids):
    """A node that is stopped in order."""
    ref = on(make, ids[2], soft=True).remote(6, 5 * MB)
    ray.wait([ref], fetch_local=False, timeout=30)
    before = living()
    cluster.remove(nodes, ids[2])
    return {
        "gone": facts.eventually(lambda: living() == before - 1, 30),
        "rebuilt": digest(ray.get(ref, timeout=60)) == digest(block(6, 5 * MB)),
        "nothing_left": facts.eventually(lambda: nodes.hosts.processes(2) == [], 5),
    }


if __name__ == "__main__":
    head = {"num_cpus": 1, "_system_config": SETTINGS}
    cluster.main(
        [around, broadcast, shuffle, killed, cut_off, leaves],
        [head] + [{"num_cpus": 1}] * 4,
        store=max(300 * cluster.MIB, 5 * SIZE // 2),
    )
