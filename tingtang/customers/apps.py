"""The room's Django configuration."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """tingtang.customers"""

    name = "tingtang.customers"
    label = "customers"

    def ready(self) -> None:
        """A manager sees who looked at their customers."""
        from tingtang.customers.models import Customer
        from tingtang.organisation.trace import ANSWERED_FOR

        ANSWERED_FOR["customer"] = lambda staff_id: Customer.objects.filter(manager=staff_id).values("customer_id")
