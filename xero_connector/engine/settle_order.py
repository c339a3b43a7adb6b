# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which element of an answer belongs to which element that was sent."""

from ..xero import const, errors


def in_order(resource, request, elements):
    """Xero's elements in the order of the request's.

    They come in that order. What decides which Odoo record becomes tied to which Xero
    record is not taken on trust, though: ids (updates) and numbers (creates) have to
    fit.

    :raise errors.NoAnswer: if they are not those that were sent; what Xero did is then
        unknown, and found out by looking for our mark
    """
    spec, sent = resource._spec, resource._sent_elements(request)
    what = f"{request.method} {request.path}"
    if len(elements) != len(sent):
        raise errors.NoAnswer(
            f"{what}: {len(sent)} elements sent, {len(elements)} answered"
        )
    if all(_fits(spec, *pair) for pair in zip(sent, elements, strict=True)):
        return elements
    chosen = [[e for e in elements if _fits(spec, one, e)] for one in sent]
    if all(len(found) == 1 for found in chosen):
        ordered = [found[0] for found in chosen]
        if len({id(element) for element in ordered}) == len(elements):
            return ordered
    raise errors.NoAnswer(f"{what}: the answer is about other records")


def _fits(spec, sent, element):
    """Whether an element may be the answer to what was sent, by id or number."""
    key = spec.id_field if spec.id_field in sent else spec.number_field
    ours, theirs = sent.get(key), element.get(key)
    if not ours or not theirs or theirs == const.ZERO_ID:
        return True
    return str(ours).strip().casefold() == str(theirs).strip().casefold()
