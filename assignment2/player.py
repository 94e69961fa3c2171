"""A film of a net that learns: a slider, the cost, the decision boundary; plain HTML, no package and no network."""

from __future__ import annotations

import base64
import html
import json
import string
from typing import Any

import numpy as np

from assignment2.picture import Picture

GRID = 40
"""Points of the plane along each side."""


class Film:
    """Keeps what a net says of the plane while it learns; hand it to ``train`` as ``watch``.

    X, y: the samples, (2, m) and (1, m). every: steps from frame to frame.
    """

    def __init__(self, X: np.ndarray, y: np.ndarray, every: int = 25) -> None:
        self.X, self.y, self.every = X, y, every
        self.edge = 1.1 * float(np.abs(X).max())
        line = np.linspace(-self.edge, self.edge, GRID)
        across, up = np.meshgrid(line, line[::-1])
        self.plane = np.stack([across.ravel(), up.ravel()])
        self.frames: list[tuple[int, float, bytes]] = []

    def __call__(self, step: int, net: Any, cost: float) -> None:
        """Take a frame where one is due."""
        if step % self.every == 0:
            said = np.nan_to_num(np.asarray(net.forward(self.plane), dtype=float)).ravel()
            self.frames.append((step, float(cost), np.uint8(255 * np.clip(said, 0, 1)).tobytes()))

    def player(self) -> Picture:
        """The film as HTML that plays by itself where scripts run."""
        if not self.frames:
            return Picture("<p>There is no film: nothing was trained.</p>", "There is no film: nothing was trained.")
        first, last = self.frames[0], self.frames[-1]
        alt = (
            f"A player: the decision boundary from step {first[0]} to {last[0]}, "
            f"the cost from {first[1]:.3f} to {last[1]:.3f}."
        )
        data = {
            "grid": GRID,
            "steps": [frame[0] for frame in self.frames],
            "costs": [round(frame[1], 5) if np.isfinite(frame[1]) else None for frame in self.frames],
            "frames": [base64.b64encode(frame[2]).decode() for frame in self.frames],
            "x": np.round((self.X / self.edge + 1) / 2, 3).tolist(),
            "y": self.y[0].tolist(),
        }
        words = html.escape(alt, quote=True)
        return Picture(string.Template(PAGE).substitute(alt=words, look=LOOK, data=json.dumps(data)), alt)


LOOK = "background:#fff;flex:1 1 200px;min-width:0;max-width:300px;width:100%;aspect-ratio:1"
PAGE = """<div role="group" aria-label="$alt" style="max-width:640px">
<div style="display:flex;flex-wrap:wrap;gap:12px">
<canvas width="300" height="300" role="img" aria-label="decision boundary" style="$look"></canvas>
<canvas width="300" height="300" role="img" aria-label="cost curve" style="$look"></canvas></div>
<div style="display:flex;flex-wrap:wrap;gap:8px;align-items:center;margin-top:6px"><button type="button">Play</button>
<input type="range" min="0" value="0" aria-label="step" style="flex:1 1 120px;min-width:0">
<output style="min-width:11em"></output></div>
<noscript>Scripts do not run here: see the still picture.</noscript></div>
<script>(() => {
const box = document.currentScript ? document.currentScript.previousElementSibling
  : [...document.querySelectorAll('div[aria-label="$alt"]')].pop();
const d = $data, [p, c] = [...box.querySelectorAll('canvas')].map(canvas => canvas.getContext('2d'));
const slider = box.querySelector('input'), said = box.querySelector('output'), button = box.querySelector('button');
const n = d.grid, side = 300 / n, last = d.frames.length - 1, top = Math.max(...d.costs.filter(v => v !== null)) || 1;
slider.max = last;
const bytes = d.frames.map(f => Uint8Array.from(atob(f), s => s.charCodeAt(0)));
const blend = v => { const t = v / 255, from = t < .5 ? [213, 94, 0] : [0, 114, 178], k = Math.abs(t - .5) * 1.3;
  return 'rgb(' + from.map(q => Math.round(255 + (q - 255) * k)) + ')'; };
const place = (i) => [30 + 260 * i / (last || 1), 270 - 250 * (d.costs[i] === null ? 1 : d.costs[i] / top)];
function draw(f) {
  for (let i = 0; i < n * n; i++) { p.fillStyle = blend(bytes[f][i]);
    p.fillRect((i % n) * side, Math.floor(i / n) * side, side + 1, side + 1); }
  d.y.forEach((label, i) => { const [x, y] = [300 * d.x[0][i], 300 * (1 - d.x[1][i])];
    p.fillStyle = label ? '#00517d' : '#a84a00'; p.beginPath();
    if (label) { p.moveTo(x, y - 4); p.lineTo(x - 4, y + 3); p.lineTo(x + 4, y + 3); } else p.arc(x, y, 3, 0, 7);
    p.fill(); });
  c.fillStyle = '#fff'; c.fillRect(0, 0, 300, 300); c.strokeStyle = '#666'; c.strokeRect(30, 20, 260, 250);
  c.fillStyle = '#222'; c.font = '13px sans-serif'; c.fillText('cost J', 34, 36); c.fillText('step', 264, 288);
  c.fillText(top.toFixed(1), 4, 28); c.fillText('0', 16, 272);
  c.strokeStyle = '#0072b2'; c.lineWidth = 2; c.beginPath();
  d.costs.forEach((_, i) => c.lineTo(...place(i))); c.stroke(); c.lineWidth = 1;
  c.fillStyle = '#d55e00'; c.beginPath(); c.arc(...place(f), 5, 0, 7); c.fill();
  slider.value = f; said.value = 'step ' + d.steps[f] + ', J = ' + (d.costs[f] === null ? '?' : d.costs[f].toFixed(3));
}
let timer = null;
const stop = () => { clearInterval(timer); timer = null; button.textContent = 'Play'; };
button.onclick = () => { if (timer) return stop(); let f = +slider.value < last ? +slider.value : -1;
  button.textContent = 'Pause'; timer = setInterval(() => f < last ? draw(++f) : stop(), 120); };
slider.oninput = () => { stop(); draw(+slider.value); };
draw(last);
})();</script>"""
