"""What every test can rely on."""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Generator, Iterator
from typing import Any

import pytest

NO_SKIPS = os.environ.get("AUTOGRADER_CI") == "1"


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--order``: the tests of a file stay together, as they share what is slow to set up."""
    parser.addoption("--order", default="written", metavar="ORDER", help="written, reversed, or a seed to shuffle by")


@pytest.fixture(autouse=True, scope="session")
def _own_cache() -> Iterator[None]:
    """What is graded in tests is kept for no other run, and nothing of other runs is found."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", folder)
        yield


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put files, and the tests in each, into the order that was asked for: no test may rely on another."""
    order = config.getoption("order")
    if order == "written":
        return
    if order == "reversed":
        items.reverse()
        return
    shuffled = random.Random(order)
    files: dict[str, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.nodeid.split("::")[0], []).append(item)
    for tests in files.values():
        shuffled.shuffle(tests)
    groups = list(files.values())
    shuffled.shuffle(groups)
    items[:] = [item for group in groups for item in group]


def pytest_report_header(config: pytest.Config) -> str:
    """Which order, so that a failure can be had again."""
    return f"order: {config.getoption('order')}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, Any]:
    """Where all that tests need is said to be there, a skipped test is a failure."""
    report = yield
    return _no_skips(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, Any, Any]:
    """The same for a file that skips itself."""
    report = yield
    return _no_skips(report)


def _no_skips(report: Any) -> Any:
    if NO_SKIPS and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, where AUTOGRADER_CI=1 forbids it: {report.longrepr}"
    return report
