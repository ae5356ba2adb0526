"""Addresses of advice: a room whose pages stand in the desk."""

from __future__ import annotations

from django.urls import path

from tingtang.desk.views import advice, advice_sale

app_name = "advice"
urlpatterns = [
    path("advice", advice.sales_list, name="sales"),
    path("advice/products", advice.product_list, name="products"),
    path("advice/products/<str:code>", advice.product_page, name="product"),
    path("advice/customers", advice.customer_list, name="customers"),
    path("advice/customers/<str:customer_id>", advice.customer_page, name="customer"),
    path("advice/customers/<str:customer_id>/assess", advice.assessed, name="assess"),
    path("advice/sales/<int:sale_id>", advice_sale.sale_page, name="sale"),
    path("advice/sales/<int:sale_id>/confirmation", advice_sale.confirmation, name="confirmation"),
    path("advice/sales/<int:sale_id>/<slug:step>", advice_sale.stepped, name="step"),
]
