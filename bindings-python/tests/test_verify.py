"""verify and authenticate, sync and async."""

import asyncio
import time
import tracemalloc
from collections import UserDict

import pytest
import tokens
from doorward import (
    ConfigError,
    InsufficientScopeError,
    InvalidRequestError,
    InvalidTokenError,
    MissingCredentialsError,
    Policy,
    RejectedError,
    Request,
    UnauthenticatedError,
    Verifier,
    all_of,
    any_of,
)
from doorward.asgi import DoorwardMiddleware
from doorward.fastapi import Guard
from starlette.datastructures import Headers
from starlette.requests import Request as StarletteRequest

VERIFIER = tokens.verifier()


def sync_verify(credential, *args, **options):
    return VERIFIER.verify(credential, *args, **options)


def async_verify(credential, *args, **options):
    return asyncio.run(VERIFIER.verify_async(credential, *args, **options))


@pytest.fixture(params=[sync_verify, async_verify])
def verify(request):
    return request.param


def test_a_good_token_gives_its_principal(verify):
    principal = verify(tokens.token(), "billing:read")
    assert principal.subject == "agent-7"
    assert principal.client_id == "billing-agent"
    assert principal.issuer == tokens.ISSUER
    assert principal.audience == (tokens.AUDIENCE,)
    assert principal.scopes == ("billing:read", "billing:write")
    assert principal.credential == "jwt"
    assert principal.claims["jti"] == principal.token_id == "id-1"
    assert principal.expires_at - principal.issued_at == 600
    assert principal.allows("billing:read")
    assert not principal.allows("users:read")


def test_asymmetric_tokens_are_verified_too(verify):
    assert verify(tokens.es256_token()).key_id == "ec-1"
    signed, _, _ = tokens.es256_token().rpartition(".")
    _, _, signature = tokens.es256_token(sub="another").rpartition(".")
    with pytest.raises(InvalidTokenError) as caught:
        verify(f"{signed}.{signature}")
    assert caught.value.code == "invalid_signature"


@pytest.mark.parametrize(
    ("credential", "code"),
    [
        ("", "malformed_token"),
        ("a.b.c", "malformed_token"),
        ("\ud800", "malformed_token"),
        ("a" * 20_000, "token_too_large"),
        (tokens.token(tokens.OTHER_SECRET), "invalid_signature"),
        (tokens.token(exp=1), "expired"),
        (tokens.token(aud="https://other.example.com"), "wrong_audience"),
        (tokens.token(iss="https://other.example.com"), "unknown_issuer"),
        (tokens.token(nbf=4_000_000_000), "not_yet_valid"),
        ("sk_agent_000000000000_x", "malformed_token"),
    ],
)
def test_a_bad_token_is_refused_with_its_code(verify, credential, code):
    with pytest.raises(InvalidTokenError) as caught:
        verify(credential)
    error = caught.value
    assert (error.code, error.status, error.retryable) == (code, 401, False)
    assert error.headers["www-authenticate"].startswith('Bearer realm="test", error="invalid_tok')
    assert f'"code":"{code}"' in error.body
    assert error.description


def test_a_huge_credential_is_cut_before_it_is_copied(verify):
    huge = "\u00e9" * (1 << 25)
    tracemalloc.start()
    try:
        with pytest.raises(InvalidTokenError) as caught:
            verify(huge)
        copied = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert caught.value.code == "token_too_large"
    assert copied < 1 << 22


def test_now_is_an_argument(verify):
    credential = tokens.token()
    later = time.time() + 606
    with pytest.raises(InvalidTokenError) as caught:
        verify(credential, now=later)
    assert caught.value.code == "expired"
    with pytest.raises(ValueError, match="finite"):
        verify(credential, now=float("nan"))


def test_requirements_nest_and_implication_holds(verify):
    assert verify(tokens.token(), ["billing:read", "billing:write"])
    assert verify(tokens.token(), all_of("billing:read", any_of("users:read", "billing:write")))
    assert verify(tokens.token(scope="admin"), "billing:read")
    assert verify(tokens.token(), {"any": ["users:read", "billing:write"]})


def test_a_missing_scope_names_all_that_is_needed(verify):
    with pytest.raises(InsufficientScopeError) as caught:
        verify(tokens.token(scope="billing:read"), ["billing:read", "billing:write"])
    error = caught.value
    assert error.status == 403
    assert error.required_scopes == ("billing:read", "billing:write")
    assert 'scope="billing:read billing:write"' in error.headers["www-authenticate"]


