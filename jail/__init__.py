"""The jail: sandboxed worker processes for everything that parses evidence. Linux only.

The supervisor (``pool``, ``crew``, ``member``) starts one zygote (``nursery``, ``zygote``), which
builds the service outside the jail and forks workers from it. Each worker (``worker``) closes the
jail around itself (``confine``: user, limits, ``landlock``, ``syscalls``), proves that its canaries
live there, and only then takes tasks. What becomes of a task whose worker dies is decided in
``blame``. ``probe`` attacks the jail from inside.

What it does not do: a parser that has been taken over can still lie about the tasks its worker was
given, see what the zygote had in memory, and read the evidence descriptors it holds. On a machine
where Skerry does not run as root, workers keep the user's own id, and only the filter stands
between them and the names and times of that user's files.
"""
