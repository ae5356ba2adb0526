"""Addresses of signing in, one's own account, and the audit trail."""

from django.urls import path

from tingtang.organisation import views, views_devices, views_places, views_posts, views_tokens, views_zones

app_name = "organisation"
urlpatterns = [
    path("sign-in", views.sign_in, name="sign_in"),
    path("sign-out", views.sign_out, name="sign_out"),
    path("password", views.password, name="password"),
    path("audit", views.audit_trail, name="audit"),
    path("trace", views.my_trace, name="trace"),
    path("tokens", views_tokens.tokens, name="tokens"),
    path("tokens/<int:token_id>/revoke", views_tokens.revoke, name="revoke_token"),
    path("posts", views_posts.posts, name="posts"),
    path("posts/<int:post_id>/end", views_posts.end, name="end_post"),
    path("posts/requests/<int:request_id>", views_posts.decide, name="decide_post"),
    path("device/<str:token>", views_devices.device, name="device"),
    path("organisation", views_places.mine, name="mine"),
    path("organisation/<str:institution_id>", views_places.place, name="place"),
    path("organisation/<str:institution_id>/leave", views_places.set_leave, name="set_leave"),
    path("organisation/<str:institution_id>/leave/<int:leave_id>", views_places.cancel_leave, name="cancel_leave"),
    path("organisation/<str:institution_id>/exception", views_places.set_exception, name="set_exception"),
    path("organisation/<str:institution_id>/zones", views_zones.add, name="add_zone"),
    path("organisation/<str:institution_id>/zones/<int:zone_id>", views_zones.edit, name="edit_zone"),
    path("organisation/<str:institution_id>/zones/<int:zone_id>/remove", views_zones.remove, name="remove_zone"),
    path("organisation/<str:institution_id>/hours", views_places.set_hours, name="set_hours"),
]
