"""Landlock: the kernel denies this process all files, TCP, and signals and sockets of others.

Source: ``linux/landlock.h`` and ``Documentation/userspace-api/landlock.rst`` of the Linux kernel.
System-call numbers 444 and 446 are the same on every architecture. No files of its own are needed,
so no rule is ever added: everything handled is denied. What is already open stays open.
"""

import ctypes
import os

_CREATE_RULESET = 444
_RESTRICT_SELF = 446
_ASK_VERSION = 1

_libc = ctypes.CDLL(None, use_errno=True)


class _Attributes(ctypes.Structure):
    _fields_ = (
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


def abi() -> int:
    """The kernel's Landlock version; 0 where there is none or it is switched off."""
    version: int = _libc.syscall(_CREATE_RULESET, None, 0, _ASK_VERSION)
    return max(0, version)


def everything(version: int) -> tuple[int, int, int]:
    """The rights to deny under that version: of files, of TCP, and the scopes to close."""
    files = (1 << 13) - 1
    files |= (1 << 13 if version >= 2 else 0) | (1 << 14 if version >= 3 else 0)
    files |= 1 << 15 if version >= 5 else 0
    return files, 0b11 if version >= 4 else 0, 0b11 if version >= 6 else 0


def _size(version: int) -> int:
    return 24 if version >= 6 else 16 if version >= 4 else 8


def restrict() -> int:
    """Close this process in and say under which version; needs no_new_privs.

    0 means that the kernel has no Landlock; raises ``OSError`` where it refuses.
    """
    version = abi()
    if not version:
        return 0
    attributes = _Attributes(*everything(version))
    ruleset = _libc.syscall(_CREATE_RULESET, ctypes.byref(attributes), _size(version), 0)
    if ruleset < 0:
        raise OSError(ctypes.get_errno(), "landlock_create_ruleset")
    try:
        if _libc.syscall(_RESTRICT_SELF, ruleset, 0):
            raise OSError(ctypes.get_errno(), "landlock_restrict_self")
    finally:
        os.close(ruleset)
    return version
