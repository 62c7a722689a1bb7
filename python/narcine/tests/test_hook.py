"""The hook in real interpreters: each test starts one, as `.pth` files act only at start."""

import os
import subprocess
import sys
import sysconfig
import textwrap

import pytest

RAYLET = "NARCINE_RAYLET_EXECUTABLE"
GCS_SERVER = "NARCINE_GCS_SERVER_EXECUTABLE"


def run_python(code, *, flags=(), path=(), **variables):
    """Runs `code` in a fresh interpreter of this environment; returns what it printed."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("NARCINE_")}
    env.update(variables)
    if path:
        env["PYTHONPATH"] = os.pathsep.join(str(folder) for folder in path)
    argv = [sys.executable, *flags, "-c", textwrap.dedent(code)]
    return subprocess.run(argv, env=env, capture_output=True, text=True, timeout=120)


def printed(code, **options):
    result = run_python(code, **options)
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    return result.stdout.split()


@pytest.fixture
def program(tmp_path):
    """A program that can be run, to stand for one of ours."""
    path = tmp_path / "narcine-raylet"
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def fake_ray(tmp_path):
    """A package like Ray's with what the hook touches: quick to import, and of any version."""

    def make(version="2.60.0", constants=("RAYLET_EXECUTABLE", "GCS_SERVER_EXECUTABLE")):
        folder = tmp_path / "fake"
        private = folder / "ray" / "_private"
        private.mkdir(parents=True)
        (folder / "ray" / "__init__.py").write_text(f"__version__ = {version!r}\nimport ray._private.services\n")
        (private / "__init__.py").write_text("")
        body = "".join(f"{name} = 'stock'\n" for name in constants)
        (private / "services.py").write_text(body + "LOADER = type(__loader__).__name__\n")
        return folder

    return make


def test_pth_lies_in_site_packages():
    assert os.path.isfile(os.path.join(sysconfig.get_paths()["purelib"], "narcine.pth"))


def test_unarmed_interpreter_imports_nothing_of_ours():
    code = """
        import sys
        print([name for name in sys.modules if name.startswith("narcine")])
        print([type(finder).__module__ for finder in sys.meta_path if "narcine" in type(finder).__module__])
    """
    assert printed(code) == ["[]", "[]"]


def test_armed_interpreter_without_ray_imports_only_the_hook(program):
    code = """
        import sys
        print(sorted(name for name in sys.modules if name.startswith(("narcine", "ray"))))
        print(type(sys.meta_path[0]).__module__)
    """
    assert printed(code, **{RAYLET: program}) == ["['narcine',", "'narcine._hook']", "narcine._hook"]


@pytest.mark.parametrize("has_cpp_workers", [False, True])
def test_workers_for_typescript_unless_there_are_rays_own_for_cpp(program, fake_ray, tmp_path, has_cpp_workers):
    services = fake_ray() / "ray" / "_private" / "services.py"
    default = tmp_path / "default_worker"
    if has_cpp_workers:
        default.write_text("")
    services.write_text(services.read_text() + f"DEFAULT_WORKER_EXECUTABLE = {str(default)!r}\n")
    code = "import ray._private.services as s; print(s.DEFAULT_WORKER_EXECUTABLE, s.RAYLET_EXECUTABLE)"
    found = printed(code, path=[services.parents[2]], NARCINE_TYPESCRIPT_WORKER=program)
    assert found == [str(default) if has_cpp_workers else program, "stock"]


def test_constants_of_the_installed_ray(program):
    code = """
        import sys
        import ray._private.services as services
        print(services.RAYLET_EXECUTABLE, services.GCS_SERVER_EXECUTABLE.endswith("/core/src/ray/gcs/gcs_server"))
        print(any("narcine" in type(finder).__module__ for finder in sys.meta_path))
        print(type(services.__loader__).__name__, services.__spec__.loader is services.__loader__)
    """
    assert printed(code, **{RAYLET: program}) == [program, "True", "False", "SourceFileLoader", "True"]


