"""A cluster of two nodes for drivers that are not Python. The second is killed and another one comes when the file "kill" appears."""

import os
import sys
import time

import facts
import ray
from ray.cluster_utils import Cluster


def main():
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    far = cluster.add_node(num_cpus=1, resources={"far": 1})
    ray.init(address=cluster.address, log_to_driver=False)
    facts.announce_node()
    facts.say("HEAD", {"address": cluster.address})
    folder = os.environ["NARCINE_TEST_RUN"]
    while not os.path.exists(os.path.join(folder, "stop")):
        time.sleep(0.02)
        if far is not None and os.path.exists(os.path.join(folder, "kill")):
            cluster.remove_node(far, allow_graceful=False)
            far = None
            cluster.add_node(num_cpus=1, resources={"far": 1})
            facts.say("REPLACED", {})
    facts.say("RESULT", {})
    ray.shutdown()
    cluster.shutdown()
    sys.exit(0)


if __name__ == "__main__":
    main()
