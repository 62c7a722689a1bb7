"""A Tune run of eight trials."""

import shutil
import sys
import tempfile

import ray
from ray import tune

import facts


def trainable(config):
    score = 0
    for step in range(3):
        score += config["x"] * config["y"] + step
        tune.report({"score": score})


@facts.limit(240)
def eight_trials():
    folder = tempfile.mkdtemp()
    try:
        tuner = tune.Tuner(
            tune.with_resources(trainable, {"cpu": 1}),
            param_space={"x": tune.grid_search([1, 2, 3, 4]), "y": tune.grid_search([10, 20])},
            tune_config=tune.TuneConfig(metric="score", mode="max"),
            run_config=tune.RunConfig(storage_path=folder, name="interop", verbose=0),
        )
        results = tuner.fit()
        best = results.get_best_result()
        return {
            "trials": len(results),
            "errors": results.num_errors,
            "best": [best.config, best.metrics["score"], best.metrics["training_iteration"]],
            "scores": sorted(r.metrics["score"] for r in results),
        }
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    facts.init()
    code = facts.run([eight_trials])
    ray.shutdown()
    sys.exit(code)
