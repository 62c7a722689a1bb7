"""One of Ray's two agents of the node is killed: the raylet shares its fate, and says so to the head."""

import os
import time

import ray

import facts

if __name__ == "__main__":
    facts.init(num_cpus=2)
    node = ray._private.worker._global_node
    raylet = node.all_processes["raylet"][0].process
    facts.say("READY", {})
    ended = facts.eventually(lambda: raylet.poll() is not None, 60, 0.1)
    dead = facts.eventually(lambda: not ray.nodes()[0]["Alive"], 30, 0.2)
    last = ray.nodes()[0]
    facts.say(
        "RESULT",
        {"ended": ended, "dead": dead, "reason": last["DeathReason"], "message": last["DeathReasonMessage"]},
    )
    # The driver's node is gone, and with it what ray.shutdown() would talk to.
    time.sleep(0.2)
    node.kill_all_processes(check_alive=False, allow_graceful=False)
    os._exit(0)
