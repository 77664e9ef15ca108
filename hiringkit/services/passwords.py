"""Passwords: whether one is good enough, hashing it, checking it without telling who exists."""

from __future__ import annotations

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from hiringkit.errors import InvalidError

SHORTEST, SHORTEST_ADMIN, LONGEST = 12, 15, 128
GOOD_ENOUGH = 3
_hasher = PasswordHasher()
_two_at_once = threading.BoundedSemaphore(2)  # a hash takes 64 MiB

_nobody = "$argon2id$v=19$m=65536,t=3,p=4$qMMHZaA3hG697yWAu6kMfQ$FnwX6kEBsk7zPTZrOZJtucvj6yeu/uX2+tzmiKQ+o04"


def hashed(password: str) -> str:
    """The Argon2id hash of a password."""
    with _two_at_once:
        return _hasher.hash(password)


def is_right(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one. Without a stored one the same work is done: time tells nothing."""
    with _two_at_once:
        try:
            return _hasher.verify(stored or _nobody, password) and stored is not None
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def require_good(password: str, *, admin: bool, words: list[str]) -> None:
    """Refuse a password that is too short, too long or too easy to guess.

    Raises:
        InvalidError: with the reason under `password`.
    """
    problem = _problem(password, SHORTEST_ADMIN if admin else SHORTEST, words)
    if problem:
        raise InvalidError("The password cannot be used.", problems={"password": problem})


def _problem(password: str, shortest: int, words: list[str]) -> str:
    if len(password) < shortest:
        return f"It has {len(password)} characters; at least {shortest} are needed."
    if len(password) > LONGEST:
        return f"It has {len(password)} characters; at most {LONGEST} can be kept."
    from zxcvbn import zxcvbn  # noqa: PLC0415 -- its word lists take a moment to load

    pieces = [piece for word in words for piece in (word, *word.replace("@", " ").replace(".", " ").split()) if piece]
    if zxcvbn(password[:72], user_inputs=pieces, max_length=LONGEST)["score"] < GOOD_ENOUGH:
        return "It is too easy to guess. A few unrelated words in a row make a good one."
    return ""
