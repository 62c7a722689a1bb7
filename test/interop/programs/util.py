"""ray.util: Queue, multiprocessing.Pool, joblib."""

import joblib
import ray
from ray.util.joblib import register_ray
from ray.util.multiprocessing import Pool
from ray.util.queue import Empty, Full, Queue

import facts


def square(x):
    return x * x


def add(a, b):
    return a + b


def fail(x):
    raise ValueError(x)


def queue():
    q = Queue(maxsize=3)

    @ray.remote
    def produce(q, n):
        for i in range(n):
            q.put(i)

    producer = produce.remote(q, 10)
    items = [q.get(timeout=30) for _ in range(10)]
    ray.get(producer)
    for i in range(3):
        q.put(i)
    result = {
        "items": items,
        "full": facts.raised(lambda: q.put_nowait(9))["type"] == Full.__name__,
        "size": [q.qsize(), q.full(), q.empty()],
        "batch": q.get_nowait_batch(3),
        "empty_now": facts.raised(q.get_nowait)["type"] == Empty.__name__,
        "empty_in_time": facts.raised(lambda: q.get(timeout=0.1)),
    }
    q.shutdown()
    return result


def multiprocessing_pool():
    with Pool(processes=2) as pool:
        pending = pool.apply_async(square, (9,))
        result = {
            "map": pool.map(square, range(50)) == [i * i for i in range(50)],
            "starmap": pool.starmap(add, [(1, 2), (3, 4)]),
            "imap": list(pool.imap(square, range(5))),
            "imap_unordered": sorted(pool.imap_unordered(square, range(5))),
            "apply": pool.apply(add, (1,), {"b": 5}),
            "async": pending.get(timeout=30),
            "error": facts.raised(lambda: pool.map(fail, [1]))["type"],
        }
    pool.join()
    return result


def joblib_backend():
    register_ray()
    with joblib.parallel_backend("ray", n_jobs=2):
        values = joblib.Parallel()(joblib.delayed(square)(i) for i in range(60))
    return {"values": values == [i * i for i in range(60)]}


if __name__ == "__main__":
    facts.main([queue, multiprocessing_pool, joblib_backend], num_cpus=3)
