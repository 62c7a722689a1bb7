"""Ray's autoscaler with its fake multi-node provider: nodes come for work that has no room, and go when they are idle.

The argument is the autoscaler's version, 1 or 2. `ray stop` ends every Ray process it can see, so the harness runs this
program in a PID namespace of its own.
"""

import os
import sys
import tempfile

import ray
from ray.autoscaler.v2.sdk import get_cluster_status
from ray.autoscaler._private.fake_multi_node.node_provider import FAKE_HEAD_NODE_ID
from ray.cluster_utils import AutoscalingCluster
from ray.util.placement_group import placement_group, remove_placement_group

import facts

IS_V2 = sys.argv[1] == "2"
MIB = 1024**2

# The wheel has the provider, and neither the file that the class which starts such a cluster takes this from, nor the
# defaults of the provider's own type, without which the autoscaler ends: so it is named as somebody else's provider.
PROVIDER = {
    "type": "external",
    "module": "ray.autoscaler._private.fake_multi_node.node_provider.FakeMultiNodeProvider",
    # All nodes have one address.
    "use_node_id_as_ip": True,
    "disable_node_updaters": True,
    "disable_launch_config_check": True,
}
BASE = {
    "cluster_name": "fake_multinode",
    "max_workers": 8,
    "provider": PROVIDER,
    "head_node_type": "ray.head.default",
    "auth": {},
    "docker": {},
    "file_mounts": {},
    "cluster_synced_files": [],
    "file_mounts_sync_continuously": False,
    "rsync_exclude": [],
    "rsync_filter": [],
    "initialization_commands": [],
    "setup_commands": [],
    "head_setup_commands": [],
    "worker_setup_commands": [],
    "head_start_ray_commands": [],
    "worker_start_ray_commands": [],
}


class FakeCluster(AutoscalingCluster):
    def _generate_config(self, head_resources, worker_node_types, autoscaler_v2=False, **more):
        head = {"resources": head_resources, "node_config": {}, "max_workers": 0}
        config = {**BASE, "available_node_types": {**worker_node_types, "ray.head.default": head}, **more}
        if autoscaler_v2:
            config["provider"] = {**PROVIDER, "launch_multiple": True, "head_node_id": FAKE_HEAD_NODE_ID}
        return config


@ray.remote(num_cpus=1)
def where():
    return ray.get_runtime_context().get_node_id()


def workers():
    """Living nodes besides the head's."""
    return [n for n in ray.nodes() if n["Alive"] and n["Resources"].get("worker_node")]


@facts.limit(120)
def task_brings_a_node():
    """The head has no CPU, so a task waits until the autoscaler has brought some."""
    node = ray.get(where.remote(), timeout=100)
    return {"on_a_new_node": node in [n["NodeID"] for n in workers()]}


@facts.limit(150)
def group_brings_nodes():
    group = placement_group([{"CPU": 2}, {"CPU": 2}], strategy="STRICT_SPREAD")
    ready = group.wait(timeout_seconds=100)
    nodes = len(workers())
    remove_placement_group(group)
    return {"ready": ready, "two_nodes": nodes == 2}


def more_than_may_come():
    """Reported as infeasible: nothing that may be started has so many."""
    waits = where.options(num_cpus=64).remote()
    wanted = {"CPU": 64.0}

    def is_reported():
        demands = get_cluster_status(ray.get_runtime_context().gcs_address).resource_demands.ray_task_actor_demand
        return any(bundle.bundle == wanted for demand in demands for bundle in demand.bundles_by_count)

    reported = facts.eventually(is_reported, 40)
    ray.cancel(waits)
    return {"reported": reported, "nodes": len(workers()) <= 2}


@facts.limit(150)
def idle_nodes_go():
    return {"gone": facts.eventually(lambda: not workers(), 120, 0.5)}


if __name__ == "__main__":
    node_type = {
        "resources": {"CPU": 2, "object_store_memory": 200 * MIB, "worker_node": 1},
        "node_config": {},
        "min_workers": 0,
        "max_workers": 2,
    }
    cluster = FakeCluster(
        head_resources={"CPU": 0, "object_store_memory": 200 * MIB},
        worker_node_types={"worker": node_type},
        autoscaler_v2=IS_V2,
        idle_timeout_minutes=0.1,
        upscaling_speed=5,
    )
    # The autoscaler's configuration lies there until its end, and nobody removes it.
    tempfile.tempdir = os.getcwd()
    cluster.start()
    ray.init("auto", log_to_driver=False)
    facts.announce_node()
    code = facts.run([task_brings_a_node, group_brings_nodes, more_than_may_come, idle_nodes_go])
    ray.shutdown()
    cluster.shutdown()
    sys.exit(code)
