"""Which tier is taken, when grading is refused, and what is said about it."""

from __future__ import annotations

import builtins
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from autograder.execution import Runner
from autograder.notebook.cells import Cell
from autograder.sandbox import Limits, OurFault, Refused, Sandbox, bubblewrap, describe, remedies, tiers, zygote
from autograder.sandbox.tiers import candidates, choose, escapes, probe
from autograder.sandbox.view import view
from autograder.worker.calls import Call, Make, Raised, Step
from autograder.worker.plain import pack

CELLS = [Cell("a", "own", "import numpy as np\nclass Twice:\n    def of(self, A):\n        return 2 * A", "cell 1")]
TWICE = Call(Make("Twice"), (Step("of", (np.ones(2),)),))


@pytest.fixture
def nothing_holds(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine where no wall can be built."""

    def refuse(*args: object) -> None:
        raise OurFault("it does not start")

    probe.cache_clear()
    monkeypatch.setattr(tiers, "verified", refuse)
    yield
    probe.cache_clear()


def test_the_best_tier_that_holds_is_taken() -> None:
    """The order is that of candidates, and what is taken has been tried."""
    tier = choose(None, unsafe=True)
    before = candidates()[: candidates().index(tier)] if tier in candidates() else candidates()
    assert all(probe(better).missing for better in before)


@pytest.mark.parametrize("tier", candidates())
def test_a_tier_holds_or_says_what_is_missing(tier: str) -> None:
    """A zygote in a tier answers like any other; where the tier cannot be, the reason is a sentence."""
    if probe(tier).missing:
        assert len(probe(tier).missing or "") > 10
        return
    with Runner(None, None, tier=tier) as sandbox:
        assert sandbox.tier == tier
        subject = sandbox.load(CELLS)
        assert subject.ask([TWICE])[0].replies[0].value.tolist() == [2, 2]


def test_the_probe_sees_what_gets_through() -> None:
    """Without walls it tells every way out: its word can be trusted where it tells none."""
    warm = zygote.Zygote(view(), Limits(processes=10), "C")
    try:
        assert escapes(warm) == (
            "reads files, writes files, lists the system's folders, opens sockets, signals other processes"
        )
    finally:
        warm.close()


def test_the_probe_tries_the_folder_for_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where ``TMPDIR`` leads elsewhere, and walls leave that folder alone open, it is told; nothing is left there."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    usual = os.open

    def wall(*arguments: object, **how: object) -> None:
        raise PermissionError

    def leaky(path: str, flags: int) -> int:
        return usual(path, flags) if Path(path).parent == tmp_path else wall(path)  # type: ignore[return-value]

    class Leaky:
        """A session in a process with such walls."""

        def __init__(self, *arguments: object) -> None:
            pass

        def exchange(self, op: str, count: int, programs: list[dict[str, str]]) -> Iterator[dict[str, object]]:
            with monkeypatch.context() as walls:
                for module, name in ((builtins, "open"), (os, "listdir"), (socket, "socket"), (os, "kill")):
                    walls.setattr(module, name, wall)
                walls.setattr(os, "open", leaky)
                with pytest.raises(RuntimeError) as through:
                    exec(programs[0]["source"], {})
            yield {"raised": pack(Raised("RuntimeError", str(through.value)))}

        def close(self) -> None:
            pass

    monkeypatch.setattr(tiers, "Session", Leaky)
    assert escapes(cast(zygote.Zygote, None)) == "writes files"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("nothing_holds")
def test_without_isolation_grading_is_refused_with_the_remedy() -> None:
    """The reasons, what to do, and what --unsafe is for."""
    for attempt in (lambda: choose(None, unsafe=False), lambda: Sandbox(None, None)):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.reason.startswith("This machine gives students' code no real isolation. Tier A")
        assert "it does not start" in refused.value.reason
        assert refused.value.remedy == f"{remedies.remedy()} (To run it all the same, for code you trust: --unsafe.)"


@pytest.mark.usefixtures("nothing_holds")
def test_unsafe_permits_the_last_tier_and_a_tier_by_name_is_never_lowered() -> None:
    """Who asks for tier A does not get C in silence."""
    assert choose(None, unsafe=True) == "C"
    with pytest.raises(Refused):
        choose(candidates()[0], unsafe=True)


def test_tier_c_needs_unsafe() -> None:
    """By name, too."""
    assert choose("C", unsafe=True) == "C"
    with pytest.raises(Refused, match="can read and change all that you can"):
        choose("C", unsafe=False)


def test_windows_is_refused_whatever_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """There, not even --unsafe helps."""
    monkeypatch.setattr("sys.platform", "win32")
    for unsafe in (False, True):
        with pytest.raises(Refused, match="WSL 2"):
            choose(None, unsafe=unsafe)


def test_macos_is_refused_without_unsafe(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has no tier with walls."""
    monkeypatch.setattr("sys.platform", "darwin")
    with pytest.raises(Refused, match="Grade on Linux, or in a Linux virtual machine"):
        choose(None, unsafe=False)
    assert choose(None, unsafe=True) == "C"


def test_where_processes_must_not_fork_each_submission_gets_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on macOS: slower, and with the same answers, also after a death."""
    monkeypatch.setattr(zygote, "FORKS", False)
    dies = [Cell("b", "own", "import os\nos._exit(0)", "cell 2")]
    with Runner(None, None, tier="C", unsafe=True) as sandbox:
        for cells in (CELLS, [*dies, *CELLS]):
            subject = sandbox.load(cells)
            assert subject.ask([TWICE])[0].replies[0].value.tolist() == [2, 2]
            assert [each.outcome for each in subject.loaded][-1] == "ran"
            subject.close()


@pytest.mark.parametrize(
    ("setting", "value", "command"),
    [
        ("kernel/apparmor_restrict_unprivileged_userns", "1", "kernel.apparmor_restrict_unprivileged_userns=0"),
        ("kernel/unprivileged_userns_clone", "0", "kernel.unprivileged_userns_clone=1"),
        ("user/max_user_namespaces", "0", "user.max_user_namespaces=10000"),
    ],
)
def test_the_remedy_is_the_command_for_this_kernel(
    setting: str, value: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which of the kernel's settings closes namespaces, and how it is opened."""
    monkeypatch.setattr(bubblewrap, "executable", lambda: "/usr/bin/bwrap")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    (tmp_path / setting).parent.mkdir(parents=True)
    (tmp_path / setting).write_text(value + "\n")
    assert remedies.remedy(tmp_path) == f"Let ordinary users have namespaces: sudo sysctl {command}"


def test_the_remedy_without_bubblewrap_is_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the command of this system's package manager."""
    monkeypatch.setattr(bubblewrap, "executable", lambda: None)
    assert remedies.remedy().startswith("Install bubblewrap: ")


def test_the_doctor_says_what_this_machine_gives() -> None:
    """The tier that grading takes, and a remedy unless it is the best."""
    description = describe()
    assert description.tier == choose(None, unsafe=True)
    assert description.refused == (description.tier == "C")
    assert (description.remedy is None) == description.tier.startswith("A")
    assert description.protects
    assert description.lacks
    assert [tried.tier for tried in description.tried] == list(candidates())
