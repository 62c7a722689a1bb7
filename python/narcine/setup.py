"""Everything but one thing is said in pyproject.toml: narcine.pth has to lie in site-packages itself.

setuptools has no setting for a file beside the packages. A file that the build puts at the root of the build folder
lands at the root of the wheel, and pip unpacks that root into site-packages and lists it in RECORD, so `pip uninstall`
takes it away again.
"""

import os

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


setup(cmdclass={"build_py": BuildWithPth})
