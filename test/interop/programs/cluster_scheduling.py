"""Where work goes in a cluster of three nodes: spillback, SPREAD, affinity, labels, placement groups over nodes."""

import collections
import time

import ray
from ray.core.generated.autoscaler_pb2 import DrainNodeReason
from ray.util.placement_group import placement_group, placement_group_table, remove_placement_group
from ray.util.scheduling_strategies import (
    In,
    NodeAffinitySchedulingStrategy,
    NodeLabelSchedulingStrategy,
    NotIn,
    PlacementGroupSchedulingStrategy,
)

import cluster
import facts


@ray.remote(num_cpus=1)
def where(seconds=0.0):
    time.sleep(seconds)
    return ray.get_runtime_context().get_node_id()


@ray.remote(num_cpus=1)
class Actor:
    def where(self):
        return ray.get_runtime_context().get_node_id()


def numbers(ids, found):
    """How many on each node, by number."""
    counts = collections.Counter(ids.index(node_id) for node_id in found)
    return [counts[number] for number in range(len(ids))]


def all_free(cpus=6.0):
    return facts.eventually(lambda: ray.available_resources().get("CPU") == cpus, 30)


def resource_elsewhere(_cluster, ids):
    """The driver's node has none of it: the lease is sent on."""
    found = [ray.get(where.options(resources={f"node{n}": 1}).remote()) for n in range(3)]
    return numbers(ids, found)


def spillback(_cluster, ids):
    """More than one node's CPUs at once."""
    found = ray.get([where.remote(3.0) for _ in range(6)], timeout=60)
    return numbers(ids, found)


def many_short(_cluster, ids):
    found = ray.get([where.remote() for _ in range(300)], timeout=60)
    return {"all": len(found), "known": set(found) <= set(ids)}


def spread(_cluster, ids):
    all_free()
    found = ray.get([where.options(scheduling_strategy="SPREAD").remote(1.5) for _ in range(6)], timeout=60)
    return numbers(ids, found)


def spread_actors(_cluster, ids):
    all_free()
    actors = [Actor.options(scheduling_strategy="SPREAD").remote() for _ in range(6)]
    found = ray.get([actor.where.remote() for actor in actors], timeout=60)
    for actor in actors:
        ray.kill(actor)
    return numbers(ids, found)


def affinity(_cluster, ids):
    all_free()

    def on(node_id, soft, **options):
        return where.options(scheduling_strategy=NodeAffinitySchedulingStrategy(node_id, soft=soft), **options)

    gone = "ab" * 28
    return {
        "hard": numbers(ids, ray.get([on(i, False).remote() for i in ids], timeout=60)),
        "hard_waits": numbers(ids, ray.get([on(ids[1], False).remote(0.5) for _ in range(6)], timeout=60)),
        "soft": numbers(ids, ray.get([on(i, True).remote() for i in ids], timeout=60)),
        "soft_gone": ray.get(on(gone, True).remote(), timeout=60) in ids,
        "hard_gone": facts.raised(lambda: ray.get(on(gone, False).remote(), timeout=60)),
        "soft_too_big": ids.index(ray.get(on(ids[0], True, resources={"node2": 1}).remote(), timeout=60)),
        "actor": [
            ids.index(
                ray.get(
                    Actor.options(scheduling_strategy=NodeAffinitySchedulingStrategy(i, soft=False))
                    .remote()
                    .where.remote(),
                    timeout=60,
                )
            )
            for i in ids
        ],
    }


def labels(_cluster, ids):
    all_free()

    def by(hard, soft=None):
        return where.options(scheduling_strategy=NodeLabelSchedulingStrategy(hard=hard, soft=soft or {}))

    def soft():
        return ids.index(ray.get(by({"kind": In("worker")}, {"zone": In("c")}).remote(), timeout=60))

    return {
        "hard_in": ids.index(ray.get(by({"zone": In("b")}).remote(), timeout=60)),
        "hard_not_in": sorted({ids.index(ray.get(by({"zone": NotIn("a", "b")}).remote(), timeout=60)) for _ in range(3)}),
        # Stock grants it where it sees room, and for up to 3 s it takes the node of a short task for full (ray_syncer.cc:
        # a view that did not change is not sent again).
        "soft": facts.eventually(lambda: soft() == 2, 20, 0.5),
        "selector": ids.index(ray.get(where.options(label_selector={"zone": "b"}).remote(), timeout=60)),
        "selector_not": sorted(
            {ids.index(i) for i in ray.get([where.options(label_selector={"zone": "!a"}).remote() for _ in range(4)])}
            - {1, 2}
        ),
        "actor": ids.index(ray.get(Actor.options(label_selector={"zone": "c"}).remote().where.remote(), timeout=60)),
    }


@ray.remote(num_cpus=1)
def make(size):
    return bytes(size)


@ray.remote(num_cpus=1)
def where_with(*values):
    return ray.get_runtime_context().get_node_id(), sum(len(value) for value in values)


