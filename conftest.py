"""Fixtures of the whole suite. See tests/databases.py for those that give a test a database of its own."""

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.databases"]

# A busy machine must not turn a property into a failure.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