def scope_of(headers, query=b"", **members):
    return {
        "type": "http",
        "method": "GET",
        "path": "/balance",
        "query_string": query,
        "headers": headers,
        **members,
    }


def forms(headers, query=b""):
    """Return the same request in every form that is taken."""
    scope = scope_of([(name.encode(), value.encode("latin-1")) for name, value in headers], query)
    url = f"https://api.example.com/balance?{query.decode()}"
    as_lists = [list(pair) for pair in scope["headers"]]
    return [
        scope,
        scope_of(as_lists, query, raw_path=b"/balance"),
        StarletteRequest(scope),
        Request("GET", url, headers),
        Request("GET", url, scope["headers"]),
    ]


def outcomes(request):
    """Return what the sync and the async method say."""
    found = []
    modes = (VERIFIER.authenticate, lambda one: asyncio.run(VERIFIER.authenticate_async(one)))
    for mode in modes:
        try:
            found.append(mode(request).client_id)
        except RejectedError as error:
            found.append((type(error), error.code))
    return found


@pytest.mark.parametrize(
    ("headers", "query", "expected"),
    [
        ([("authorization", "BEARER")], b"", (InvalidRequestError, "invalid_request")),
        ([], b"", (MissingCredentialsError, "missing_credentials")),
        ([("authorization", "Basic YTpi")], b"", (MissingCredentialsError, "missing_credentials")),
        ([("authorization", "Bearer\tx")], b"", (InvalidRequestError, "invalid_request")),
        ([("authorization", "Bearer \xe9")], b"", (InvalidRequestError, "invalid_request")),
        ([("authorization", "Bearer x")] * 2, b"", (InvalidRequestError, "invalid_request")),
        ([], b"access_token=x", (InvalidRequestError, "invalid_request")),
        ([], b"a=1&%61ccess_token", (InvalidRequestError, "invalid_request")),
        ([("authorization", "Bearer x")], b"", (InvalidTokenError, "malformed_token")),
        ([("x-api-key", "x")], b"", (MissingCredentialsError, "missing_credentials")),
    ],
)
def test_every_form_of_request_gives_the_same_answer(headers, query, expected):
    for request in forms(headers, query):
        assert outcomes(request) == [expected, expected]


def test_every_form_of_request_carries_a_good_token():
    headers = [("Accept", "*/*"), ("Authorization", f"bearer  {tokens.token()}")]
    for request in forms(headers, b"a=1"):
        assert outcomes(request) == ["billing-agent"] * 2


@pytest.mark.parametrize("path", ["/a#b", "/a?b"])
def test_a_decoded_path_does_not_hide_the_query(path):
    scope = scope_of([], b"access_token=x", path=path)
    assert outcomes(scope) == [(InvalidRequestError, "invalid_request")] * 2
    assert outcomes({**scope, "raw_path": b"/a#"}) == [(InvalidRequestError, "invalid_request")] * 2


def test_a_scope_may_be_any_mapping():
    headers = [(b"authorization", f"Bearer {tokens.token()}".encode())]

    class Scope(UserDict):
        scope = "not a scope"

    assert outcomes(UserDict(scope_of(headers))) == ["billing-agent"] * 2
    assert outcomes(Scope(scope_of(headers))) == ["billing-agent"] * 2


def test_what_is_no_request_is_a_type_error():
    for wrong in ({"type": "lifespan"}, "GET /", None):
        with pytest.raises(TypeError, match="not "):
            VERIFIER.authenticate(wrong)


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": "Bearer x"},
        {"ab": "cd"},
        {},
        Headers({"ab": "cd"}),
        "authorization",
        b"",
        ["ab"],
        [b"ab"],
        [("authorization",)],
        [("authorization", "Bearer x", "y")],
        [()],
        [("authorization", None)],
        [{"authorization": "Bearer x", "x": "y"}.items()],
        [5],
        5,
    ],
)
def test_headers_that_are_no_pairs_are_a_type_error(headers):
    with pytest.raises(TypeError):
        VERIFIER.authenticate(Request("GET", "/", headers))
    with pytest.raises(TypeError):
        VERIFIER.authenticate(scope_of(headers))


