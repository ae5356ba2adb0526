"""WSGI entry point for pages and interface."""

import os

from django.core.wsgi import get_wsgi_application

from tingtang.config.orphans import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tingtang.config.settings")
end_with_parent()
pages = get_wsgi_application()

from tingtang.config.bearer import BearerApplication  # noqa: E402 - needs Django set up

application = BearerApplication(pages)
