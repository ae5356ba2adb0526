"""No process outlives its parent: a server whose supervisor was killed would hold the port and serve old code."""

from __future__ import annotations

import os
import signal
import threading
import time

SUPERVISED = "TINGTANG_SUPERVISED"
_LOOK_SECONDS = 0.5


def end_with_parent() -> None:
    """From now on end this process when its parent is gone: politely, then by force. For supervised processes alone."""
    if os.environ.get(SUPERVISED) != "1":
        return
    threading.Thread(target=_watch, args=(os.getppid(),), name="parent-watch", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(5)
    os._exit(70)