def test_each_variable_changes_its_own_constant(program, fake_ray):
    code = "import ray._private.services as s; print(s.RAYLET_EXECUTABLE, s.GCS_SERVER_EXECUTABLE, s.LOADER)"
    ray = fake_ray()
    assert printed(code, path=[ray], **{RAYLET: program}) == [program, "stock", "SourceFileLoader"]
    assert printed(code, path=[ray], **{GCS_SERVER: program}) == ["stock", program, "SourceFileLoader"]
    assert printed(code, path=[ray], **{RAYLET: program, GCS_SERVER: program})[:2] == [program, program]
    assert printed(code, path=[ray])[:2] == ["stock", "stock"]


def test_empty_variable_is_no_request(fake_ray):
    code = "import ray._private.services as s; print(s.RAYLET_EXECUTABLE)"
    assert printed(code, path=[fake_ray()], **{RAYLET: ""}) == ["stock"]


def test_arming_after_the_import_works_too(program, fake_ray):
    code = f"""
        import os, ray._private.services as s
        os.environ["{RAYLET}"] = {program!r}
        import narcine._hook
        narcine._hook.arm()
        print(s.RAYLET_EXECUTABLE)
    """
    assert printed(code, path=[fake_ray()]) == [program]


def test_other_finders_keep_their_say(program, fake_ray):
    """A finder that someone else put in front of the path finder still loads the module."""
    code = """
        import importlib.util, sys
        class Other:
            @staticmethod
            def find_spec(name, path=None, target=None):
                if name != "ray._private.services":
                    return None
                return importlib.util.spec_from_loader(name, Other)
            @staticmethod
            def create_module(spec):
                return None
            @staticmethod
            def exec_module(module):
                module.RAYLET_EXECUTABLE = "other"
                module.FROM = "other"
        sys.meta_path.append(Other)
        sys.meta_path.insert(1, sys.meta_path.pop())
        import ray._private.services as s
        print(s.RAYLET_EXECUTABLE, s.FROM)
    """
    assert printed(code, path=[fake_ray()], **{RAYLET: program}) == [program, "other"]


@pytest.mark.parametrize("value", ["raylet", "/nowhere/raylet", "/", "/proc/self/status"])
def test_a_path_that_cannot_be_run_is_an_error_that_names_it(value, fake_ray):
    result = run_python("import ray", path=[fake_ray()], **{RAYLET: value})
    assert result.returncode == 1
    assert f"NarcineError: {RAYLET}={value} is not the absolute path of a program that can be run" in result.stderr


def test_a_ray_without_the_constant_is_an_error(program, fake_ray):
    result = run_python("import ray", path=[fake_ray(constants=("GCS_SERVER_EXECUTABLE",))], **{RAYLET: program})
    assert result.returncode == 1
    assert "has no RAYLET_EXECUTABLE" in result.stderr


def test_another_version_is_told_once(program, fake_ray):
    code = "import os, ray; print(os.environ.get('NARCINE_VERSION_WARNED'))"
    ray = fake_ray(version="2.61.0")
    result = run_python(code, path=[ray], **{RAYLET: program})
    assert result.returncode == 0
    assert result.stderr.count("this is Ray 2.61.0") == 1
    assert result.stdout.split() == ["1"]
    assert run_python(code, path=[ray], **{RAYLET: program, "NARCINE_VERSION_WARNED": "1"}).stderr == ""


def test_a_wheel_carries_the_pth_at_its_root(tmp_path):
    """`pip wheel` of a copy of the sources: what an index would serve."""
    import shutil
    import zipfile

    source = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    copy = tmp_path / "source"
    shutil.copytree(source, copy, ignore=shutil.ignore_patterns("build", "*.egg-info", "__pycache__"))
    before = sorted(copy.rglob("*"))
    argv = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(tmp_path), str(copy)]
    subprocess.run(argv, check=True, timeout=120)
    # The folder of a package that was installed for all users can be read only.
    assert sorted(copy.rglob("*")) == before
    (wheel,) = tmp_path.glob("narcine-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "narcine.pth" in names
    assert "narcine/_hook.py" in names
