"""Functions and actors written in TypeScript, called from Python:

    import narcine

    area = narcine.ts("shapes:area")                  # export `area` of shapes.mjs
    ray.get(area.remote({"width": 2, "height": 3}))

    Counter = narcine.ts_actor("counters:Counter")
    counter = Counter.options(name="hits").remote(5)
    ray.get(counter.increment.remote(1))

`narcine.get_actor(name)` is `ray.get_actor(name)` for an actor that TypeScript made, or whose class is in TypeScript.

Modules are looked for in the folders of the job's `code_search_path`, then in those of the driver's `sys.path`. Keyword
arguments become one last argument, an object of their names. Values cross as MessagePack: None, bool, int, float, str,
bytes, list and tuple (an array there), dict, set, datetime (a Date), refs, which stay refs inside other values and are their
values as arguments of their own; pyarrow's tables and NumPy's arrays as arguments of their own.
`ts("shapes:each").options(num_returns="streaming")` calls a generator function.
"""

import os
import re

from narcine._arrow import arrow

_NAME = re.compile(r"^(?P<module>[^\s:]+):(?P<export>[A-Za-z_$][\w$]*)$")


class UnsupportedValueError(TypeError):
    """A value that TypeScript cannot be given. The message names its place and what to send instead."""


class NoTypeScriptError(RuntimeError):
    """The cluster has no workers that run TypeScript. The message says how it gets them."""


class TypeScriptFunction:
    """A function of a TypeScript (or JavaScript) module. `options` takes what `ray.remote` functions take."""

    def __init__(self, name, options=None):
        _split(name)
        self._name = name
        self._options = options or {}

    def options(self, **options):
        return TypeScriptFunction(self._name, {**self._options, **options})

    def remote(self, *args, **kwargs):
        from ray import cross_language

        _lift_refusal()
        function = cross_language.cpp_function(self._name)
        # Ray looks into the Python function to see whether it may stream; there is none here, the worker knows.
        function._is_generator = self._options.get("num_returns") == "streaming"
        return function.options(**self._options).remote(*_arguments(args, kwargs))


class TypeScriptActorClass:
    """A class of a TypeScript module, whose instances are actors. `options` takes what `ray.remote` classes take.

    With `concurrency_groups={"io": 2}` calls run in groups: those of the methods that the class names in `static methodGroups`,
    and those that name a group themselves, `actor.fetch.options(concurrency_group="io")`.
    """

    def __init__(self, name, options=None):
        _split(name)
        self._name = name
        self._options = options or {}

    def options(self, **options):
        return TypeScriptActorClass(self._name, {**self._options, **options})

    def remote(self, *args, **kwargs):
        from ray import Language
        from ray._raylet import CppFunctionDescriptor
        from ray.actor import ActorClass

        _lift_refusal()
        descriptor = CppFunctionDescriptor(self._name, "PYTHON", _split(self._name)[1])
        options = dict(self._options)
        # Ray takes these where a class is declared, and drops them from its options.
        groups = {name: options.pop(name) for name in ("concurrency_groups",) if name in options}
        actor_class = ActorClass._ray_from_function_descriptor(Language.CPP, descriptor, groups)
        return actor_class.options(**options).remote(*_arguments(args, kwargs))


def ts(name):
    """The function `name`, "module:export"."""
    return TypeScriptFunction(name)


def ts_actor(name):
    """The class `name`, "module:export"."""
    return TypeScriptActorClass(name)


def get_actor(name, namespace=None):
    """The actor of this name, as `ray.get_actor` gives it: whoever made it, its class in Python or TypeScript.

    A class in Python of which TypeScript made an actor must be importable here.
    """
    import ray

    _lift_language_check()
    try:
        return ray.get_actor(name, namespace)
    except AssertionError:
        # Ray looks into the head for the pickled class, unless code is local; TypeScript has none to put there.
        worker = ray._private.worker.global_worker
        if worker.load_code_from_local:
            raise
        worker.set_load_code_from_local(True)
        try:
            return ray.get_actor(name, namespace)
        finally:
            worker.set_load_code_from_local(False)


def _split(name):
    match = _NAME.match(name)
    if match is None:
        raise ValueError(f'{name!r} is not "module:export" of TypeScript, e.g. "shapes:area"')
    return match["module"], match["export"]


