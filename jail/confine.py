"""Closing the jail around this process, in the one order that works.

The user goes first, while there is still a right to change it; that clears the parent-death signal,
which is therefore set after it; Landlock and the filter need no_new_privs; the filter comes last,
since it refuses the calls that the steps before it make.
"""

import ctypes
import os
import pwd
import resource
import signal
from pathlib import Path

from jail import landlock, syscalls
from jail.layers import Confinement, Layers
from jail.limits import Limits

SPARE_DESCRIPTORS = 300
"""A task's descriptors (at most 250) and a few more."""

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38
_LIFETIME_SECONDS = 24 * 3600
_THREADS = 4096
_OVERFLOW_ID = 65534

_libc = ctypes.CDLL(None, use_errno=True)


def confine(limits: Limits, *, large: bool, layers: Layers, parent: int) -> Confinement:
    """Close the jail around this process. Exits where ``parent`` is already gone."""
    _be_the_first_to_go()
    _set_limits()
    warnings: list[str] = []
    unprivileged = layers.unprivileged and _drop_user(warnings)
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)
    _prctl(_PR_SET_DUMPABLE, 0)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    version = _close_landlock(warnings, layers)
    filtered = _close_filter(warnings, layers)
    # after the others, which allocate a little
    _limit(resource.RLIMIT_DATA, limits.memory_of(large))
    return Confinement(
        landlock=version, filter=filtered, unprivileged=unprivileged, warnings=tuple(warnings)
    )


def _be_the_first_to_go() -> None:
    """When the machine runs out of memory, a worker should die and not the supervisor."""
    try:
        descriptor = os.open("/proc/self/oom_score_adj", os.O_WRONLY | os.O_CLOEXEC)
    except OSError:
        return
    try:
        os.write(descriptor, b"500")
    except OSError:
        pass
    finally:
        os.close(descriptor)


def _set_limits() -> None:
    os.umask(0o077)
    used = max(int(entry.name) for entry in Path("/proc/self/fd").iterdir())
    _limit(resource.RLIMIT_NOFILE, used + SPARE_DESCRIPTORS)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    # a backstop for a worker that switches its own timer off
    _limit(resource.RLIMIT_CPU, _LIFETIME_SECONDS, 60)


def _limit(which: int, value: int, above: int = 0) -> None:
    _, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY:
        value, above = min(value, hard), min(above, hard - min(value, hard))
    resource.setrlimit(which, (value, value + above))


def _drop_user(warnings: list[str]) -> bool:
    """Become nobody; whether this process now runs without privileges of its own."""
    if os.geteuid():
        return False
    try:
        user, group = _nobody()
        os.setgroups([])
        os.setresgid(group, group, group)
        os.setresuid(user, user, user)
    except OSError as error:
        warnings.append(f"Workers keep the rights of root: {error.strerror} on changing the user")
        return False
    # counts every process of that user, so it must be generous; it stops a flood of threads
    _limit(resource.RLIMIT_NPROC, _THREADS)
    return True


def _nobody() -> tuple[int, int]:
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        return _OVERFLOW_ID, _OVERFLOW_ID
    return entry.pw_uid, entry.pw_gid


def _prctl(option: int, value: int) -> None:
    if _libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0):
        raise OSError(ctypes.get_errno(), f"prctl {option}")


def _close_landlock(warnings: list[str], layers: Layers) -> int:
    try:
        version = landlock.restrict() if layers.landlock else 0
    except OSError as error:
        warnings.append(f"Landlock could not be closed: {os.strerror(error.errno or 0)}")
        return 0
    if not version:
        warnings.append(
            "Landlock is not available on this kernel: only the system-call filter and the user "
            "keep workers from files and the network"
        )
    return version


def _close_filter(warnings: list[str], layers: Layers) -> bool:
    if not layers.filter:
        warnings.append("This kernel has no system-call filter: parsers keep every system call")
        return False
    if not syscalls.available():
        warnings.append(
            "libseccomp is not installed: workers run without a system-call filter "
            "(Debian: apt install libseccomp2)"
        )
        return False
    try:
        syscalls.restrict(threads=layers.threads)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        warnings.append(f"This kernel refuses the system-call filter: {reason}")
        return False
    return True
