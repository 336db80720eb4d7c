"""The system-call filter: what no parser of evidence has any business calling.

A deny-list, since an allow-list breaks decoders without a sound. Threads stay allowed, because
HEIC and AVIF decoders need them. Imported before the jail closes: pyseccomp looks for its library.
"""

import errno
import os

try:
    import pyseccomp
except (ImportError, RuntimeError):
    pyseccomp = None

_CLONE_THREAD = 0x10000
_AT_EMPTY_PATH = 0x1000
_PROT_EXEC = 4

_DENIED = {
    # Landlock denies most of these; the filter holds on kernels without it
    "files by name": """
        open openat openat2 creat stat lstat access faccessat faccessat2 readlink readlinkat statfs
        chdir fchdir chroot name_to_handle_at open_by_handle_at getxattr lgetxattr listxattr
        llistxattr truncate rename renameat renameat2 link linkat symlink symlinkat unlink unlinkat
        mkdir mkdirat rmdir mknod mknodat inotify_add_watch chmod fchmodat fchmodat2 chown lchown
        fchownat utime utimes setxattr lsetxattr removexattr lremovexattr fanotify_init
        fanotify_mark swapon swapoff acct""",
    # what the owner of an evidence file could do through a read-only descriptor
    "files by descriptor": """
        fchmod fchown utimensat futimesat fsetxattr fremovexattr ftruncate fallocate""",
    "processes": """
        fork vfork execve execveat ptrace process_vm_readv process_vm_writev process_madvise
        process_mrelease pidfd_open pidfd_getfd pidfd_send_signal rt_sigqueueinfo rt_tgsigqueueinfo
        kcmp setpriority ioprio_set sched_setscheduler sched_setparam sched_setattr setns unshare
        migrate_pages move_pages personality setuid setgid setreuid setregid setresuid setresgid
        setgroups setfsuid setfsgid capset setsid setpgid""",
    "ways out": """
        socket socketpair connect bind listen accept accept4 sendmsg sendmmsg recvmmsg shutdown
        setsockopt memfd_create memfd_secret mq_open mq_unlink shmget shmat shmctl semget semop
        semctl semtimedop msgget msgsnd msgrcv msgctl""",
    "the kernel's least guarded doors": """
        io_uring_setup io_uring_enter io_uring_register bpf userfaultfd perf_event_open keyctl
        add_key request_key splice tee vmsplice modify_ldt uselib remap_file_pages mount umount2
        pivot_root fsopen fsconfig fsmount fspick open_tree move_mount mount_setattr init_module
        finit_module delete_module kexec_load kexec_file_load reboot syslog iopl ioperm
        settimeofday clock_settime clock_adjtime adjtimex sethostname setdomainname quotactl
        quotactl_fd lookup_dcookie vhangup ustat sysfs nfsservctl landlock_create_ruleset
        landlock_add_rule landlock_restrict_self""",
}


def available() -> bool:
    """Whether libseccomp is there."""
    return pyseccomp is not None


def _conditions(threads: bool) -> list[tuple[str, int, int, int, int]]:
    """(call, argument, comparison, first, second): refused where the comparison holds."""
    masked, unequal, equal = pyseccomp.MASKED_EQ, pyseccomp.NE, pyseccomp.EQ
    less, greater = pyseccomp.LT, pyseccomp.GT
    me = os.getpid()
    rules = [
        ("clone", 0, masked, _CLONE_THREAD, 0),
        ("kill", 0, unequal, me, 0),
        ("tgkill", 0, unequal, me, 0),
        ("tkill", 0, unequal, me, 0),
        ("prlimit64", 0, unequal, 0, 0),
        ("sendto", 4, unequal, 0, 0),
        ("newfstatat", 3, masked, _AT_EMPTY_PATH, 0),
        ("statx", 2, masked, _AT_EMPTY_PATH, 0),
        ("mmap", 2, masked, _PROT_EXEC, _PROT_EXEC),
        ("mprotect", 2, masked, _PROT_EXEC, _PROT_EXEC),
        ("pkey_mprotect", 2, masked, _PROT_EXEC, _PROT_EXEC),
        # terminals' and descriptors' own requests pass (FIONBIO, TCGETS), disks' do not
        ("ioctl", 1, less, 0x5401, 0),
        ("ioctl", 1, greater, 0x5460, 0),
    ]
    rules += [("prctl", 0, equal, option, 0) for option in (1, 4, 35, 0x59616D61)]
    rules += [("fcntl", 1, equal, command, 0) for command in (8, 10, 15, 1024, 1026)]
    if not threads:
        rules.append(("clone", 0, masked, _CLONE_THREAD, _CLONE_THREAD))
    return rules


def restrict(*, threads: bool = True) -> None:
    """Load the filter for this process and all its threads to come.

    Refused calls give EPERM, ``clone3`` ENOSYS, so that the C library falls back to ``clone``,
    whose flags can be seen. Raises ``OSError`` where the kernel has no filters.
    """
    gate = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    gate.set_attr(pyseccomp.Attr.ACT_BADARCH, pyseccomp.KILL_PROCESS)
    refuse = pyseccomp.ERRNO(errno.EPERM)
    for name in " ".join(_DENIED.values()).split():
        _add(gate, refuse, name)
    for name, argument, comparison, first, second in _conditions(threads):
        _add(gate, refuse, name, pyseccomp.Arg(argument, comparison, first, second))
    _add(gate, pyseccomp.ERRNO(errno.ENOSYS), "clone3")
    gate.load()


def _add(gate: "pyseccomp.SyscallFilter", action: int, name: str, *when: "pyseccomp.Arg") -> None:
    number = pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)
    # negative: unknown to this library or absent from this architecture
    if number >= 0:
        gate.add_rule(action, number, *when)
