"""A worker process with the jobs of the tests: `python -m tingtang.jobs.tests.run_worker LEASE_SECONDS`."""

import os
import signal
import sys
from datetime import timedelta

# Until the worker listens there is nothing to finish. Not sys.exit: raised in a weakref's callback it is swallowed.
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
print("up", flush=True)  # before this line a SIGTERM meets the start of the interpreter itself

import django  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tingtang.config.settings")
django.setup()

from tingtang.jobs.tests import sample  # noqa: E402, F401 - declares the jobs
from tingtang.jobs.worker import Pace, run  # noqa: E402

lease = timedelta(seconds=float(sys.argv[1]))
sys.exit(run(Pace(lease=lease, look=timedelta(milliseconds=50), clock=False)))
