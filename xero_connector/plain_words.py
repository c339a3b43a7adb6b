# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What went wrong between Odoo and Xero, in the words of a bookkeeper."""

from .xero import errors


def explain(env, error):
    """What happened and what to do about it.

    :param env: for the user's language
    :param error: of :mod:`.xero.errors`
    :return: two texts
    """
    if isinstance(error, errors.OAuthError):
        return _sign_in(env, error)
    if isinstance(error, errors.NotSent):
        return (
            env._("This server could not reach Xero."),
            env._("Check its internet connection and firewall, then try again."),
        )
    if isinstance(error, errors.NoAnswer):
        return (
            env._("Xero did not answer as it should."),
            env._("Wait some minutes and try again. status.xero.com tells of outages."),
        )
    if isinstance(error, errors.RateLimited):
        return (
            env._("Xero takes no more calls for now: the limit is used up."),
            env._("Nothing is lost. Wait, and try again later."),
        )
    if isinstance(error, errors.ScopeMissing):
        return (
            env._("Xero did not give Odoo the permission that this needs."),
            env._(
                "Press Reconnect and agree to all permissions on Xero's page. Those of "
                "a custom connection are chosen in its app at developer.xero.com."
            ),
        )
    if isinstance(error, errors.Unauthorised):
        return (
            env._("Xero no longer accepts Odoo's sign-in."),
            env._("Press Reconnect and sign in to Xero."),
        )
    if isinstance(error, errors.Forbidden):
        if error.tenant_lost:
            return (
                env._("Xero says that this organisation is no longer connected."),
                env._("Somebody may have disconnected Odoo in Xero. Press Reconnect."),
            )
        return (
            env._("The Xero user who connected may not do this in Xero."),
            env._("Give that user more rights in Xero, or reconnect as another user."),
        )
    return (
        env._("Xero refused: %(message)s", message=error.message),
        env._("Try again. If it keeps happening, tell your administrator."),
    )


def _sign_in(env, error):
    if isinstance(error, errors.ReconnectNeeded):
        return (
            env._("Xero no longer accepts Odoo's sign-in."),
            env._("Press Reconnect and sign in to Xero. Nothing is lost meanwhile."),
        )
    words = {
        "access_denied": (
            env._("The connection was declined on Xero's page."),
            env._("Press Connect again and choose “Allow access”."),
        ),
        "invalid_client": (
            env._("Xero does not know this Client ID and Client Secret."),
            env._(
                "Copy both again from your app at developer.xero.com (a new secret can "
                "be generated there) and check that the kind of app is right."
            ),
        ),
        "invalid_grant": (
            env._(
                "Xero did not accept the sign-in: it took too long or was used before."
            ),
            env._("Press Connect again and finish within five minutes."),
        ),
        "unauthorized_client": (
            env._("This kind of connection is not allowed for your app at Xero."),
            env._(
                "Check the kind of app. If it is right, the app may have only the new "
                "permissions: switch off “Old permissions”."
            ),
        ),
        "invalid_scope": (
            env._("Your app at Xero may not ask for the permissions that Odoo needs."),
            env._(
                "Switch “Old permissions” on for an app made before "
                "March 2026, off for a newer one. For a custom connection choose the "
                "permissions in the app at developer.xero.com."
            ),
        ),
    }
    return words.get(
        error.code,
        (
            env._("Xero refused the sign-in (%(code)s).", code=error.code),
            env._("Check the details of your app at developer.xero.com and try again."),
        ),
    )
