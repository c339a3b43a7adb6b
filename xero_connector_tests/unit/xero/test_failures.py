# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From the wire to the exception: what is stored is never claimed to be unsent."""

import json
import ssl
import time
from datetime import UTC, datetime, timedelta

import pytest
import requests
import responses
import urllib3.exceptions as urllib3_errors
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from xero_connector.xero import errors, failures
from xero_connector.xero.client import XeroClient
from xero_connector.xero.const import API_URL
from xero_connector.xero.transport import make_session

from . import wire

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def put(base, timeout=5):
    client = XeroClient(make_session(base), "token", "tenant", timeout=timeout)
    return client.send("PUT", "Invoices", b'{"Invoices":[]}', None, "key-1")


# --- the network, for real ------------------------------------------------------------


def test_nobody_listens():
    with pytest.raises(errors.NotSent) as caught:
        put(wire.closed_port())
    assert caught.value.stored == "no"


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(lambda c: None, id="closed without a word"),
        pytest.param(wire.reset, id="reset"),
        pytest.param(lambda c: c.sendall(b"HTTP/1.1 200"), id="half a status line"),
        pytest.param(lambda c: c.sendall(HEAD), id="half the headers"),
        pytest.param(
            lambda c: c.sendall(HEAD + b'Content-Length: 90\r\n\r\n{"Invoices":['),
            id="half the body",
        ),
        pytest.param(
            # what came is JSON by itself
            lambda c: c.sendall(HEAD + b'Content-Length: 90\r\n\r\n{"Invoices":[]}'),
            id="body shorter than announced",
        ),
        pytest.param(
            lambda c: c.sendall(
                HEAD + b'Transfer-Encoding: chunked\r\n\r\n50\r\n{"Invoices"'
            ),
            id="half a chunk",
        ),
        pytest.param(
            lambda c: c.sendall(HEAD + b"Content-Encoding: gzip\r\n\r\nno gzip"),
            id="broken compression",
        ),
        pytest.param(lambda c: c.sendall(b"SSH-2.0-OpenSSH\r\n\r\n"), id="no http"),
        pytest.param(lambda c: time.sleep(0.8), id="time-out"),
    ],
)
def test_a_lost_answer_is_unknown(answer):
    with wire.server(answer) as (base, seen):
        with pytest.raises(errors.NoAnswer) as caught:
            put(base, timeout=0.4)
    assert caught.value.stored == "unknown"
    assert type(caught.value) is errors.NoAnswer
    assert len(seen) == 1, "a write is never repeated by itself"


def test_a_refusal_of_before_is_not_taken_for_one_of_now():
    """The engine may call again while it handles an earlier failure."""
    with wire.server(wire.reset) as (base, _seen):
        try:
            put(wire.closed_port())
        except errors.NotSent:
            with pytest.raises(errors.NoAnswer):
                put(base)


