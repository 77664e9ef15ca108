"""Where a browser may be sent on: addresses of this application, and no others."""

from __future__ import annotations

from urllib.parse import urlsplit


def own_path(address: str | None) -> str:
    """The address when it is a path of this application, else “/”."""
    if not address or not address.startswith("/") or address.startswith("//"):
        return "/"
    if "\\" in address or any(ord(sign) < 33 or ord(sign) == 127 for sign in address):
        return "/"
    parts = urlsplit(address)
    return "/" if parts.scheme or parts.netloc else address
