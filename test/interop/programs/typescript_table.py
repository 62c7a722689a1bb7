"""The table of cases, Python calling TypeScript (typescript-table.mjs, typescript-functions.mjs): each gives True, or what it saw."""

import datetime
import os
import signal
import time
import traceback

import facts
import narcine
import ray
from ray.exceptions import CrossLanguageError, GetTimeoutError, RayActorError, TaskCancelledError, WorkerCrashedError

LARGE = 300_000
CASES = {}


def case(function):
    CASES[function.__name__.replace("_", " ")] = function
    return function


def ts(name):
    return narcine.ts(f"typescript-table:{name}")


def function(name):
    return narcine.ts(f"typescript-functions:{name}")


def keeper(**options):
    return narcine.ts_actor("typescript-table:Keeper").options(**options).remote()


def counter(**options):
    return narcine.ts_actor("typescript-functions:Counter").options(**options).remote(0)


def same(*values):
    """Values that come back as they were, when they were given alone and inside others."""
    back = ray.get([function("echo").remote(value) for value in values])
    inside = ray.get(function("echo").remote({"values": list(values)}))["values"]
    return True if back == list(values) and inside == list(values) else [back, inside]


def kind(value, expected):
    found = ray.get(ts("kindsOf").remote([value]))
    return True if found == [expected] else found


def thrown(call, error, text=""):
    try:
        value = call()
    except error as found:
        return True if text in str(found) else str(found)
    return f"gave {value!r}"


@case
def None_is_null():
    return same(None) and kind(None, "null")


@case
def booleans():
    return same(True, False) and kind(True, "Boolean")


@case
def small_integers():
    return same(0, 1, -1, 127, 128, -129, 2**31, -(2**31)) and kind(5, "Number")


@case
def integers_of_53_bits():
    return same(2**53 - 1, -(2**53) + 1) and kind(2**53 - 1, "Number")


@case
def integers_of_64_bits_are_bigints():
    return same(2**63, 2**64 - 1, -(2**63)) and kind(2**63, "BigInt")


@case
def integers_beyond_64_bits():
    return same(2**100, -(2**100)) and kind(2**100, "BigInt")


@case
def floats():
    return same(0.5, -1e300, float("inf")) and kind(0.5, "Number")


@case
def strings():
    return same("", "grüße", "\U0001f600", "x" * LARGE) and kind("x", "String")


@case
def bytes_small_and_large():
    return same(b"", b"abc", b"x" * LARGE) and kind(b"abc", "Uint8Array")


@case
def lists_and_dicts():
    return same([], {}, [1, [2, {"a": [None]}]], {"a": {"b": {"c": 1}}}) and kind({}, "Object")


@case
def dicts_of_numbers_are_maps():
    return same({1: "one"}) and kind({1: 2}, "Map")


@case
def tuples_are_arrays():
    back = ray.get(function("echo").remote((1, ("a",))))
    return True if back == [1, ["a"]] else back


@case
def sets():
    return same({1, "a"}, set()) and kind({1}, "Set")


@case
def dates():
    zone = datetime.timezone(datetime.timedelta(hours=-5))
    when = datetime.datetime(2026, 11, 28, 12, 30, 15, 250_000, zone)
    return same(when) and kind(when, "Date")


@case
def what_TypeScript_makes():
    made = ray.get(ts("made").remote())
    when = datetime.datetime(2026, 11, 28, 10, 30, 15, 250_000, datetime.timezone.utc)
    return True if made == {"set": {1, "a"}, "big": -(2**100), "when": when} else made


@case
def objects_of_classes_are_refused():
    return thrown(lambda: function("echo").remote({"a": [object()]}), narcine.UnsupportedValueError, "[0] is a object")


@case
def refs_as_arguments():
    return ray.get(function("add").remote(ray.put(1), function("add").remote(1, 1))) == 3


@case
def refs_inside_arguments():
    refs = [ray.put(7), ray.put(b"x" * LARGE), function("add").remote(1, 1)]
    values = ray.get(ts("read").remote({"refs": refs}))
    return [values[0], len(values[1]), values[2]] == [7, LARGE, 2]


@case
def refs_inside_keyword_arguments():
    return ray.get(ts("firstSize").remote(refs=[ray.put(b"x" * LARGE)])) == LARGE


@case
def what_an_actor_keeps_lives_until_it_drops_it():
    actor = keeper()
    ref = ray.put(b"x" * LARGE)
    key = ref.hex()
    ray.get(actor.keep.remote({"ref": ref}))
    del ref
    time.sleep(0.5)
    if key not in known() or ray.get(actor.read.remote()) != LARGE:
        return [key, known()]
    ray.get(actor.drop.remote())
    return facts.eventually(lambda: key not in known())