def _lift_refusal():
    _refuse_if_not_started()
    _lift_language_check()


def _lift_language_check():
    """Ray calls other languages only with a code_search_path; our workers look in the driver's sys.path as well.

    Calls of actors' methods check there too, so the keyword arguments of theirs are taken over as well.
    """
    from ray import cross_language

    if getattr(cross_language._format_args, "is_narcine", False):
        return

    def format_args(_worker, args, kwargs):
        return _arguments(args, kwargs)

    format_args.is_narcine = True
    cross_language._format_args = format_args


def _refuse_if_not_started():
    """Ray's own raylet ends itself, and its node, when asked for a worker that it was given no command for."""
    import ray
    from ray._private.auto_init_hook import auto_init_ray

    auto_init_ray()
    socket = getattr(ray._private.worker.global_worker.node, "raylet_socket_name", None)
    if socket is None or socket in _checked:
        return
    _checked.add(socket)
    for pid in filter(str.isdigit, os.listdir("/proc")):
        argv = _command_line(pid)
        if f"--raylet_socket_name={socket}" not in argv:
            continue
        if argv[0].endswith("ray/core/src/ray/raylet/raylet") and "--cpp_worker_command=" in argv:
            _checked.discard(socket)
            raise NoTypeScriptError(
                "the raylet here is Ray's own, and it was started without TypeScript workers: being asked for one would "
                "end it. Start the cluster's nodes by `narcine run --raylet stock -- ray start ...`, or with a raylet of ours"
            )
        return


def _command_line(pid):
    """The words of a process's command line, whatever they are: another user's may be no text in this locale."""
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return [os.fsdecode(word) for word in file.read().split(b"\0")]
    except OSError:
        return []


_checked = set()


def _arguments(args, kwargs):
    positional = [_argument(value, f"argument {index}") for index, value in enumerate(args)]
    if kwargs:
        positional.append(_argument(dict(kwargs), "the keyword arguments"))
    return tuple(positional)


def _argument(value, place):
    """Refs and bytes travel as they are; everything else must be what TypeScript can read."""
    import ray

    library = type(value).__module__.split(".")[0]
    if (library == "pyarrow" and hasattr(value, "schema")) or (library == "numpy" and hasattr(value, "ctypes")):
        # By reference: Ray refuses to hand another language a value that Python pickled.
        return ray.put(arrow(value))
    if isinstance(value, (ray.ObjectRef, bytes)):
        return value
    pickled = []
    plain = _plain(value, place, pickled)
    # So are values with parts that only pickles have a form for, refs among them, whose owners Ray then keeps account of.
    return ray.put(plain) if pickled else plain


def _plain(value, place, pickled):
    """The value as TypeScript reads it; the kinds of its parts that MessagePack has no form for are added to `pickled`."""
    if value is None or isinstance(value, (bool, float, str, bytes)):
        return value
    if isinstance(value, int):
        if not -(2**63) <= value < 2**64:
            pickled.append("int")
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(each, f"{place}[{index}]", pickled) for index, each in enumerate(value)]
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, (str, int, float, bytes)):
                raise UnsupportedValueError(f"{place} has a key of type {type(key).__name__}; use str or numbers")
        return {
            _plain(key, f"a key of {place}", pickled): _plain(each, f"{place}[{key!r}]", pickled)
            for key, each in value.items()
        }
    kind = type(value).__name__
    if isinstance(value, (set, frozenset)):
        pickled.append(kind)
        for each in value:
            if not isinstance(each, (type(None), bool, int, float, str, bytes)):
                raise UnsupportedValueError(f"{place} is a set with a {type(each).__name__} in it; send a list")
        return value
    if kind in ("ObjectRef", "datetime", "date"):
        pickled.append(kind)
        return value
    hint = {
        "ndarray": "send it as an argument of its own, or .tolist()",
        "ActorHandle": "give the actor a name, send that, and call getActor(name) there",
    }.get(kind)
    raise UnsupportedValueError(
        f"{place} is a {kind}, which TypeScript cannot be given; "
        f"{hint or 'send lists, dicts, sets, strings, numbers, datetimes, refs or bytes'}"
    )
