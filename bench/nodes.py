"""Clusters of several nodes on this machine, for the gates that move objects between them."""

import contextlib
import os
import sys
import time

import numpy as np
import psutil
import ray
from processes import cpu_ns_of_threads
from ray.cluster_utils import Cluster

sys.path.append(os.path.join(os.path.dirname(__file__), "..", "test", "interop", "programs"))
from hosts import Hosts, NoHosts  # noqa: E402

GB = 1e9


def store_for(size):
    """Bytes of a store in which an object of `size` leaves room: beyond 0.8 of a store Ray spills it while it is sent."""
    return size * 4 // 3


def places(ways, count):
    """Gives each way with the hosts that it needs (None: this one). `namespaces` comes last: from there is no way back."""
    for way in ways.split(","):
        try:
            yield way, Hosts(count) if way == "namespaces" else None
        except NoHosts as error:
            print(f"skipped {way}: {error}", flush=True)


@ray.remote(num_cpus=0)
class Taker:
    """An actor that takes objects to its node."""

    def take(self, references):
        """Seconds until the object is here."""
        started = time.perf_counter()
        array = ray.get(references[0])
        seconds = time.perf_counter() - started
        assert array[0] == 1 and array[-1] == 1
        return seconds

    def take_all(self, references):
        """The sum of all bytes of the objects."""
        return sum(int(array.sum()) for array in ray.get(references))


class Nodes:
    """The driver's node and `count` others, each with a taker. All nodes are of the side that this run measures.

    `hosts` (test/interop/programs/hosts.py): each is on a host of its own.
    """

    def __init__(self, count, store, hosts=None):
        self._cluster = Cluster()
        for number in range(count + 1):
            address = {} if hosts is None else {"node_ip_address": hosts.address(number)}
            with contextlib.nullcontext() if hosts is None else hosts.at(number):
                self._cluster.add_node(
                    num_cpus=1,
                    object_store_memory=store,
                    include_dashboard=False,
                    resources={f"node{number}": 1},
                    **address,
                )
        here = {} if hosts is None else {"_node_ip_address": hosts.address(0)}
        ray.init(address=self._cluster.address, log_to_driver=False, **here)
        self.takers = [Taker.options(resources={f"node{number + 1}": 1}).remote() for number in range(count)]
        small = ray.put(np.ones(1 << 20, dtype=np.uint8))
        ray.get([taker.take.remote([small]) for taker in self.takers])

    def seconds_to_all(self, size):
        """Puts an object of `size` bytes here and has all takers take it at once: seconds until the last one has it."""
        reference = ray.put(np.ones(size, dtype=np.uint8))
        started = time.perf_counter()
        ray.get([taker.take.remote([reference]) for taker in self.takers])
        seconds = time.perf_counter() - started
        del reference
        # The copies are freed before the next object needs the room.
        time.sleep(1)
        return seconds

    def raylets_cpu_seconds(self):
        """CPU time that the raylets of all nodes have used."""
        raylets = [child for child in psutil.Process().children() if "raylet" in child.name()]
        return sum(ns for raylet in raylets for ns in cpu_ns_of_threads(raylet).values()) / 1e9

    def stop(self):
        ray.shutdown()
        self._cluster.shutdown()
