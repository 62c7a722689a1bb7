"""A machine's own GPU, used by torch and by NVIDIA's commands: found without being asked for, given out, shared, given back.

Needs one GPU at least, torch with CUDA, and nobody else on the GPU.
"""

import os
import signal
import subprocess
import time

import numpy
import ray
import torch
from ray.util.placement_group import placement_group, remove_placement_group
from ray.util.scheduling_strategies import PlacementGroupSchedulingStrategy

import facts

MIB = 1 << 20
# More than what a CUDA context takes by itself, so that nvidia-smi shows who holds it.
TENSOR_MIB = 4096


def smi(query):
    command = ["nvidia-smi", f"--query-{query}", "--format=csv,noheader,nounits"]
    return [line.strip() for line in subprocess.check_output(command, text=True).splitlines() if line.strip()]


def used_mib():
    """Of the first GPU, by all processes."""
    return int(smi("gpu=memory.used")[0])


def free():
    return ray.available_resources().get("GPU", 0)


def all_free():
    return facts.eventually(lambda: free() == len(smi("gpu=uuid")))


def seen():
    return {"ids": ray.get_gpu_ids(), "visible": os.environ.get("CUDA_VISIBLE_DEVICES")}


def product_is_right():
    """A matrix product on the GPU that torch sees first, beside the same on the CPU."""
    generator = torch.Generator().manual_seed(7)
    left, right = (torch.randn(512, 512, generator=generator, dtype=torch.float64) for _ in range(2))
    return torch.allclose((left.cuda() @ right.cuda()).cpu(), left @ right)


@ray.remote(num_cpus=1, num_gpus=1)
def compute():
    return {**seen(), "devices": torch.cuda.device_count(), "right": product_is_right()}


@ray.remote(num_cpus=0, num_gpus=1)
class Holder:
    """Holds memory of the GPU between calls."""

    def __init__(self):
        self.tensor = torch.ones(TENSOR_MIB, MIB // 4, device="cuda")

    def total(self):
        return float(self.tensor.sum().item()) / MIB

    def pid(self):
        return os.getpid()


@ray.remote(num_cpus=0)
class Meeting:
    """Answers when so many have come: they run at the same time."""

    def __init__(self):
        self.come = 0

    def come_in(self):
        self.come += 1

    def count(self):
        return self.come


def found():
    """What Ray says of the machine without being told."""
    node = ray.nodes()[0]
    total = ray.cluster_resources()
    return {
        "as_many_as_nvidia_smi": total.get("GPU") == len(smi("gpu=uuid")),
        "types": sorted(name for name in total if name.startswith("accelerator_type:")),
        "label": node["Labels"].get("ray.io/accelerator-type"),
    }


def task():
    first = ray.get(compute.remote())
    # The worker that had the GPU, or another one: whichever it is, it sees the same.
    again = ray.get([compute.remote() for _ in range(3)])
    return {"first": first, "same_again": all(one == first for one in again), "free_again": all_free()}


def none():
    """A task without a GPU, before and after others had one."""

    @ray.remote
    def without():
        return seen()

    return ray.get(without.remote())


def fractions():
    meeting = Meeting.remote()

    @ray.remote(num_cpus=0, num_gpus=0.5)
    def half(meeting, wanted):
        ray.get(meeting.come_in.remote())
        both = facts.eventually(lambda: ray.get(meeting.count.remote()) >= wanted)
        return {**seen(), "both_here": both, "right": product_is_right()}

    halves = ray.get([half.remote(meeting, 2) for _ in range(2)])
    return {"halves": halves, "free_again": all_free()}


def actor():
    before = used_mib()
    holder = Holder.remote()
    total = ray.get(holder.total.remote())
    held = used_mib() - before
    waiting = compute.remote()
    ready, _ = ray.wait([waiting], timeout=2)
    ray.kill(holder)
    after = ray.get(waiting)
    return {
        "sum": total,
        "holds_its_memory": held >= TENSOR_MIB,
        "second_waits": ready == [],
        "second_runs_after_kill": after["right"],
        "memory_is_back": facts.eventually(lambda: used_mib() - before < TENSOR_MIB),
        "free_again": all_free(),
    }


def killed():
    """The process of an actor is killed: it is made again, on a GPU whose memory is free again."""
    before = used_mib()
    holder = Holder.options(max_restarts=1, max_task_retries=3).remote()
    old = ray.get(holder.pid.remote())
    os.kill(old, signal.SIGKILL)
    total = ray.get(holder.total.remote())
    held = used_mib() - before
    other = ray.get(holder.pid.remote()) != old
    ray.kill(holder)
    return {"sum": total, "another_process": other, "held_once": TENSOR_MIB <= held < 2 * TENSOR_MIB, "free_again": all_free()}


def bundle():
    group = placement_group([{"CPU": 1, "GPU": 1}])
    assert group.wait(20)
    strategy = PlacementGroupSchedulingStrategy(group, placement_group_bundle_index=0)
    inside = ray.get(compute.options(scheduling_strategy=strategy).remote())
    remove_placement_group(group)
    return {"inside": inside, "free_again": all_free()}


def objects():
    """An array of the store is read in place and copied to the GPU, and what comes back is the same."""
    array = numpy.arange(16 * MIB, dtype=numpy.float32)
    ref = ray.put(array)

    @ray.remote(num_gpus=1)
    def twice(values):
        return (torch.as_tensor(values).cuda() * 2).cpu().numpy()

    return bool(numpy.array_equal(ray.get(twice.remote(ref)), array * 2))


def data():
    """ray.data hands batches to actors with a GPU."""

    class Square:
        def __call__(self, batch):
            values = torch.as_tensor(batch["id"]).cuda()
            return {"square": (values * values).cpu().numpy(), "device": numpy.full(len(values), values.device.type)}

    rows = ray.data.range(1000).map_batches(Square, batch_size=100, num_gpus=1, compute=ray.data.ActorPoolStrategy(size=1)).take_all()
    right = sorted(int(row["square"]) for row in rows) == [i * i for i in range(1000)]
    return {"right": right, "devices": sorted({str(row["device"]) for row in rows}), "free_again": all_free()}


if __name__ == "__main__":
    facts.main(
        [found, task, none, fractions, actor, killed, bundle, objects, data],
        num_cpus=4,
        object_store_memory=1000 * MIB,
    )