@pytest.fixture(scope="module")
def self_signed(tmp_path_factory):
    """Key and certificate of a "localhost" that nobody vouches for, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "self-signed.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_a_server_that_cannot_prove_who_it_is_gets_nothing(self_signed):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed)
    with wire.server(lambda c: None, tls=context) as (base, seen):
        with pytest.raises(errors.NotSent):
            put(base.replace("http://127.0.0.1", "https://localhost"))
    assert seen == []


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (urllib3_errors.NewConnectionError(None, "refused"), errors.NotSent),
        (urllib3_errors.ConnectTimeoutError(None, "slow"), errors.NotSent),
        (ssl.SSLError(1, "[SSL: SSLV3_ALERT_HANDSHAKE_FAILURE]"), errors.NotSent),
        (ssl.SSLError(1, "[SSL] record layer failure"), errors.NoAnswer),
        (
            urllib3_errors.ProxyError(
                "x", OSError("Tunnel connection failed: 403 Forbidden")
            ),
            errors.NotSent,
        ),
        (
            urllib3_errors.ProxyError("x", ConnectionResetError(104, "reset")),
            errors.NoAnswer,
        ),
        (urllib3_errors.ReadTimeoutError(None, "/", "slow"), errors.NoAnswer),
        (urllib3_errors.ProtocolError("x", ConnectionResetError()), errors.NoAnswer),
    ],
)
def test_wrapped_network_errors(inner, expected):
    for error in (
        inner,
        requests.exceptions.ConnectionError(
            urllib3_errors.MaxRetryError(None, "/", inner)
        ),
        requests.exceptions.ConnectionError(inner),
    ):
        failure = failures.from_network(error, "PUT Invoices")
        assert type(failure) is expected
        assert "PUT Invoices" in str(failure)


def test_errors_that_contain_each_other_end():
    one, other = OSError("a"), OSError("b")
    one.__cause__, other.__cause__ = other, one
    assert isinstance(failures.from_network(one, "x"), errors.NoAnswer)


# --- answers --------------------------------------------------------------------------


def answered(status, body=b"", headers=None, method="PUT"):
    """What a call raises for this answer."""
    headers = {"Xero-Correlation-Id": "c-1"} | (headers or {})
    content_type = headers.pop("Content-Type", "application/json")
    with responses.RequestsMock() as mock:
        mock.add(
            method,
            f"{API_URL}/Invoices",
            status=status,
            body=body,
            headers=headers,
            content_type=content_type,
        )
        client = XeroClient(make_session(), "token", "tenant", clock=lambda: NOW)
        with pytest.raises(errors.XeroError) as caught:
            if method == "GET":
                client.get("Invoices")
            else:
                client.send(method, "Invoices", b"{}", None, "key-1")
    assert caught.value.status == status
    assert caught.value.correlation_id == "c-1"
    return caught.value


TITLED = (
    '{"Type":null,"Title":"%s","Status":%d,"Detail":"%s",'
    '"Instance":"x","Extensions":{}}'
)
VALIDATION = b"""{"ErrorNumber":10,"Type":"ValidationException",
  "Message":"A validation exception occurred","Elements":[
  {"InvoiceID":"00000000-0000-0000-0000-000000000000","ValidationErrors":[]},
  {"InvoiceNumber":"INV-1","HasErrors":true,"Contact":{"ValidationErrors":[]},
   "ValidationErrors":[{"Message":"Invoice # must be unique."}]}]}"""


def test_400_validation():
    error = answered(400, VALIDATION)
    assert type(error) is errors.Refused
    assert (error.stored, error.error_number) == ("no", 10)
    [element] = error.elements
    assert element.position == 1
    assert element.element["InvoiceNumber"] == "INV-1"
    assert element.messages == ("Invoice # must be unique.",)
    assert error.cause is errors.Cause.NUMBER_TAKEN
    assert "Invoice # must be unique." in str(error)
    assert "A validation exception occurred" in error.messages


@pytest.mark.parametrize(
    "body",
    [
        b'{"ErrorNumber":16,"Type":"QueryParseException","Message":"No property or '
        b"field 'x' exists in type 'Invoice'\"}",
        b'{"Type":"QueryParseException","Message":"odd"}',
        b'{"ErrorNumber":99,"Message":"You are not filtering efficiently: filter more '
        b'efficiently"}',
    ],
)
def test_400_query(body):
    assert type(answered(400, body, method="GET")) is errors.QueryRefused


def test_400_key():
    error = answered(
        400,
        b'{"ErrorNumber":17,"Message":"Idempotency Key: key-1 is used with a different '
        b'request."}',
    )
    assert type(error) is errors.KeyMismatch
    assert error.cause is errors.Cause.KEY_MISMATCH


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Bad Request</html>",
        b"[]",
        b'{"Elements":"x","ErrorNumber":"10"}',
        b'{"Elements":[1,null,{"ValidationErrors":"x"}],"Message":5}',
        b"\xff\xff",
    ],
)
@pytest.mark.parametrize("status", [400, 405, 409, 412, 413, 415, 422])
def test_other_refusals_in_any_shape(status, body):
    error = answered(status, body)
    assert type(error) is errors.Refused
    assert error.stored == "no"
    assert error.elements == ()
    assert error.cause is errors.Cause.UNKNOWN
    assert str(status) in str(error)


def test_a_body_that_xero_cannot_read():
    error = answered(
        400,
        b'{"ErrorNumber":17,"Type":"PostDataInvalidException","Message":"JSON for post '
        b'data was invalid"}',
    )
    assert type(error) is errors.Refused
    assert error.error_number == 17
    assert "JSON for post data was invalid" in str(error)


@pytest.mark.parametrize(
    "detail", ["TokenExpired: token expired at 11/02/2026 08:59:59", "", "TokenInvalid"]
)
def test_401_token(detail):
    error = answered(401, TITLED % ("Unauthorized", 401, detail))
    assert type(error) is errors.Unauthorised
    assert error.stored == "no"


@pytest.mark.parametrize(
    ("detail", "header"),
    [
        ("AuthorizationUnsuccessful", ""),
        ("", 'Bearer error="insufficient_scope"'),
        ("", "insufficent_scope"),
    ],
)
def test_401_scope(detail, header):
    error = answered(
        401, TITLED % ("Unauthorized", 401, detail), {"WWW-Authenticate": header}
    )
    assert type(error) is errors.ScopeMissing


@pytest.mark.parametrize(
    ("body", "lost"),
    [
        (TITLED % ("Forbidden", 403, "AuthenticationUnsuccessful"), True),
        (TITLED % ("Forbidden", 403, "You may not see reports"), False),
        ("<html>blocked by a firewall</html>", False),
    ],
)
def test_403(body, lost):
    error = answered(403, body)
    assert type(error) is errors.Forbidden
    assert error.tenant_lost is lost


def test_404_is_text():
    error = answered(
        404,
        b"The resource you're looking for cannot be found",
        {"Content-Type": "text/html"},
    )
    assert type(error) is errors.NotFound
    assert error.stored == "no"


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        ("minute", "minute"),
        ("Minute", "minute"),
        ("day", "day"),
        ("Daily", "day"),
        ("DayLimit", "day"),
        ("concurrent", "concurrent"),
        ("Concurrency", "concurrent"),
        ("appminute", "appminute"),
        ("App Minute", "appminute"),
        ("app-min", "appminute"),
        ("", "unknown"),
        ("weekly", "unknown"),
    ],
)
def test_429(header, problem):
    error = answered(
        429,
        b"",
        {
            "X-Rate-Limit-Problem": header,
            "Retry-After": "26",
            "X-MinLimit-Remaining": "0",
            "X-DayLimit-Remaining": "700",
        },
    )
    assert type(error) is errors.RateLimited
    assert (error.problem, error.retry_after, error.stored) == (problem, 26, "no")
    assert (error.limits.minute_left, error.limits.day_left) == (0, 700)
    assert error.limits.at == NOW


@pytest.mark.parametrize("status", [500, 501, 502, 503, 504, 599])
def test_5xx(status):
    error = answered(status, b"Service Unavailable", {"Retry-After": "300"})
    assert type(error) is errors.ServerError
    assert (error.retry_after, error.stored) == (300, "unknown")


@pytest.mark.parametrize("status", [301, 302, 307, 308, 408, 304])
def test_what_somebody_on_the_way_says_is_no_answer(status):
    assert type(answered(status)) is errors.NoAnswer


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("26", 26),
        ("0", 0),
        ("1.2", 2),
        ("-5", 0),
        ("99999999999", 86400),
        ("inf", 86400),
        ("nan", None),
        ("soon", None),
        ("", None),
        ("Mon, 02 Nov 2026 09:01:30 GMT", 90),
        ("Mon, 02 Nov 2026 09:01:30 -0000", 90),
        ("Mon, 02 Nov 2026 08:00:00 GMT", 0),
    ],
)
def test_retry_after(text, seconds):
    assert failures.retry_after({"Retry-After": text}, NOW) == seconds
    later = NOW + timedelta(seconds=90)
    assert failures.retry_after({}, later) is None


@pytest.mark.parametrize("status", [200, 201])
@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"<html>", "text/html"),
        (b"<Response/>", "text/xml"),
        (b'{"Invoices":[]}', "text/plain"),
        (b"", "application/json"),
        (b'{"Invoices":', "application/json"),
        (b"\xff", "application/json"),
    ],
)
def test_a_success_that_cannot_be_read_is_unknown(status, body, content_type):
    error = answered(status, body, {"Content-Type": content_type})
    assert type(error) is errors.NoAnswer
    assert error.stored == "unknown"


def test_an_element_is_not_echoed_into_the_message():
    """Names and amounts of customers belong in no log line."""
    error = answered(400, VALIDATION)
    assert "INV-1" not in str(error)
    assert "INV-1" not in repr(error)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(
                [
                    "Elements",
                    "ValidationErrors",
                    "Message",
                    "Detail",
                    "Title",
                    "Type",
                    "ErrorNumber",
                    "x",
                ]
            ),
            inner,
        )
    ),
    max_leaves=15,
)


@given(
    st.sampled_from([100, 300, 400, 401, 403, 404, 408, 412, 429, 500, 503, 999]),
    st.binary() | json_values.map(lambda value: json.dumps(value).encode()),
    st.dictionaries(
        st.sampled_from(
            ["Retry-After", "WWW-Authenticate", "X-Rate-Limit-Problem", "Content-Type"]
        ),
        st.text(st.characters(codec="latin-1")),
    ),
)
def test_every_answer_is_some_error_of_the_tree(status, body, headers):
    response = requests.Response()
    response.status_code = status
    response._content = body
    response.headers.update(headers)
    error = failures.from_response(response, "PUT x", now=NOW)
    assert isinstance(error, errors.XeroError)
    assert str(error).startswith("PUT x: ")
    assert error.stored in ("no", "unknown")
