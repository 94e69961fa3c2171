"""Which gradebook a course has, by its own ``nbgrader_config.py``, as nbgrader's commands find it there."""

from __future__ import annotations

from pathlib import Path

from jupyter_core.paths import jupyter_config_path
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

from autograder.gradebook.course import CourseError

NAME = "nbgrader_config.py"


def gradebook_of(folder: Path) -> str:
    """The URL of the gradebook of the course in the folder. Raises ``CourseError`` where a configuration is broken."""
    config = Config()
    for place in (*reversed(jupyter_config_path()), str(folder)):
        try:
            config.merge(PyFileConfigLoader(NAME, path=place).load_config())
        except ConfigFileNotFound:
            continue
        except Exception as error:  # it is a program of the instructor's
            words = f"{Path(place, NAME)} cannot be read ({type(error).__name__}: {error})"
            raise CourseError(f"{words}: correct it, or name the gradebook by its URL") from None
    course = CourseDirectory(config=config)
    if "root" not in config.CourseDirectory:
        course.root = str(folder.absolute())
    return str(course.db_url)
