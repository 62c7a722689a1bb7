"""What sections of more.py and faults.py share."""

import time


def setup(folder, **given):
    from narcine.spark import setup_ray_cluster

    given.setdefault("num_cpus_worker_node", 1)
    return setup_ray_cluster(ray_temp_root_dir=folder, **given)


def stop():
    from narcine.spark import _active, shutdown_ray_cluster

    if _active is not None:
        shutdown_ray_cluster()


def workers():
    import ray

    return {node["NodeID"] for node in ray.nodes()
            if node["Alive"] and "node:__internal_head__" not in node["Resources"]}


def within(seconds, is_so):
    start = time.monotonic()
    while not is_so() and time.monotonic() - start < seconds:
        time.sleep(0.05)
    return round(time.monotonic() - start, 2)
