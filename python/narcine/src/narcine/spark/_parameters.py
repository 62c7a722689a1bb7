"""What `setup_ray_cluster` may be asked: Ray 2.60.0's own parameters and the names of Databricks' documentation.

Nothing here touches Spark or Ray, so that a call that cannot work is refused before anything starts.
"""

import dataclasses
import difflib
import math
import os
import warnings
from typing import Any, Dict, Optional

# As many worker nodes as Spark has room for (Ray 2.60.0, ray.util.spark.MAX_NUM_WORKER_NODES).
MAX_NUM_WORKER_NODES = -1


class ParameterError(ValueError):
    """A parameter is wrong, or two do not go together; the message says which and what to write instead."""


class UnknownParameterError(TypeError):
    """There is no parameter of that name; the message names the nearest one."""


# Documented names whose meaning another parameter has by now.
_RENAMED = {
    "num_worker_nodes": "max_worker_nodes",
    "autoscale_min_worker_nodes": "min_worker_nodes",
    "num_cpus_per_node": "num_cpus_worker_node",
    "num_gpus_per_node": "num_gpus_worker_node",
    "object_store_memory_per_node": "object_store_memory_worker_node",
}
# Older ones of these: they work, and a warning names the new one.
_DEPRECATED = ("num_cpus_per_node", "num_gpus_per_node")

# What of `ray start` can be set for each kind of node. The rest has a parameter of its own or is set by us.
HEAD_OPTIONS = ("dashboard_port", "disable_usage_stats", "include_dashboard", "labels", "port",
                "ray_client_server_port", "resources", "system_config")
WORKER_OPTIONS = ("labels", "resources")


@dataclasses.dataclass(frozen=True)
class ClusterRequest:
    """A valid call. Sizes are bytes; None leaves a choice to the formulas."""

    max_worker_nodes: int
    # Equal to max_worker_nodes without autoscaling.
    min_worker_nodes: int
    num_cpus_worker_node: int = 1
    num_gpus_worker_node: int = 0
    memory_worker_node: Optional[int] = None
    object_store_memory_worker_node: Optional[int] = None
    num_cpus_head_node: int = 0
    num_gpus_head_node: int = 0
    memory_head_node: Optional[int] = None
    object_store_memory_head_node: Optional[int] = None
    head_node_options: Dict[str, Any] = dataclasses.field(default_factory=dict)
    worker_node_options: Dict[str, Any] = dataclasses.field(default_factory=dict)
    ray_temp_root_dir: Optional[str] = None
    strict_mode: bool = False
    collect_log_to_path: Optional[str] = None
    autoscale_upscaling_speed: float = 1.0
    autoscale_idle_timeout_minutes: float = 1.0
    # Ours: the whole cluster ends when nothing has run there for so long and nothing waits for room; None: it stays.
    idle_shutdown_minutes: Optional[float] = None

    @property
    def autoscales(self) -> bool:
        return self.min_worker_nodes != self.max_worker_nodes

    @property
    def takes_all(self) -> bool:
        return self.max_worker_nodes == MAX_NUM_WORKER_NODES


_FIELDS = tuple(field.name for field in dataclasses.fields(ClusterRequest))
KNOWN = tuple(sorted({*_FIELDS, *_RENAMED, "autoscale"}))


