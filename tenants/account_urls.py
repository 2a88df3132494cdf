"""Addresses of a person's account, beside allauth's; of no organization, so without a namespace.

They come before allauth's and take over two of its names: signing up, and the list of second steps.
"""

from __future__ import annotations

from django.urls import URLPattern, path

from tenants import views

urlpatterns: list[URLPattern] = [
    path("", views.account, name="account_overview"),
    path("second-step/", views.second_steps, name="mfa_index"),
    path("sessions/<int:pk>/end/", views.session_end, name="account_session_end"),
    path("sessions/end/", views.sessions_end, name="account_sessions_end"),
    path("delete/", views.account_delete, name="account_delete"),
    path("signup/", views.sign_up, name="account_signup"),
    path("signup/sent/", views.sign_up_sent, name="account_sign_up_sent"),
    path("signup/<str:token>/", views.sign_up_confirm, name="account_sign_up_confirm"),
]
