"""The configuration of Ray's autoscaler for nodes that are Spark jobs (Ray 2.60.0, autoscaler/ray-schema.json)."""


def autoscaling_config(name, request, memory, door):
    """`memory`: heap and store of a worker node as the probe found them; `door`: where nodes are asked for."""
    worker = {
        "CPU": request.num_cpus_worker_node,
        "GPU": request.num_gpus_worker_node,
        "memory": memory["heapMemory"],
        "object_store_memory": memory["objectStoreMemory"],
        **request.worker_node_options.get("resources", {}),
    }
    head = {"CPU": request.num_cpus_head_node, "GPU": request.num_gpus_head_node}
    unused = {key: [] for key in ("initialization_commands", "setup_commands", "head_setup_commands",
                                  "worker_setup_commands", "head_start_ray_commands", "worker_start_ray_commands",
                                  "cluster_synced_files", "rsync_exclude", "rsync_filter")}
    return {
        "cluster_name": name,
        "max_workers": request.max_worker_nodes,
        "provider": {
            "type": "external",
            "module": "narcine.spark._provider.SparkNodeProvider",
            "door": door,
            "use_node_id_as_ip": True,
            "disable_node_updaters": True,
            "disable_launch_config_check": True,
        },
        "available_node_types": {
            "ray.head.default": {"resources": head, "node_config": {}, "min_workers": 0, "max_workers": 0},
            "ray.worker": {
                "resources": {key: amount for key, amount in worker.items() if amount > 0},
                "node_config": {},
                "min_workers": request.min_worker_nodes,
                "max_workers": request.max_worker_nodes,
            },
        },
        "head_node_type": "ray.head.default",
        "upscaling_speed": request.autoscale_upscaling_speed,
        "idle_timeout_minutes": request.autoscale_idle_timeout_minutes,
        "auth": {},
        "docker": {},
        "file_mounts": {},
        "file_mounts_sync_continuously": False,
        **unused,
    }