def test_unauthenticated_covers_every_401():
    with pytest.raises(UnauthenticatedError):
        VERIFIER.verify("x")
    with pytest.raises(UnauthenticatedError):
        VERIFIER.authenticate(Request("GET", "/"))


def test_the_clock_is_pythons_own_so_that_tests_can_set_it(verify, monkeypatch):
    credential = tokens.token()
    assert verify(credential)
    later = time.time() + 606
    monkeypatch.setattr(time, "time", lambda: later)
    with pytest.raises(InvalidTokenError) as caught:
        verify(credential)
    assert caught.value.code == "expired"


def test_arguments_that_are_none_are_type_errors(verify):
    for wrong in (b"a.b.c", None, 5):
        with pytest.raises(TypeError, match="credential"):
            verify(wrong)
    with pytest.raises(TypeError):
        verify(tokens.token(), now="now")


def test_more_requirements_than_are_kept_are_read_all_the_same(verify):
    credential = tokens.token(scope="s:7 s:1500")
    granted = [number for number in range(1600) if allowed(verify, credential, f"s:{number}")]
    assert granted == [7, 1500]
    assert allowed(verify, credential, ["s:7", "s:1500"])
    assert not allowed(verify, credential, ("s:7", "s:8"))


EMPTY = [None, [], (), "", {}, all_of(), any_of(), {"all": []}, {"any": []}, [None], False]


@pytest.mark.parametrize("scopes", EMPTY, ids=repr)
def test_a_requirement_that_is_given_and_empty_raises(verify, scopes):
    credential = tokens.token()
    request = Request("GET", "/", [("authorization", f"Bearer {credential}")])
    ways = (
        lambda: verify(credential, scopes),
        lambda: verify(credential, scopes=scopes),
        lambda: VERIFIER.authenticate(request, scopes),
        lambda: asyncio.run(VERIFIER.authenticate_async(request, scopes=scopes)),
        lambda: DoorwardMiddleware(object(), VERIFIER, scopes=scopes),
        lambda: Guard(VERIFIER)(scopes),
        lambda: Guard(VERIFIER)("billing:read", scopes),
    )
    for way in ways:
        with pytest.raises(ConfigError) as caught:
            way()
        assert caught.value.path.startswith("scopes")


def test_without_a_requirement_any_genuine_caller_is_enough(verify):
    assert verify(tokens.token(scope="")).scopes == ()


class Chameleon(str):
    """Calls itself equal to whatever it is compared with."""

    __slots__ = ()

    def __eq__(self, _other):
        return True

    def __hash__(self):
        return hash("billing:read")


def test_a_group_with_a_part_that_is_not_hashable_is_read_all_the_same(verify):
    credential = tokens.token(scope="a b")
    for scopes in (any_of("c", ["a", "b"]), [any_of({"all": ["a", "b"]})]):
        assert allowed(verify, credential, scopes)
    for scopes in (any_of("c", []), all_of({}), [all_of("a", None)]):
        with pytest.raises(ConfigError):
            verify(credential, scopes)


def test_a_string_that_calls_itself_equal_to_a_scope_is_no_other_scope(verify):
    credential = tokens.token(scope="billing:read")
    assert allowed(verify, credential, "billing:read")
    for scopes in (Chameleon("admin"), [Chameleon("admin")], any_of(Chameleon("admin"))):
        assert not allowed(verify, credential, scopes)
    assert not allowed(verify, tokens.token(scope="other"), any_of("billing:read"))


def allowed(verify, credential, scopes):
    try:
        return bool(verify(credential, scopes))
    except InsufficientScopeError:
        return False


def test_a_verifier_can_be_subclassed_with_arguments_of_its_own():
    class Named(Verifier):
        def __init__(self, name, *, issuer):
            self.name = name
            super().__init__(Policy([issuer]))

        def verify(self, credential, *requirement, now=None):
            return self.name, super().verify(credential, *requirement, now=now).client_id

    verifier = Named("billing", issuer=tokens.issuer())
    assert verifier.verify(tokens.token()) == ("billing", "billing-agent")


def test_a_verifier_that_was_not_made_whole_decides_nothing():
    class Hollow(Verifier):
        def __init__(self):
            pass

    for ask in (lambda: Hollow().verify("x"), lambda: Hollow()._begin_credential("x", "a", None)):
        with pytest.raises(RuntimeError, match="__init__"):
            ask()