def cluster_request(given: Dict[str, Any]) -> ClusterRequest:
    """Reads the arguments of a call. None means that an argument was not given.

    Raises UnknownParameterError, ParameterError.
    """
    for name in given:
        if name not in KNOWN:
            raise UnknownParameterError(_unknown(name, KNOWN, "setup_ray_cluster has no parameter"))
    values = {name: value for name, value in given.items() if value is not None}
    autoscale = values.pop("autoscale", None)
    if autoscale is not None and not isinstance(autoscale, bool):
        raise ParameterError(f"autoscale is {autoscale!r}; it must be True or False")
    for old, new in _RENAMED.items():
        if old not in values:
            continue
        if new in values:
            raise ParameterError(f"{old} and {new} are the same parameter; set only {new}")
        if old in _DEPRECATED:
            warnings.warn(f"{old} is the older name of {new}", DeprecationWarning, stacklevel=4)
        values[new] = values.pop(old)

    for name in ("max_worker_nodes", "min_worker_nodes", "num_cpus_worker_node", "num_gpus_worker_node",
                 "memory_worker_node", "object_store_memory_worker_node", "num_cpus_head_node", "num_gpus_head_node",
                 "memory_head_node", "object_store_memory_head_node"):
        least = {"max_worker_nodes": MAX_NUM_WORKER_NODES, "num_cpus_worker_node": 1}.get(name, 0)
        if name in values:
            _check_whole(name, values[name], least)
    _check_nodes(values, autoscale, given)
    for name in ("autoscale_upscaling_speed", "autoscale_idle_timeout_minutes", "idle_shutdown_minutes"):
        value = values.get(name, 1.0)
        if not _is_number(value) or value <= 0:
            raise ParameterError(f"{name} is {value!r}; it must be a number above 0")
    for name in ("ray_temp_root_dir", "collect_log_to_path"):
        value = values.get(name, "/")
        if not isinstance(value, str) or not os.path.isabs(value):
            raise ParameterError(f"{name} is {value!r}; it must be an absolute path, the same on all hosts")
    if not isinstance(values.get("strict_mode", False), bool):
        raise ParameterError(f"strict_mode is {values['strict_mode']!r}; it must be True or False")
    _check_options("head_node_options", values, HEAD_OPTIONS)
    _check_options("worker_node_options", values, WORKER_OPTIONS)
    return ClusterRequest(**values)


def _check_nodes(values, autoscale, given):
    if "max_worker_nodes" not in values:
        raise ParameterError("how many worker nodes? Set max_worker_nodes (num_worker_nodes), for instance to "
                             "MAX_NUM_WORKER_NODES for as many as Spark has room for")
    most = values["max_worker_nodes"]
    if most == 0:
        raise ParameterError("max_worker_nodes is 0; it must be at least 1, or MAX_NUM_WORKER_NODES")
    least = values.get("min_worker_nodes")
    if most == MAX_NUM_WORKER_NODES and (autoscale or least is not None):
        raise ParameterError("MAX_NUM_WORKER_NODES takes all of Spark's slots and cannot be autoscaled; set "
                             "max_worker_nodes to a number")
    if autoscale is False and least is not None and least != most:
        raise ParameterError(f"autoscale=False and min_worker_nodes={least} below max_worker_nodes={most} contradict "
                             "each other; leave one of them out")
    if least is not None and least > most:
        raise ParameterError(f"min_worker_nodes is {least}, above max_worker_nodes, which is {most}")
    if given.get("autoscale_min_worker_nodes") is not None and not autoscale:
        raise ParameterError("autoscale_min_worker_nodes needs autoscale=True")
    if least is None:
        values["min_worker_nodes"] = 0 if autoscale else most


def _check_whole(name, value, least):
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        wanted = "a whole number" if least < 0 else f"a whole number, at least {least}"
        raise ParameterError(f"{name} is {value!r}; it must be {wanted}")


def _check_options(name, values, known):
    options = values.get(name, {})
    if not isinstance(options, dict):
        raise ParameterError(f"{name} is {options!r}; it must be a dict")
    for option, value in options.items():
        if option not in known:
            raise UnknownParameterError(_unknown(option, known, f"{name} cannot set"))
        is_right, wanted = _OPTION_VALUES.get(option, (lambda _: True, ""))
        if not is_right(value):
            raise ParameterError(f"{option} of {name} is {value!r}; it must be {wanted}")


def _is_number(value):
    """JSON, by which they travel, has no others."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _is_port(value):
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 65536


def _maps_to(is_right):
    return lambda value: isinstance(value, dict) and all(isinstance(name, str) and is_right(each) for name, each in value.items())


_PORT = (_is_port, "a port, a whole number from 0 to 65535")
_OPTION_VALUES = {
    "port": _PORT,
    "ray_client_server_port": _PORT,
    "dashboard_port": (lambda value: value is None or _is_port(value), f"{_PORT[1]}, or None for any"),
    "include_dashboard": (lambda value: isinstance(value, bool), "True or False"),
    "resources": (_maps_to(lambda value: _is_number(value) and value >= 0), "a dict of names and amounts"),
    "labels": (_maps_to(lambda value: isinstance(value, str)), "a dict of names and texts"),
    "system_config": (_maps_to(lambda _: True), "a dict"),
}


def _unknown(name, known, what):
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    nearest = f"did you mean {near[0]}? " if near else ""
    return f"{what} {name}: {nearest}It takes {', '.join(known)}"
