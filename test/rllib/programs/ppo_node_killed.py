"""The grid search of ppo.py on two nodes of which one is killed in the middle: its trial goes on from its checkpoint.

Argument: the makers of the nodes (cluster.py).
"""

import os
import signal

import cluster
import facts
import ppo
from ray import tune


class NodeKiller(tune.Callback):
    """Kills a raylet once each of the two trials, of which each fills a node, has saved its second checkpoint."""

    def __init__(self, pid):
        self._pid = pid
        self._saved = {}
        self.killed = False
        self.recovered = 0

    def on_checkpoint(self, iteration, trials, trial, checkpoint, **info):
        self._saved[trial.trial_id] = self._saved.get(trial.trial_id, 0) + 1
        if not self.killed and len(self._saved) == 2 and min(self._saved.values()) >= 2:
            os.kill(self._pid, signal.SIGKILL)
            self.killed = True

    def on_trial_recover(self, iteration, trials, trial, **info):
        self.recovered += 1


@facts.limit(ppo.LIMIT_S)
def ppo_with_node_killed(nodes, ids):
    killer = NodeKiller(cluster.raylet_of(nodes, ids[-1]).pid)
    found = ppo.grid_search(
        callbacks=[killer],
        checkpoint_config=tune.CheckpointConfig(checkpoint_frequency=1, checkpoint_at_end=True),
        failure_config=tune.FailureConfig(max_failures=3),
    )
    return {**found, "killed": killer.killed, "recovered": killer.recovered}


if __name__ == "__main__":
    cluster.main([ppo_with_node_killed], [{"num_cpus": 2}] * 2)
