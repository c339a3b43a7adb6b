# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The calls of /Users: who works in an organisation. Read only, as in Xero."""

from ..errors import NotFound
from ..fields import Flag, Guid, Shape, Text
from ..http import Answer, Call
from ..identity.apps import User
from ..router import api
from ..store import Journal, Record, Table
from . import listing

_USER: Shape = {
    "UserID": Guid(),
    "EmailAddress": Text(),
    "FirstName": Text(),
    "LastName": Text(),
    "IsSubscriber": Flag(),
    "OrganisationRole": Text(),
}
_USERS = listing.Listing("Users", "User", _USER)
_ROLES = {
    "adviser": "FINANCIALADVISER",
    "standard": "STANDARD",
    "readonly": "READONLY",
}


def _form(call: Call, user: User) -> Record:
    first, _space, last = user.name.partition(" ")
    role = user.roles[call.organisation.tenant_id]
    return {
        "UserID": user.user_id,
        "EmailAddress": user.email,
        "FirstName": first,
        "LastName": last,
        "UpdatedDateUTC": call.organisation.profile["CreatedDateUTC"],
        "IsSubscriber": role == "adviser",
        "OrganisationRole": _ROLES[role],
    }


def _table(call: Call) -> Table:
    """The users of this organisation; logins belong to no organisation's tables."""
    table = Table("Users", "UserID", Journal())
    for user in call.world.users.values():
        if call.organisation.tenant_id in user.roles:
            table.put(_form(call, user))
    return table


@api.on("GET", "Users")
def users(call: Call) -> Answer:
    """Filtered, ordered and by If-Modified-Since; not paged."""
    found = listing.select(call, _USERS, _table(call))
    return call.envelope("Users", found.records)


@api.on("GET", "Users/{id}")
def user(call: Call) -> Answer:
    record = _table(call).get(call.path["id"])
    if record is None:
        raise NotFound
    return call.envelope("Users", [record])
