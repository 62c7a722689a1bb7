"""Everything but one thing is said in pyproject.toml: narcine.pth has to lie in site-packages itself.

setuptools has no setting for a file beside the packages. A file that the build puts at the root of the build folder
lands at the root of the wheel, and pip unpacks that root into site-packages and lists it in RECORD, so `pip uninstall`
takes it away again.

What a build makes meanwhile goes to a folder of its own: beside the sources nobody may write where npm installed them for all
users, and what an older build left there would be taken for a part of the package.
"""

import atexit
import os
import shutil
import tempfile

from setuptools import setup
from setuptools.command.build_py import build_py

PTH = "narcine.pth"


class BuildWithPth(build_py):
    """build_py that also carries narcine.pth to the root of the build."""

    def run(self):
        super().run()
        if not self.editable_mode:
            self.copy_file(os.path.join("src", PTH), os.path.join(self.build_lib, PTH), preserve_mode=0)

    def get_outputs(self, *args, **kwargs):
        return super().get_outputs(*args, **kwargs) + [os.path.join(self.build_lib, PTH)]


scratch = tempfile.mkdtemp(prefix="narcine-build-")
atexit.register(shutil.rmtree, scratch, ignore_errors=True)
setup(
    cmdclass={"build_py": BuildWithPth},
    options={"build": {"build_base": scratch}, "egg_info": {"egg_base": scratch}},
)
