"""`tingtang user` and `tingtang audit`."""

from tingtang.organisation.cli.audit import audit
from tingtang.organisation.cli.user import user

__all__ = ["audit", "user"]
