"""Nodes for Ray's autoscaler: each is a Spark job of the driver (Ray 2.60.0, autoscaler/node_provider.py).

Loaded by Ray's monitor by the name in the autoscaling configuration.
"""

import threading

from ray.autoscaler.node_launch_exception import NodeLaunchException
from ray.autoscaler.node_provider import NodeProvider
from ray.autoscaler.tags import (
    NODE_KIND_HEAD,
    STATUS_SETTING_UP,
    STATUS_UP_TO_DATE,
    TAG_RAY_NODE_KIND,
    TAG_RAY_NODE_NAME,
    TAG_RAY_NODE_STATUS,
    TAG_RAY_USER_NODE_TYPE,
)

from narcine.spark._door import Caller

HEAD = "0"


class SparkNodeProvider(NodeProvider):
    """An id of the autoscaler is the number of a node, and its "ip" too (`use_node_id_as_ip`): hosts are shared."""

    def __init__(self, provider_config, cluster_name):
        super().__init__(provider_config, cluster_name)
        self._driver = Caller(provider_config["door"])
        # What the driver says of its nodes and `_tags` change together: launchers are threads of their own.
        self._lock = threading.Lock()
        self._tags = {HEAD: {TAG_RAY_NODE_KIND: NODE_KIND_HEAD, TAG_RAY_USER_NODE_TYPE: "ray.head.default",
                             TAG_RAY_NODE_NAME: HEAD, TAG_RAY_NODE_STATUS: STATUS_UP_TO_DATE}}

    def non_terminated_nodes(self, tag_filters):
        with self._lock:
            states = self._driver.ask(do="list")
            for number in set(self._tags) - {HEAD, *states}:
                del self._tags[number]
            for number, state in states.items():
                status = STATUS_UP_TO_DATE if state == "ready" else STATUS_SETTING_UP
                self._tags.setdefault(number, {TAG_RAY_NODE_NAME: number})[TAG_RAY_NODE_STATUS] = status
            return [number for number, tags in self._tags.items()
                    if all(tags.get(name) == value for name, value in tag_filters.items())]

    def is_running(self, node_id):
        return self._tags.get(node_id, {}).get(TAG_RAY_NODE_STATUS) == STATUS_UP_TO_DATE

    def is_terminated(self, node_id):
        return node_id not in self._tags

    def node_tags(self, node_id):
        return self._tags[node_id]

    def set_node_tags(self, node_id, tags):
        self._tags[node_id].update(tags)

    def external_ip(self, node_id):
        return node_id

    def internal_ip(self, node_id):
        return node_id

    def create_node_with_resources_and_labels(self, node_config, tags, count, resources, labels):
        for _ in range(count):
            with self._lock:
                try:
                    number = self._driver.ask(do="create")
                except RuntimeError as error:
                    raise NodeLaunchException("SparkJob", str(error), None) from error
                self._tags[number] = {**tags, TAG_RAY_NODE_NAME: number, TAG_RAY_NODE_STATUS: STATUS_SETTING_UP}

    def create_node(self, node_config, tags, count):
        self.create_node_with_resources_and_labels(node_config, tags, count, {}, {})

    def terminate_node(self, node_id):
        with self._lock:
            self._driver.ask(do="terminate", node=node_id)
            self._tags.pop(node_id, None)

    @staticmethod
    def bootstrap_config(cluster_config):
        return cluster_config
