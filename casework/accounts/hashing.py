"""Passwords at rest: Argon2id, in the low-memory choice of RFC 9106 section 4."""

from functools import cache
from typing import Protocol

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError


class Hashing(Protocol):
    """How passwords are hashed; tests bring one that costs less."""

    def hash(self, password: str) -> str:
        """The hash, with its salt and parameters."""
        ...

    def matches(self, kept: str | None, password: str) -> bool:
        """Whether it is the password; as slow where nothing is kept."""
        ...

    def is_outdated(self, kept: str) -> bool:
        """Whether it was made with other parameters than today's."""
        ...


class Argon2id:
    """64 MiB, 3 passes, 4 lanes unless told otherwise."""

    def __init__(self, memory_kib: int = 65536, passes: int = 3, lanes: int = 4) -> None:
        self._hasher = PasswordHasher(
            time_cost=passes, memory_cost=memory_kib, parallelism=lanes, type=Type.ID
        )
        self._nobody: str | None = None

    def hash(self, password: str) -> str:
        """The hash, with its salt and parameters."""
        return self._hasher.hash(password)

    def matches(self, kept: str | None, password: str) -> bool:
        """Whether it is the password.

        Without a kept hash one is checked all the same, so that time does not tell who exists.
        """
        try:
            return self._hasher.verify(kept or self._of_nobody(), password) and kept is not None
        except (VerificationError, InvalidHashError):
            return False

    def is_outdated(self, kept: str) -> bool:
        """Whether it was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(kept)

    def _of_nobody(self) -> str:
        if self._nobody is None:
            self._nobody = self.hash("of nobody")
        return self._nobody


@cache
def argon2id() -> Argon2id:
    """The one that is used outside tests."""
    return Argon2id()
