"""An address → the QR code that a phone's camera reads."""

from __future__ import annotations

import re
from typing import Any


def symbol(text: str) -> dict[str, Any]:
    """Size in modules, quiet zone of 4 included, and the SVG path of the dark modules.

    The path is a stroke, one unit wide. Error correction M: a crease or a stain may hide 15 %.
    """
    import segno  # noqa: PLC0415 - 0.06 s, and its result is kept between builds

    code = segno.make(text, micro=False, error="m")
    drawn = re.search(r' d="([^"]+)"', code.svg_inline())
    assert drawn is not None
    return {"size": code.symbol_size()[0], "path": drawn[1]}