def known():
    """In hex, the objects that this process has references of."""
    counts = ray._private.worker.global_worker.core_worker.get_all_reference_counts()
    return [key.decode() if isinstance(key, bytes) else str(key) for key in counts]


@case
def what_an_actor_lends_is_freed_with_the_last_ref_here():
    actor = keeper()
    for size in (3, LARGE):
        ref = ray.get(actor.lend.remote(size))["ref"]
        if len(ray.get(ref)) != size or ray.get(ts("firstSize").remote({"refs": [ref]})) != size:
            return "its value is another"
        if ray.get(actor.references.remote()) < 1:
            return "its owner does not know of it"
        del ref
        if not facts.eventually(lambda: ray.get(actor.references.remote()) == 0):
            return ray.get(actor.references.remote())
    return True


@case
def what_goes_from_one_actor_to_another_outlives_the_first():
    first, second = keeper(), keeper(name="py-second")
    ray.get(second.drop.remote())
    ray.get(first.keep.remote({"ref": ray.put(b"x" * LARGE)}))
    ray.get(first.hand_on.remote("py-second"))
    ray.get(first.drop.remote())
    ray.kill(first)
    return ray.get(second.read.remote()) == LARGE


@case
def exceptions_have_the_stack_of_JavaScript():
    return thrown(lambda: ray.get(function("fail").remote("because")), CrossLanguageError, "typescript-functions.mjs")


@case
def a_result_that_cannot_be_sent_says_where():
    return thrown(lambda: ray.get(function("unsendable").remote()), CrossLanguageError, ".when")


@case
def generators():
    items = [ray.get(ref) for ref in function("countdown").options(num_returns="streaming").remote(5)]
    return [len(item) if isinstance(item, bytes) else item for item in items] == [5, 200_004, 3, 200_002, 1]


@case
def several_results():
    return ray.get(function("several").options(num_returns=3).remote(3)) == [0, 10, 20]


@case
def cancels():
    ref = function("nap").remote(60_000, os.path.join(os.environ["HOME"], "table-aborted"))
    ray.wait([ref], timeout=1.0)
    ray.cancel(ref)
    return thrown(lambda: ray.get(ref, timeout=20), TaskCancelledError)


@case
def timeouts():
    ref = function("later").remote(3_000)
    return thrown(lambda: ray.get(ref, timeout=0.1), GetTimeoutError) and ray.get(ref) > 0


@case
def a_worker_that_dies():
    return thrown(lambda: ray.get(function("die").options(max_retries=0).remote()), WorkerCrashedError)


@case
def retries():
    return ray.get(function("failUntil").options(retry_exceptions=True).remote(os.path.join(os.environ["HOME"], "table-tries"), 3)) == 3


@case
def actors_in_order():
    actor = counter()
    for number in range(50):
        actor.note.remote(number)
    return ray.get(actor.notes.remote()) == list(range(50))


@case
def named_actors():
    made = counter(name="py-named")
    ray.get(made.increment.remote(5))
    return ray.get(ray.get_actor("py-named").increment.remote(1)) == 6


@case
def kills():
    actor = counter()
    ray.get(actor.pid.remote())
    ray.kill(actor)
    return facts.final_error(lambda: ray.get(actor.pid.remote()))["type"] == "ActorDiedError"


@case
def restarts():
    actor = counter(max_restarts=1)
    pid = ray.get(actor.pid.remote())
    os.kill(pid, signal.SIGKILL)

    def again():
        try:
            return ray.get(actor.pid.remote()) != pid
        except RayActorError:
            return False

    return facts.eventually(again)


@case
def the_GPU_option():
    return ray.get(keeper(num_gpus=1).visible.remote()) == "0"


@case
def placement_groups():
    group = ray.util.placement_group([{"CPU": 1}])
    ray.get(group.ready())
    strategy = ray.util.scheduling_strategies.PlacementGroupSchedulingStrategy(group)
    result = ray.get(function("add").options(scheduling_strategy=strategy).remote(1, 2))
    ray.util.remove_placement_group(group)
    return result == 3


@case
def ten_thousand_tasks():
    refs = [function("add").remote(index, 1) for index in range(10_000)]
    return sum(ray.get(refs)) == 10_000 * 10_001 // 2


@case
def TypeScript_calls_back():
    return ray.get(function("nested").remote(3)) == 3


def table():
    outcomes = {}
    for name, run in CASES.items():
        try:
            with facts.time_limit(60):
                outcomes[name] = run()
        except BaseException as error:
            traceback.print_exc()
            outcomes[name] = f"{type(error).__name__}: {str(error)[-500:]}"
    return outcomes


table.limit_s = 400.0

if __name__ == "__main__":
    facts.main([table], num_cpus=4, num_gpus=1)
