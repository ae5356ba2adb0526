"""Addresses of advice: a room whose pages stand in the desk."""

from __future__ import annotations

from django.urls import path

from tingtang.desk.advice.views import advice, fees, quotas
from tingtang.desk.advice.views import sale as advice_sale

app_name = "advice"
urlpatterns = [
    path("advice", advice.sales_list, name="sales"),
    path("advice/products", advice.product_list, name="products"),
    path("advice/products/<str:code>", advice.product_page, name="product"),
    path("advice/customers", advice.customer_list, name="customers"),
    path("advice/customers/<str:customer_id>", advice.customer_page, name="customer"),
    path("advice/customers/<str:customer_id>/assess", advice.assessed, name="assess"),
    path("fees", fees.fee_table, name="fees"),
    path("fees/customers/<str:customer_id>", fees.fees_of_customer, name="fees_of_customer"),
    path("fees/tickets/<int:ticket_id>", fees.fees_at_hand, name="fees_at_hand"),
    path("advice/quotas", quotas.quota_list, name="quotas"),
    path("advice/quotas/<str:code>", quotas.quota_page, name="quota"),
    path("advice/quotas/<str:code>/<slug:step>", quotas.quota_moved, name="quota_move"),
    path("advice/quota-requests/<int:quota_id>", quotas.quota_request, name="quota_request"),
    path("advice/quota-requests/<int:quota_id>/<slug:step>", quotas.quota_answered, name="quota_answer"),
    path("advice/sales/<int:sale_id>", advice_sale.sale_page, name="sale"),
    path("advice/sales/<int:sale_id>/confirmation", advice_sale.confirmation, name="confirmation"),
    path("advice/sales/<int:sale_id>/<slug:step>", advice_sale.stepped, name="step"),
]
