"""Prints, as JSON, ids that the installed Ray makes, with what it says of them."""

import json
import sys

from ray import _raylet as raylet


def main():
    job = raylet.JobID.from_int(0x01020304)
    driver_task = raylet.TaskID.for_driver_task(job)
    actor = raylet.ActorID.of(job, driver_task, 7)
    creation = raylet.TaskID.for_actor_creation_task(actor)
    normal = raylet.TaskID.for_fake_task(job)
    item = raylet.ObjectID(normal.binary() + (3).to_bytes(4, "little"))
    kinds = {
        "JobId": raylet.JobID,
        "ActorId": raylet.ActorID,
        "TaskId": raylet.TaskID,
        "ObjectId": raylet.ObjectRef,
        "NodeId": raylet.NodeID,
        "WorkerId": raylet.WorkerID,
        "ClusterId": raylet.ClusterID,
        "FunctionId": raylet.FunctionID,
        "PlacementGroupId": raylet.PlacementGroupID,
    }
    json.dump(
        {
            "kinds": {name: {"size": kind.size(), "nil": kind.nil().hex()} for name, kind in kinds.items()},
            "job": {"int": 0x01020304, "hex": job.hex()},
            "actor": {"hex": actor.hex(), "job": actor.job_id.hex()},
            "driverTask": {"hex": driver_task.hex(), "job": driver_task.job_id().hex()},
            "creationTask": {"hex": creation.hex(), "actor": creation.actor_id().hex(), "job": creation.job_id().hex()},
            "object": {"hex": item.hex(), "task": item.task_id().hex(), "job": item.job_id().hex()},
            "placementGroup": {"hex": raylet.PlacementGroupID.of(job).hex()},
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
