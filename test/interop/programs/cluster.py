"""Clusters of several nodes on one machine (ray.cluster_utils), each node stock's or ours.

The first argument names the makers of the nodes in order, the head's first: `default,default` (whatever Ray starts in
this run), `ours,stock`. Ours is only known in a run of ours, where the hook has changed Ray's constant.

With NARCINE_TEST_HOSTS=1 each node is on a host of its own (hosts.py), the head and the driver on host 0.
"""

import contextlib
import os
import sys

import ray
from ray._private import services
from ray.cluster_utils import Cluster
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

import facts
from hosts import Hosts

STARTED_BY_DEFAULT = services.RAYLET_EXECUTABLE
STOCK = os.path.join(os.path.dirname(ray.__file__), "core/src/ray/raylet/raylet")
MIB = 1024**2


def makers(count):
    return sys.argv[1].split(",") if len(sys.argv) > 1 else ["default"] * count


def start(nodes, store=300 * MIB):
    """Starts the nodes, given as options of `Cluster.add_node`, connects to the head and gives (cluster, node ids)."""
    on_hosts = os.environ.get("NARCINE_TEST_HOSTS") == "1"
    cluster = Cluster()
    cluster.hosts = Hosts(len(nodes) - 1) if on_hosts else None
    for number, (maker, options) in enumerate(zip(makers(len(nodes)), nodes, strict=True)):
        services.RAYLET_EXECUTABLE = STOCK if maker == "stock" else STARTED_BY_DEFAULT
        options = {"object_store_memory": store, "include_dashboard": False, **options}
        # A node is known by this resource.
        options["resources"] = {f"node{number}": 1000, **options.get("resources", {})}
        with contextlib.ExitStack() as stack:
            if on_hosts:
                stack.enter_context(cluster.hosts.at(number))
                options["node_ip_address"] = cluster.hosts.address(number)
            cluster.add_node(**options)
    services.RAYLET_EXECUTABLE = STARTED_BY_DEFAULT
    here = {"_node_ip_address": cluster.hosts.address(0)} if on_hosts else {}
    ray.init(address=cluster.address, log_to_driver=False, **here)
    if not facts.eventually(lambda: len(nodes_by_number()) == len(nodes)):
        raise RuntimeError(f"not all nodes came: {ray.nodes()}")
    facts.announce_node()
    return cluster, nodes_by_number()


def nodes_by_number():
    """Node ids of the living, in the order in which they were started."""
    living = [node for node in ray.nodes() if node["Alive"]]
    numbered = {next(int(r[4:]) for r in n["Resources"] if r[:4] == "node" and r[4:].isdigit()): n for n in living}
    return [numbered[number]["NodeID"] for number in sorted(numbered)]


def on(function, node_id, soft=False, **options):
    """The function or class with its tasks or actors on that node; soft: elsewhere if that one is gone."""
    return function.options(scheduling_strategy=NodeAffinitySchedulingStrategy(node_id, soft=soft), **options)


def node_of(cluster, node_id):
    """The cluster's handle of a node. It keeps them in a set, so they are told by their sockets."""
    socket = next(n for n in ray.nodes() if n["NodeID"] == node_id)["ObjectStoreSocketName"]
    return next(n for n in cluster.list_all_nodes() if n.plasma_store_socket_name == socket)


def raylet_of(cluster, node_id):
    """The `Popen` of a node's raylet."""
    return node_of(cluster, node_id).all_processes["raylet"][0].process


def remove(cluster, node_id, **options):
    """Ends a node (`Cluster.remove_node`)."""
    cluster.remove_node(node_of(cluster, node_id), **options)


def main(sections, nodes, store=300 * MIB):
    """The usual program: cluster, sections (given the cluster and the node ids), shutdown."""
    cluster, ids = start(nodes, store)

    def bound(section):
        def run():
            return section(cluster, ids)

        run.__name__ = section.__name__
        for name in ("limit_s", "is_required"):
            if hasattr(section, name):
                setattr(run, name, getattr(section, name))
        return run

    code = facts.run([bound(section) for section in sections])
    ray.shutdown()
    cluster.shutdown()
    sys.exit(code)
