"""Several gates on one cluster: a quick run has no time to start and stop one for each.

Gates come in the order in which they disturb each other least: an idle node first, what fills it last.
"""

import actors_in_sequence
import fifty_actors
import first_task
import idle
import many_tasks
import one_actor
import placement_groups
import worker_memory
from ray import cloudpickle
from report import Report, options

GATES = [idle, placement_groups, many_tasks, one_actor, actors_in_sequence, fifty_actors, worker_memory]

arguments, report = options(__doc__, gates="first_task," + ",".join(gate.__name__ for gate in GATES))
chosen = arguments.gates.split(",")
# Workers get the gates' code by value, as they do from a gate that is the driver's own script.
for gate in [first_task, *GATES]:
    cloudpickle.register_pickle_by_value(gate)
start_and_stop = report if "first_task" in chosen else Report(None)
first_task.start(start_and_stop, num_cpus=2, object_store_memory=1 << 30, resources={"custom": 100})
for gate in GATES:
    if gate.__name__ in chosen:
        gate.measure(report, arguments.quick)
        report.write()
first_task.stop(start_and_stop)
report.write()
