"""Placement groups on one node: the four strategies, bundles in use, removal, groups that cannot be placed."""

import os

import ray
from ray.util.placement_group import placement_group, placement_group_table, remove_placement_group
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy, PlacementGroupSchedulingStrategy

import facts


@ray.remote(num_cpus=1)
class Holder:
    def pid(self):
        return os.getpid()

    def assigned(self):
        return sorted(k.split("_group_")[0] for k in ray.get_runtime_context().get_assigned_resources())


@ray.remote(num_cpus=1)
def inside():
    group = ray.util.get_current_placement_group()
    return group is not None, group.bundle_count if group else 0


@ray.remote(num_cpus=1)
def outside():
    return ray.util.get_current_placement_group() is None


def free():
    return {k: v for k, v in ray.available_resources().items() if k in ("CPU", "widget")}


def all_free():
    return facts.eventually(lambda: free() == {"CPU": 4.0, "widget": 2.0})


def place(strategy, bundles, timeout=5):
    group = placement_group(bundles, strategy=strategy)
    ready = group.wait(timeout)
    table = placement_group_table(group)
    nodes = len(set(table["bundles_to_node_id"].values()))
    result = {"ready": ready, "state": table["state"], "bundles": len(table["bundles"]), "nodes": nodes if ready else 0}
    if ready:
        result["free"] = facts.eventually(lambda: free().get("CPU", 0) == 4 - sum(b["CPU"] for b in bundles))
        result["in_bundles"] = ray.get(
            [
                inside.options(
                    scheduling_strategy=PlacementGroupSchedulingStrategy(group, placement_group_bundle_index=i)
                ).remote()
                for i in range(len(bundles))
            ]
        )
    remove_placement_group(group)
    result["after_removal"] = all_free()
    result["removed_state"] = placement_group_table(group)["state"]
    return result


def pack():
    return place("PACK", [{"CPU": 1}, {"CPU": 1, "widget": 1}])


def spread():
    return place("SPREAD", [{"CPU": 1}, {"CPU": 2}])


def strict_pack():
    return place("STRICT_PACK", [{"CPU": 2}, {"CPU": 2}])


def strict_spread():
    return {"one": place("STRICT_SPREAD", [{"CPU": 1}]), "two": place("STRICT_SPREAD", [{"CPU": 1}, {"CPU": 1}], 1)}


def too_big():
    return place("PACK", [{"CPU": 64}], 1)


def waits_for_room():
    first = placement_group([{"CPU": 3}], strategy="PACK")
    assert first.wait(10)
    second = placement_group([{"CPU": 3}], strategy="PACK")
    before = second.wait(0.5)
    remove_placement_group(first)
    after = second.wait(30)
    remove_placement_group(second)
    return {"before": before, "after": after, "free": all_free()}


def removal_kills():
    group = placement_group([{"CPU": 1}, {"CPU": 1}], strategy="PACK", name="kills")
    ray.get(group.ready(), timeout=20)
    strategy = PlacementGroupSchedulingStrategy(group)
    actors = [Holder.options(scheduling_strategy=strategy).remote() for _ in range(2)]
    pids = ray.get([a.pid.remote() for a in actors])
    third = Holder.options(scheduling_strategy=strategy).remote()
    waits = ray.wait([third.pid.remote()], timeout=0.5)
    result = {
        "assigned": ray.get(actors[0].assigned.remote()),
        "third_has_to_wait": len(waits[0]) == 0,
        "by_name": ray.util.get_placement_group("kills").id == group.id,
    }
    del third
    remove_placement_group(group)
    result["actors_gone"] = facts.eventually(lambda: all(facts.process_gone(p) for p in pids))
    result["error"] = facts.raised(lambda: ray.get(actors[0].pid.remote(), timeout=30))
    result["free"] = all_free()
    return result


def any_bundle_and_children():
    group = placement_group([{"CPU": 1}, {"CPU": 1}], strategy="PACK")
    ray.get(group.ready(), timeout=20)

    @ray.remote(num_cpus=1)
    def parent(child):
        return ray.get(child.remote())

    capture = PlacementGroupSchedulingStrategy(group, placement_group_capture_child_tasks=True)
    no_capture = PlacementGroupSchedulingStrategy(group)
    result = {
        "child_captured": ray.get(parent.options(scheduling_strategy=capture).remote(inside), timeout=40),
        "child_outside": ray.get(parent.options(scheduling_strategy=no_capture).remote(outside), timeout=40),
        "outside_beside": ray.get(outside.remote(), timeout=40),
        "too_big_for_a_bundle": facts.raised(lambda: inside.options(num_cpus=2, scheduling_strategy=no_capture).remote()),
    }
    remove_placement_group(group)
    result["free"] = all_free()
    return result


def node_affinity():
    node = ray.get_runtime_context().get_node_id()
    here = ray.remote(lambda: ray.get_runtime_context().get_node_id())
    nowhere = NodeAffinitySchedulingStrategy("ab" * 28, soft=False)
    soft = NodeAffinitySchedulingStrategy("ab" * 28, soft=True)
    return {
        "this": ray.get(here.options(scheduling_strategy=NodeAffinitySchedulingStrategy(node, soft=False)).remote()) == node,
        "unknown_soft": ray.get(here.options(scheduling_strategy=soft).remote(), timeout=30) == node,
        "unknown_hard": facts.raised(lambda: ray.get(here.options(scheduling_strategy=nowhere).remote(), timeout=30)),
        "spread": ray.get(here.options(scheduling_strategy="SPREAD").remote(), timeout=30) == node,
    }


if __name__ == "__main__":
    facts.main(
        [
            pack,
            spread,
            strict_pack,
            strict_spread,
            too_big,
            waits_for_room,
            removal_kills,
            any_bundle_and_children,
            node_affinity,
        ],
        num_cpus=4,
        resources={"widget": 2},
    )
