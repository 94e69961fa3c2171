"""Which gradebook a course has, by its own ``nbgrader_config.py``, as nbgrader's commands find it there."""

from __future__ import annotations

import logging
from pathlib import Path

from jupyter_core.paths import jupyter_config_path
from nbgrader.apps.baseapp import NbGrader
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError
from traitlets.config import Config
from traitlets.config.loader import ConfigFileNotFound, JSONFileConfigLoader, PyFileConfigLoader

from autograder.gradebook.course import CourseError

LOADERS = {"nbgrader_config.py": PyFileConfigLoader, "nbgrader_config.json": JSONFileConfigLoader}
_SILENT = logging.getLogger(__name__)
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False


def gradebook_of(folder: Path) -> str:
    """The URL of the gradebook of the course in the folder. Raises ``CourseError`` where a configuration is broken."""
    config = Config()
    for place in (*reversed(jupyter_config_path()), str(folder)):
        for name, loader in LOADERS.items():
            try:
                config.merge(loader(name, path=place).load_config())
            except ConfigFileNotFound:
                continue
            except Exception as error:  # it is a program of the instructor's
                words = f"{Path(place, name)} cannot be read ({type(error).__name__}: {error})"
                raise CourseError(f"{words}: correct it, or name the gradebook by its URL") from None
    config = NbGrader(config=config, log=_SILENT).config  # what older versions called otherwise
    course = CourseDirectory(config=config)
    if "root" not in config.CourseDirectory:
        course.root = str(folder.absolute())
    return _in(folder, str(course.db_url))


def _in(folder: Path, url: str) -> str:
    """The URL; a file of SQLite's lies in the course's folder, where nbgrader's commands are run."""
    try:
        file = make_url(url)
    except ArgumentError:  # whoever opens it says so
        return url
    if file.get_backend_name() != "sqlite" or file.database in (None, "", ":memory:"):
        return url
    return file.set(database=str(folder / str(file.database))).render_as_string(hide_password=False)
