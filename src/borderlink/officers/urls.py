"""Addresses of sign-in and of the officers' room."""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from allauth.usersessions import views as sessions
from django.urls import path

from borderlink.officers import pages

urlpatterns = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-in/code/", second_factor.authenticate, name="mfa_authenticate"),
    path("sign-in/directory/", pages.directory_sign_in, name="directory_sign_in"),
    path("sign-in/directory/back/", pages.directory_back, name="directory_back"),
    path("sign-in/emergency/", pages.emergency_sign_in, name="emergency_sign_in"),
    path("sign-in/passkey/", keys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/demo/<str:token>/", pages.demo_link, name="demo_link"),
    path("sign-out/", account.logout, name="account_logout"),
    path("account/", pages.account, name="account"),
    path("account/left/", account.account_inactive, name="account_inactive"),
    path("account/again/", account.reauthenticate, name="account_reauthenticate"),
    path("account/again/code/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("account/again/key/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/password/none/", pages.no_password, name="account_set_password"),
    path("account/second-factor/", second_factor.index, name="mfa_index"),
    path("account/second-factor/set-up/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/second-factor/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/security-keys/", keys.list_webauthn, name="mfa_list_webauthn"),
    path("account/security-keys/add/", keys.add_webauthn, name="mfa_add_webauthn"),
    path("account/security-keys/<int:pk>/remove/", keys.remove_webauthn, name="mfa_remove_webauthn"),
    path("account/recovery-codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/recovery-codes/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path(
        "account/recovery-codes/file/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"
    ),
    path("account/sessions/", sessions.list_usersessions, name="usersessions_list"),
]
urlpatterns += [
    path("officers/", pages.officers, name="officers"),
    path("officers/new/", pages.new_officer, name="new_officer"),
    path("officers/units/", pages.units, name="units"),
    path("officers/organisations/", pages.organisations, name="organisations"),
    path("officers/leaving/", pages.releases, name="releases"),
    path("officers/proposals/<int:number>/", pages.decide, name="decide_proposal"),
    path("officers/lock-outs/<str:badge>/release/", pages.release_lock_out, name="release_lock_out"),
    path("officers/suggestions/<int:number>/", pages.decide_suggestion, name="decide_suggestion"),
    path("officers/<str:badge>/", pages.officer, name="officer"),
    path("officers/<str:badge>/roles/", pages.grant_role, name="grant_role"),
    path("officers/<str:badge>/roles/revoke/", pages.revoke_role, name="revoke_role"),
    path("officers/<str:badge>/unit/", pages.change_unit, name="change_unit"),
    path("officers/<str:badge>/deactivate/", pages.deactivate, name="deactivate_officer"),
    path("officers/<str:badge>/sign-in/", pages.issue_sign_in, name="issue_sign_in"),
    path("officers/<str:badge>/propose/", pages.propose, name="propose"),
    path("officers/<str:badge>/sessions/<int:session>/end/", pages.end_session, name="end_session"),
]
