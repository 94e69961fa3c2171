"""What stays when the grader is killed: ``python benchmarks/kills.py [KILLS] [TIER]`` kills it at random moments.

Each time four students of the sample class are graded, by turns two at a time and one after the other, and one signal
is sent: to the process alone, or to its process group as Ctrl-C in a terminal does; a third of them while all is being
started, a third about the end, the others anywhere. Counted are the processes and the temporary files that are left,
tracebacks, and exit statuses that are not the signal's.
"""

from __future__ import annotations

import ctypes
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
GRADE = [sys.executable, "-m", "autograder", "grade", "--quiet", "--regrade"]
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
QUICK = [f"examples/submitted/{student}" for student in ("anna", "bela", "carl", "hugo")]
TWO = ["--jobs", "2"]
AT_LEAST_S = 0.3  # Python itself has not begun before: what it says of Ctrl-C then is not ours
PATIENCE_S = 10.0  # with the kernel, which takes milliseconds to end a process

_PR_SET_CHILD_SUBREAPER = 36


def killed(number: int, group: bool, after_s: float, arguments: list[str]) -> Counter[str]:
    """Start the grader, send it the signal after so many seconds, and count what is wrong afterwards."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)  # whoever loses its parent becomes ours, and can be found
    for each in SIGNALS[1:]:  # what nohup or a shell has this process ignore, the grader would ignore, too
        if signal.getsignal(each) is signal.SIG_IGN:
            signal.signal(each, signal.SIG_DFL)
    before = set(_children())
    with tempfile.TemporaryDirectory() as temporary:
        environment = {**os.environ, "TMPDIR": temporary}
        grader = subprocess.Popen(
            [*GRADE, *arguments],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            grader.wait(after_s)
        except subprocess.TimeoutExpired:
            (os.killpg if group else os.kill)(grader.pid, number)
        words = grader.communicate()[1].decode("utf-8", "replace")
        wrong: Counter[str] = Counter()
        wrong["processes"] = _left(before)
        wrong["temporary files"] = len(list(Path(temporary).iterdir()))
        wrong["tracebacks"] = "Traceback" in words
        expected = (0, 1, -number, 128 + number)  # by the signal itself before the grader listens to it
        wrong["exit statuses"] = grader.returncode not in expected
        wrong["finished"] = grader.returncode in (0, 1)
    return wrong


def _moment(dice: random.Random, number: int, whole_s: float) -> float:
    """After how many seconds of the command's life to send the signal."""
    begin, end = dice.choice([(0.0, whole_s / 2), (whole_s * 0.8, whole_s * 1.1), (0.0, whole_s)])
    return dice.uniform(max(begin, AT_LEAST_S) if number == signal.SIGINT else begin, end)


def _left(before: set[int]) -> int:
    """Processes that live on, after a moment; they are ended here."""
    until = time.monotonic() + PATIENCE_S
    while left := [pid for pid in _children() if pid not in before]:
        for pid in left:
            os.waitpid(pid, os.WNOHANG)
        if time.monotonic() > until:
            for pid in left:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
            return len(left)
        time.sleep(0.01)
    return 0


def _children() -> Iterator[int]:
    yield from map(int, Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split())


def main() -> None:
    """Kill, and print what was left in all."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    arguments = [*QUICK, *(["--tier", sys.argv[2], "--unsafe"] if len(sys.argv) > 2 else [])]
    ways = [[*arguments, *TWO], arguments]
    whole_s = []
    for way in ways:
        begin = time.monotonic()
        subprocess.run([*GRADE, *way], cwd=ROOT, check=False)
        whole_s.append(time.monotonic() - begin)
    dice, total = random.Random(0), Counter[str]()
    kill = after = 0
    while kill < kills:
        number, group = SIGNALS[kill % len(SIGNALS)], bool(kill // len(SIGNALS) % 2)
        way = kill // (2 * len(SIGNALS)) % 2
        found = killed(number, group, _moment(dice, number, whole_s[way]), ways[way])
        finished = found.pop("finished")
        kill, after = kill + (not finished), after + finished
        whole_s[way] *= 0.95 if finished else 1.02  # what else the machine does comes and goes
        total += found
        for what, count in found.items():
            if count:
                print(f"{number.name} to {'its group' if group else 'itself'}: {count} {what}", flush=True)
    print(f"{kills} kills, and {after} that came after the end; left: {dict(total) or 'nothing'}")


if __name__ == "__main__":
    main()
