"""Runtime environments: working_dir and env_vars of a job, of a task and of an actor."""

import os
import pathlib
import shutil
import sys
import tempfile

import ray

import facts


@ray.remote
def variable(name):
    return os.environ.get(name)


@ray.remote
def from_working_dir():
    import narcine_test_module

    return [narcine_test_module.NAME, pathlib.Path("data.txt").read_text(), sorted(os.listdir("."))]


@ray.remote
class Asks:
    def variable(self, name):
        return os.environ.get(name)

    def module(self):
        import narcine_test_module

        return narcine_test_module.NAME


@ray.remote
def child_variable(name):
    return ray.get(variable.remote(name))


def env_vars():
    special = variable.options(runtime_env={"env_vars": {"NT_TASK": "task", "NT_JOB": "overridden"}})
    actor = Asks.options(runtime_env={"env_vars": {"NT_ACTOR": "actor"}}).remote()
    return {
        "job": ray.get(variable.remote("NT_JOB")),
        "task": ray.get(special.remote("NT_TASK")),
        "task_overrides_job": ray.get(special.remote("NT_JOB")),
        "plain_task_has_not": ray.get(variable.remote("NT_TASK")),
        "actor": ray.get(actor.variable.remote("NT_ACTOR")),
        "actor_inherits": ray.get(actor.variable.remote("NT_JOB")),
        "child_inherits": ray.get(
            child_variable.options(runtime_env={"env_vars": {"NT_TASK": "parent"}}).remote("NT_TASK")
        ),
        "driver_has_not": os.environ.get("NT_JOB"),
    }


def working_dir():
    actor = Asks.remote()
    return {"task": ray.get(from_working_dir.remote()), "actor": ray.get(actor.module.remote())}


def broken():
    bad = variable.options(runtime_env={"working_dir": "file:///nowhere/missing.zip"})
    return {"task": facts.raised(lambda: ray.get(bad.remote("X"), timeout=60)), "others_go_on": ray.get(variable.remote("NT_JOB"))}


if __name__ == "__main__":
    folder = pathlib.Path(tempfile.mkdtemp())
    (folder / "narcine_test_module.py").write_text('NAME = "from the working dir"\n')
    (folder / "data.txt").write_text("data beside it")
    facts.init(runtime_env={"working_dir": str(folder), "env_vars": {"NT_JOB": "job"}})
    code = facts.run([env_vars, working_dir, broken])
    ray.shutdown()
    shutil.rmtree(folder)
    sys.exit(code)
