"""Draws growth: one panel a quantity, both axes by powers, beside a straight line."""

import math

LEFT, TOP, WIDTH, HEIGHT, PANEL = 80, 50, 260, 240, 400
STYLE = (
    "text{font:13px sans-serif;fill:#333}.t{font-size:15px}.x{text-anchor:middle}"
    ".y{text-anchor:end}.grid{stroke:#ddd}.line{stroke:#888;stroke-dasharray:5 4}circle{fill:#c2410c}"
)


def svg(panels):
    """Each panel: its title, what is counted, and points of a count and milliseconds."""
    parts = [part for at, panel in enumerate(panels) for part in drawn(at * PANEL, *panel)]
    width, height = len(panels) * PANEL - 40, TOP + HEIGHT + 70
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"><style>{STYLE}</style>',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        *parts,
        "</svg>\n",
    ])


def drawn(across, title, counted, points):
    # The line goes through the largest: what is the same for all sizes is the least of it there.
    last, took = points[-1]
    each = took / last
    lowest = math.floor(math.log2(min(min(took for _, took in points), points[0][0] * each)))
    highest = math.ceil(math.log2(max(took for _, took in points)))
    first, most = math.log2(points[0][0]), math.log2(last)

    def place(size, took):
        right = across + LEFT + WIDTH * (math.log2(size) - first) / (most - first)
        down = TOP + HEIGHT * (highest - math.log2(took)) / (highest - lowest)
        return f"{right:.1f}", f"{down:.1f}"

    yield f'<text class="t" x="{across + LEFT}" y="22">{title}</text>'
    yield f'<text x="{across + LEFT}" y="40">CPU milliseconds; dashed: {each:.3g} ms each</text>'
    for power in range(lowest, highest + 1, max(1, (highest - lowest) // 8)):
        _, y = place(last, 2.0**power)
        yield f'<path class="grid" d="M{across + LEFT} {y}h{WIDTH}"/>'
        yield f'<text class="y" x="{across + LEFT - 8}" y="{float(y) + 4:.1f}">{2.0**power:g}</text>'
    for size, took in points:
        x, y = place(size, took)
        yield f'<text class="x" x="{x}" y="{TOP + HEIGHT + 18}">{size:,}</text>'
        yield f'<circle cx="{x}" cy="{y}" r="4.5"/>'
    ends = [place(size, size * each) for size in (points[0][0], last)]
    yield f'<path class="line" d="M{" ".join(ends[0])}L{" ".join(ends[1])}"/>'
    yield f'<text class="x" x="{across + LEFT + WIDTH / 2:.0f}" y="{TOP + HEIGHT + 42}">{counted}</text>'
