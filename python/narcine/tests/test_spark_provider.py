"""The node provider of Ray's autoscaler, which calls it on several threads."""

import threading

import pytest

tags = pytest.importorskip("ray.autoscaler.tags")

from narcine.spark import _provider  # noqa: E402


def test_a_node_that_is_made_while_nodes_are_listed_keeps_its_tags(monkeypatch):
    """The autoscaler ends, and the cluster with it, after it has met a node without its kind some times."""
    nodes = {}

    class Driver:
        def __init__(self, address):
            pass

        def ask(self, do):
            if do == "create":
                nodes["1"] = "starting"
                return "1"
            seen = dict(nodes)
            launcher.start()
            launcher.join(0.3)  # It makes the node now, unless it must wait.
            return seen

    monkeypatch.setattr(_provider, "Caller", Driver)
    provider = _provider.SparkNodeProvider({"door": "127.0.0.1:1"}, "c")
    kind = {tags.TAG_RAY_NODE_KIND: tags.NODE_KIND_WORKER}
    launcher = threading.Thread(target=provider.create_node, args=({}, kind, 1))
    assert provider.non_terminated_nodes({}) == ["0"]
    launcher.join()
    assert provider.node_tags("1")[tags.TAG_RAY_NODE_KIND] == tags.NODE_KIND_WORKER
