"""One kept connection to a server, with as little work of its own as can be."""

from __future__ import annotations

import re
import socket

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Connection:
    """Asks, and waits for the whole answer."""

    def __init__(self, port: int, cookie: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head = f"Host: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nCookie: {cookie}\r\n"

    def ask(self, method: str, path: str, body: bytes = b"", head: str = "") -> tuple[int, bytes]:
        """An answer's status and body."""
        sent = f"{method} {path} HTTP/1.1\r\n{self._head}{head}Content-Length: {len(body)}\r\n\r\n"
        self._socket.sendall(sent.encode() + body)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._more()
        top, _, rest = answer.partition(b"\r\n\r\n")
        length = _LENGTH.search(top)
        assert length, top
        while len(rest) < int(length[1]):
            rest += self._more()
        return int(top[9:12]), rest

    def _more(self) -> bytes:
        found = self._socket.recv(262_144)
        assert found, "the server ended the connection"
        return found
