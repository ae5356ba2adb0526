"""Single sign-on's two addresses, under the names that allauth looks up. Nothing else of allauth is reachable."""

from allauth.socialaccount.providers import registry
from allauth.socialaccount.providers.openid_connect import views
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from tingtang.organisation.single_sign_on import answered

registry.load()

urlpatterns = [
    path("<str:provider_id>/login/", require_POST(answered(views.login)), name="openid_connect_login"),
    path("<str:provider_id>/login/callback/", require_GET(answered(views.callback)), name="openid_connect_callback"),
]
