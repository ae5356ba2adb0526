"""ASGI entry point: the live stream alone. Pages and interface are faster under WSGI (docs/adr)."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tingtang.config.settings")
django.setup()

from tingtang.config.orphans import end_with_parent  # noqa: E402
from tingtang.live.stream import Stream  # noqa: E402 - needs Django set up

end_with_parent()
application = Stream()
