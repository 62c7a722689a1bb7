"""RLlib's PPO learns CartPole, as one small grid search of Tune."""

import os
import sys

# PyTorch's cache lies in the run's home: what is in its TMPDIR at the end was left behind by somebody.
os.environ["TORCHINDUCTOR_CACHE_DIR"] = os.path.join(os.environ["HOME"], "torchinductor")

import ray
from ray import tune
from ray.rllib.algorithms.ppo import PPOConfig

import facts

LIMIT_S = 900


def grid_search(**run_options):
    """The facts of a search with two trials of two CPUs each. Keyword arguments: further ones of `tune.RunConfig`."""
    config = (
        PPOConfig()
        .environment("CartPole-v1")
        .env_runners(num_env_runners=1)
        .training(lr=tune.grid_search([0.0003, 0.001]), train_batch_size_per_learner=2000, num_epochs=6)
    )
    stop = {"env_runners/episode_return_mean": 100.0, "training_iteration": 25}
    tuner = tune.Tuner("PPO", param_space=config, run_config=tune.RunConfig(stop=stop, verbose=0, **run_options))
    results = tuner.fit()
    best = results.get_best_result(metric="env_runners/episode_return_mean", mode="max")
    # NumPy's, which JSON does not take.
    mean = float(best.metrics["env_runners"]["episode_return_mean"])
    print(f"BEST {mean}", file=sys.stderr, flush=True)
    return {
        "trials": len(results),
        "errors": results.num_errors,
        # A policy that knows nothing gets about 20.
        "learned": mean >= 100.0,
        "checkpoint": best.checkpoint is not None,
    }


@facts.limit(LIMIT_S)
def ppo_on_cartpole():
    return grid_search(checkpoint_config=tune.CheckpointConfig(checkpoint_at_end=True))


if __name__ == "__main__":
    facts.init(num_cpus=4, object_store_memory=500 * 1024**2)
    facts.run([ppo_on_cartpole])
    ray.shutdown()
