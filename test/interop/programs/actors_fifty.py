"""50 actors at once, each of which answers, on two CPUs."""

import ray

import facts


@ray.remote(num_cpus=0)
class Small:
    def __init__(self, number):
        self.number = number

    def answer(self, data):
        return self.number, len(data)


@facts.limit(240)
def fifty():
    shared = ray.put(b"x" * 500_000)
    actors = [Small.remote(i) for i in range(50)]
    answers = ray.get([a.answer.remote(shared) for a in actors], timeout=230)
    again = ray.get([a.answer.remote(b"12") for a in actors], timeout=60)
    result = {"answers": answers == [(i, 500_000) for i in range(50)], "again": again == [(i, 2) for i in range(50)]}
    for actor in actors[:25]:
        ray.kill(actor)
    dead = [facts.final_error(lambda actor=actor: ray.get(actor.answer.remote(b""), timeout=30)) for actor in actors[:25]]
    result["killed"] = sum(d is not None and d["type"] == "ActorDiedError" for d in dead)
    result["others_answer"] = len(ray.get([a.answer.remote(b"1") for a in actors[25:]], timeout=60))
    return result


if __name__ == "__main__":
    facts.main([fifty])
