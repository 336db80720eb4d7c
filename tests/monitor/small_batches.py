"""The command, reading a few hundred records at a time: so that there is much to be killed between.

Run as a program: ``python -m tests.monitor.small_batches monitor run …``.
"""

import sys

from monitor.sources import base

base.MOST_RECORDS = 300


if __name__ == "__main__":
    import cli

    sys.exit(cli.main())
