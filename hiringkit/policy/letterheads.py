"""What a letterhead may hold: a colour that can be read on white paper, how large a logo may be, what is attested."""

from __future__ import annotations

import re

FEWEST_CONTRAST = 4.5  # of text on white: WCAG 2.2, 1.4.3
LARGEST_FILE = 1024 * 1024  # bytes, as it is sent
MOST_PIXELS = 4_000_000  # before anything is unpacked
LONGEST_SIDE = 600  # pixels that are kept
LARGEST_KEPT = 200_000  # bytes
LONGEST_NAME = 120
LONGEST_ATTESTATION = 300
ATTESTATION = (
    "I wrote this from what I saw and heard, before I read or discussed any other scorecard of this candidate."
)
_COLOUR = re.compile(r"#[0-9a-f]{6}")


def colour_problem(colour: str) -> str:
    """What stands against printing figures in this colour, in a sentence; empty when nothing does, or none is named."""
    if not colour:
        return ""
    if not _COLOUR.fullmatch(colour):
        return "Write the colour as a hash and six digits from 0 to f, as #0b4f63."
    found = contrast_on_white(colour)
    if found < FEWEST_CONTRAST:
        return (
            f"On white paper this colour has a contrast of {found:.1f} to 1, and figures are printed in it: text needs "
            f"{FEWEST_CONTRAST} to 1. Choose a darker one."
        )
    return ""


def contrast_on_white(colour: str) -> float:
    """The contrast of a colour, as #rrggbb, on white.

    Source:
        W3C (2023). Web Content Accessibility Guidelines 2.2, relative luminance and contrast ratio.
    """
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
