"""The grid search of ppo.py where Spark tasks carry the nodes. Arguments: Spark's master, a folder for Ray."""

import os
import sys

import ppo
import ray
from cluster import session, tell
from narcine.spark import setup_ray_cluster, shutdown_ray_cluster
from ray import tune


def main(master, folder):
    spark = session(master)
    setup_ray_cluster(num_worker_nodes=2, num_cpus_worker_node=2, ray_temp_root_dir=folder)
    ray.init(log_to_driver=False)
    found = ppo.grid_search(
        storage_path=os.path.join(os.path.dirname(folder), "tune"),
        checkpoint_config=tune.CheckpointConfig(checkpoint_at_end=True),
    )
    shutdown_ray_cluster()
    tell("LEARNED", **found)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
