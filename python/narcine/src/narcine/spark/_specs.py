"""What the holders of a cluster are told (src/spark/holder/spec.ts)."""

import os

import narcine
from narcine.spark import _databricks

# Settings of the driver that every node gets: Ray's own (lower case after RAY_), ours, and credentials that tasks use.
_FORWARDED_PREFIXES = ("DATABRICKS_", "MLFLOW_", "NARCINE_")
_FORWARDED = ("DISABLE_MLFLOW_INTEGRATION", "RAY_BACKEND_LOG_LEVEL", "RAY_OBJECT_STORE_ALLOW_SLOW_STORAGE",
              "RAY_USAGE_STATS_ENABLED")
_NOT_FORWARDED = ("DATABRICKS_RUNTIME_VERSION", "NARCINE_CACHE_DIR", "NARCINE_HOME", "NARCINE_NODE",
                  "NARCINE_RAYLET_EXECUTABLE", "NARCINE_GCS_SERVER_EXECUTABLE", "NARCINE_TYPESCRIPT_WORKER")


class Specs:
    """The specs of one cluster's nodes."""

    def __init__(self, request, name, token, home, node):
        self._request = request
        self._name = name
        self._token = token
        self._home = home
        self._node = node

    def head(self, facts, ip, autoscaling):
        """The head's, whose servers are at `ip`. `autoscaling` is the configuration of Ray's autoscaler, or None."""
        request, options = self._request, self._request.head_node_options
        spec = self._spec("head", request.num_cpus_head_node, request.num_gpus_head_node, request.memory_head_node,
                          request.object_store_memory_head_node, options)
        if autoscaling is not None:
            # The autoscaler's process loads our provider, looks every second, and is of the version that takes one.
            ours = os.path.dirname(os.path.dirname(narcine.__file__))
            paths = [ours, *filter(None, [os.environ.get("PYTHONPATH")])]
            spec["environment"].update(PYTHONPATH=os.pathsep.join(paths), AUTOSCALER_UPDATE_INTERVAL_S="1",
                                       RAY_enable_autoscaler_v2="0")
        return {
            **spec,
            **facts,
            "nodeIp": ip,
            "head": {
                "port": options.get("port", 0),
                "clientPort": options.get("ray_client_server_port", 10001),
                "dashboard": options.get("include_dashboard", True),
                "dashboardPort": options.get("dashboard_port"),
                "systemConfig": options.get("system_config", {}),
                "autoscaling": autoscaling,
                "idleLimitMs": None if request.idle_shutdown_minutes is None else request.idle_shutdown_minutes * 60_000,
            },
        }

    def launch(self, number, host, head):
        """What the Spark task of a node is given. `host`: nodes that may share one, and its GPUs; `head`: what the head's
        holder said of itself; None for a probe."""
        request = self._request
        options = request.worker_node_options
        spec = self._spec(f"node-{number}", request.num_cpus_worker_node, request.num_gpus_worker_node,
                          request.memory_worker_node, request.object_store_memory_worker_node, options)
        spec["slotsOnHost"], spec["hostGpus"] = host
        if head is not None:
            spec.update(headAddress=head["address"], controlAddress=head["controlAddress"])
        if request.autoscales:
            # By this the autoscaler tells nodes of one host apart.
            spec["resources"] = {**spec["resources"], "NODE_ID_AS_RESOURCE": number}
        return {"home": self._home, "node": self._node, "spec": spec}

    def _spec(self, name, cpus, gpus, heap, store, options):
        is_head = name == "head"
        logs = self._request.collect_log_to_path
        environment = forwarded_environment(os.environ)
        if _databricks.is_here():
            environment.update(_databricks.node_environment(os.environ))
        if options.get("disable_usage_stats", False) is not False:
            environment["RAY_USAGE_STATS_ENABLED"] = "0"
        return {
            "role": "head" if is_head else "worker",
            "name": name,
            "nodeIp": "",
            "headAddress": None,
            "controlAddress": None,
            "tempDir": os.path.join(self._request.ray_temp_root_dir or default_temp_root(), f"{self._name}-{name}"),
            "makers": {"raylet": os.environ.get("NARCINE_SPARK_RAYLET", "ours"),
                       "gcs": os.environ.get("NARCINE_SPARK_GCS", "ours")},
            "request": {"cpus": cpus, "gpus": gpus, "heapMemory": heap, "objectStoreMemory": store},
            "slotsOnHost": 1,
            # The head is in no task that could have been given any.
            "hostGpus": None if gpus > 0 else 0,
            "resources": options.get("resources", {}),
            "labels": options.get("labels", {}),
            "environment": environment,
            "token": self._token,
            # A worker's task adds its host.
            "logFolder": None if logs is None else os.path.join(logs, f"{self._name}-logs", *(["head"] if is_head else [])),
            "head": None,
        }


def forwarded_environment(environ):
    """What of the driver's environment every node gets."""
    def is_wanted(name):
        if name in _NOT_FORWARDED:
            return False
        is_setting = name.startswith("RAY_") and name[4:5].islower()
        return is_setting or name in _FORWARDED or name.startswith(_FORWARDED_PREFIXES)

    return {name: value for name, value in environ.items() if is_wanted(name)}


def default_temp_root():
    """Databricks' local disk where there is one, else /tmp: socket paths have 107 bytes, so it is kept short."""
    return "/local_disk0/tmp" if _databricks.is_here() else "/tmp"