def locality(_cluster, ids):
    """A task goes where most bytes of its arguments lie, while there is room."""
    all_free()
    large = make.options(resources={"node1": 1}).remote(30 * cluster.MIB)
    small = make.options(resources={"node2": 1}).remote(2 * cluster.MIB)
    ray.wait([large, small], num_returns=2, fetch_local=False, timeout=30)
    node, size = ray.get(where_with.remote(small, large), timeout=30)
    # Not the node of the large one: its argument has to come.
    elsewhere, moved = ray.get(where_with.options(resources={"node2": 1}).remote(small, large), timeout=30)
    return [ids.index(node), size // cluster.MIB, ids.index(elsewhere), moved // cluster.MIB]


def place(ids, strategy, bundles):
    """`strategy`: its name, or a topology_strategy."""
    how = {"strategy": strategy} if isinstance(strategy, str) else {"topology_strategy": strategy}
    group = placement_group(bundles, **how)
    ready = group.wait(15)
    table = placement_group_table(group)
    result = {"ready": ready, "state": table["state"]}
    if ready:
        result["nodes"] = len(set(table["bundles_to_node_id"].values()))
        inside = [
            where.options(scheduling_strategy=PlacementGroupSchedulingStrategy(group, index)).remote()
            for index in range(len(bundles))
        ]
        planned = [table["bundles_to_node_id"][index] for index in range(len(bundles))]
        result["where_planned"] = ray.get(inside, timeout=60) == planned
    remove_placement_group(group)
    result["free_again"] = all_free()
    return result


def placement_groups(_cluster, ids):
    all_free()
    cpu = {"CPU": 1}
    return {
        "pack": place(ids, "PACK", [cpu, cpu]),
        "pack_over": place(ids, "PACK", [cpu] * 5),
        "spread": place(ids, "SPREAD", [cpu] * 3),
        "strict_spread": place(ids, "STRICT_SPREAD", [cpu] * 3),
        "strict_spread_too_many": place(ids, "STRICT_SPREAD", [cpu] * 4),
        "strict_pack": place(ids, "STRICT_PACK", [cpu] * 2),
        "one_zone": place(ids, {"zone": "STRICT_PACK"}, [cpu] * 2),
        "one_kind": place(ids, {"kind": "STRICT_PACK", "ray.io/node-id": "STRICT_SPREAD"}, [cpu] * 2),
        "strict_pack_too_big": place(ids, "STRICT_PACK", [cpu] * 3),
    }


def node_leaves(nodes, ids):
    """A node that goes: its actor dies, what waits for it is told, the rest goes on."""
    all_free()
    actor = Actor.options(resources={"node2": 1}).remote()
    restarted = Actor.options(max_restarts=1, scheduling_strategy=NodeAffinitySchedulingStrategy(ids[2], True)).remote()
    before = numbers(ids, ray.get([actor.where.remote(), restarted.where.remote()], timeout=60))
    cluster.remove(nodes, ids[2])
    left = facts.eventually(lambda: len([n for n in ray.nodes() if n["Alive"]]) == 2, 40)
    return {
        "before": before,
        "left": left,
        "its_actor": facts.final_error(lambda: ray.get(actor.where.remote(), timeout=30)),
        "restarted": facts.eventually(
            lambda: facts.raised(lambda: ray.get(restarted.where.remote(), timeout=30)) is None, 60
        ),
        "goes_on": len(ray.get([where.remote() for _ in range(8)], timeout=60)),
    }


def drained_node(_cluster, ids):
    """A node that drains gets nothing new, and goes when nothing of it is in use. (What is in its store counts as in use
    with ours; a node of stock's goes at once, and takes the objects along.)"""
    all_free(4.0)
    gcs = ray._private.worker.global_worker.gcs_client
    reason = DrainNodeReason.DRAIN_NODE_REASON_PREEMPTION
    accepted, _ = gcs.drain_node(ids[1], reason, "to be gone", int((time.time() + 60) * 1000))
    time.sleep(1)
    found = ray.get([where.options(scheduling_strategy="SPREAD").remote(0.2) for _ in range(6)], timeout=60)
    gone = facts.eventually(lambda: len([n for n in ray.nodes() if n["Alive"]]) == 1, 50)
    return {"accepted": accepted, "tasks": numbers(ids, found), "gone": gone}


if __name__ == "__main__":
    cluster.main(
        [
            resource_elsewhere,
            spillback,
            many_short,
            spread,
            spread_actors,
            affinity,
            labels,
            locality,
            placement_groups,
            node_leaves,
            drained_node,
        ],
        [
            {"num_cpus": 2, "labels": {"zone": "a", "kind": "head"}},
            {"num_cpus": 2, "labels": {"zone": "b", "kind": "worker"}},
            {"num_cpus": 2, "labels": {"zone": "c", "kind": "worker"}},
        ],
    )
