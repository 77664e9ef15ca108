"""What a browser asks of the library of packs."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from hiringkit.services.pack_library import Asked, Order
from hiringkit.web.forms.candidates import identifier, searched


def library_asked(arguments: MultiDict[str, str]) -> Asked:
    """What the library is asked for; what makes no sense is left out."""
    order = arguments.get("sort", "")
    return Asked(
        words=searched(arguments),
        tag=arguments.get("tag", "").strip().casefold()[:120],
        order=Order(order) if order in set(Order) else Order.TITLE,
        page=identifier(arguments.get("page")) or 1,
    )
