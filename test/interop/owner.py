"""A stock driver that owns objects and does as it is told, one command a line, one JSON answer a line."""

import json
import sys

import numpy as np
import ray


@ray.remote
def produce(gate):
    """Runs until the gate opens, so that its result is pending as long as the test likes."""
    import os
    import time

    while not os.path.exists(gate):
        time.sleep(0.02)
    return np.zeros(300_000, dtype=np.uint8)


def describe(ref):
    return {"objectId": ref.hex(), "owner": ref.owner_address().hex()}


def main():
    ray.init(num_cpus=1, include_dashboard=False, object_store_memory=80 * 1024 * 1024, logging_level="ERROR")
    refs = {}
    print(json.dumps({"nodeId": ray.get_runtime_context().get_node_id()}), flush=True)
    for line in sys.stdin:
        command, *args = line.split()
        if command == "put":
            refs["put"] = ray.put(np.zeros(300_000, dtype=np.uint8))
            answer = describe(refs["put"])
        elif command == "submit":
            refs["task"] = produce.remote(args[0])
            answer = describe(refs["task"])
        elif command == "drop":
            del refs[args[0]]
            answer = {}
        else:
            raise ValueError(command)
        print(json.dumps(answer), flush=True)


main()
