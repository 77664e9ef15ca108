"""What may stand in an address: the number of a row, or a word of plain letters."""

from __future__ import annotations

from typing import Any

from werkzeug.routing import BaseConverter, IntegerConverter, Map

from hiringkit.db.columns import LARGEST_ID


class RowNumber(IntegerConverter):
    """The number of a row; a larger one is an address that does not exist, and is not asked of a database."""

    def __init__(self, url_map: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(url_map, *args, **{"max": LARGEST_ID, **kwargs})


class Word(BaseConverter):
    """A key or token: letters, digits, hyphens and underscores. Anything else is an address that does not exist."""

    regex = "[A-Za-z0-9_-]{1,120}"


CONVERTERS = {"int": RowNumber, "word": Word}
