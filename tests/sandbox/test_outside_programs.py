"""A bubblewrap that is absent, hangs, is forbidden or no program, or fails: the tier below is taken, and it is said."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.sandbox import Refused, Sandbox, bubblewrap, describe, remedies, tiers, zygote
from autograder.sandbox.tiers import UNSAFE, candidates, probe

WITHOUT_BWRAP = probe("B").missing is None if "B" in candidates() else False

# what bwrap may be: (its name, its content or None, its mode, what is said of it)
PROGRAMS = [
    ("absent", None, 0, "bubblewrap (bwrap) is not installed"),
    ("hangs", "#!/bin/sh\nsleep 1000\n", 0o755, "{path} does not answer within 0.3 seconds"),
    ("text", "this is no program", 0o755, "{path} cannot be started (Exec format error)"),
    ("binary", "\x7fELF of another machine", 0o755, "{path} cannot be started (Exec format error)"),
    ("forbidden", "#!/bin/sh\n", 0o644, "{path} cannot be started (Permission denied)"),
    ("fails", "#!/bin/sh\nexit 9\n", 0o755, "{path} does not run (it ends with status 9)"),
    ("ends", "#!/bin/sh\n", 0o755, "the warm process has ended"),
    (
        "refused",
        '#!/bin/sh\n[ "$1" = --help ] && exit 0\necho "bwrap: setting up uid map: Permission denied" >&2\nexit 1\n',
        0o755,
        "the warm process has ended: bwrap: setting up uid map: Permission denied",
    ),
    (
        "hangs later",
        '#!/bin/sh\n[ "$1" = --help ] && exit 0\nsleep 1000\n',
        0o755,
        "the warm process does not answer within 1 s",
    ),
]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str | None, int], str | None]]:
    """Puts a program in bwrap's place."""

    def install(content: str | None, mode: int) -> str | None:
        program = tmp_path / "bwrap"
        if content is not None:
            program.write_text(content)
            program.chmod(mode)
        path = None if content is None else str(program)
        monkeypatch.setattr(bubblewrap, "executable", lambda: path)
        return path

    def forget() -> None:
        bubblewrap._asked.cache_clear()
        probe.cache_clear()

    forget()
    monkeypatch.setattr(tiers, "_holding", set())
    monkeypatch.setattr(bubblewrap, "_ANSWERS_S", 0.3)
    yield install
    forget()


def test_what_may_not_be_run_is_there_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that it is put right, and not installed once more; a folder of that name is none."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert bubblewrap.executable() is None
    (tmp_path / "bwrap").write_text("")
    assert bubblewrap.executable() == str(tmp_path / "bwrap")
    (tmp_path / "bwrap").unlink()
    (tmp_path / "bwrap").mkdir()
    assert bubblewrap.executable() is None


@pytest.mark.skipif("A" not in candidates(), reason="bubblewrap is Linux's")
@pytest.mark.parametrize(("what", "content", "mode", "words"), PROGRAMS, ids=[each[0] for each in PROGRAMS])
def test_a_bubblewrap_that_does_not_do_gives_place_to_the_tier_below(
    what: str,
    content: str | None,
    mode: int,
    words: str,
    installed: Callable[[str | None, int], str | None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Grading and the doctor take the same tier, and the reason is a sentence about bubblewrap."""
    path = installed(content, mode)
    if "hangs later" in what:
        monkeypatch.setattr(zygote, "_START_S", 1.0)
    below = "B" if WITHOUT_BWRAP else UNSAFE
    assert probe("A").missing == words.format(path=path)
    with Sandbox(None, None, unsafe=True) as sandbox:
        assert sandbox.tier == below
    description = describe()
    assert description.tier == below
    assert description.remedy


@pytest.mark.skipif("A" not in candidates(), reason="bubblewrap is Linux's")
@pytest.mark.parametrize(
    ("content", "mode", "remedy"),
    [(None, 0, "Install bubblewrap: "), ("#!/bin/sh\nexit 9\n", 0o755, "Put bubblewrap right ({path} does not run")],
)
def test_the_remedy_is_about_the_program(
    content: str | None,
    mode: int,
    remedy: str,
    installed: Callable[[str | None, int], str | None],
    tmp_path: Path,
) -> None:
    """Install what is not there, and anew what is broken."""
    path = installed(content, mode)
    assert remedies.remedy(tmp_path).startswith(remedy.format(path=path))


@pytest.mark.skipif(not WITHOUT_BWRAP, reason="there is no tier below")
def test_a_tier_by_name_that_does_not_hold_says_which_one_does(
    installed: Callable[[str | None, int], str | None],
) -> None:
    """It is never lowered in silence, not even with --unsafe, and the way on is in the sentence."""
    installed(None, 0)
    with pytest.raises(Refused) as refused:
        Sandbox(None, None, tier="A", unsafe=True)
    assert str(refused.value) == (
        "This machine does not give tier A. Tier A: bubblewrap (bwrap) is not installed. "
        "Tier B holds here: use --tier B, or leave --tier out."
    )


def test_root_of_a_namespace_with_one_user_becomes_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after ``unshare -r``: there is no other user's number, and none is tried."""
    monkeypatch.setattr(zygote, "_may_change_user", lambda: False)
    assert zygote._free_uid() is None
    if os.geteuid() == 0 and WITHOUT_BWRAP:
        with Sandbox(None, None, tier="B") as sandbox:
            assert sandbox.tier == "B"
