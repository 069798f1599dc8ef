"""A principal as JSON, by itself and as what a FastAPI route returns."""

import json
from typing import Annotated

import pydantic
import pytest
import tokens
from doorward import Principal
from doorward.fastapi import Guard
from fastapi import FastAPI
from fastapi.testclient import TestClient

CLAIMS = {
    "scope": "a b",
    "client_id": "agent-7",
    "jti": "t-1",
    "email": "someone@example.com",
    "act": {"sub": "outer", "act": {"sub": "inner", "iss": "https://other.example"}},
}
MEMBERS = [
    name for name, member in vars(Principal).items() if type(member).__name__ == "getset_descriptor"
]


def principal():
    return tokens.verifier().verify(tokens.token(**CLAIMS))


def test_every_member_but_the_claims_is_there():
    found = principal().to_dict()
    assert sorted([*found, "claims", "claims_json"]) == sorted(MEMBERS)
    assert "email" not in json.dumps(found)
    assert json.loads(json.dumps(found)) == found
    assert found["actors"] == [
        {"subject": "outer", "issuer": None},
        {"subject": "inner", "issuer": "https://other.example"},
    ]
    assert (found["scopes"], found["bindings"]) == (["a", "b"], [])


@pytest.mark.parametrize("is_annotated", [True, False])
def test_a_route_returns_it(is_annotated):
    app = FastAPI()
    guard = Guard(tokens.verifier())

    async def me(caller: Annotated[Principal, guard("a")]):
        return caller

    if is_annotated:
        me.__annotations__["return"] = Principal
    app.get("/me")(me)
    client = TestClient(app)
    answer = client.get("/me", headers=tokens.bearer(tokens.token(**CLAIMS)))
    assert (answer.status_code, answer.json()) == (200, principal().to_dict())
    described = client.get("/openapi.json").json()["paths"]["/me"]["get"]["responses"]["200"]
    if is_annotated:
        schema = described["content"]["application/json"]["schema"]
        assert sorted(schema["properties"]) == sorted(principal().to_dict())


def test_no_input_makes_one():
    adapter = pydantic.TypeAdapter(Principal)
    caller = principal()
    assert adapter.validate_python(caller) is caller
    for forged in (caller.to_dict(), "agent-7", None):
        with pytest.raises(pydantic.ValidationError):
            adapter.validate_python(forged)
    with pytest.raises(pydantic.ValidationError):
        adapter.validate_json(json.dumps(caller.to_dict()))


def test_a_model_with_one_is_written():
    class Log(pydantic.BaseModel):
        caller: Principal | None

    assert json.loads(Log(caller=principal()).model_dump_json()) == {
        "caller": principal().to_dict()
    }
    assert Log(caller=None).model_dump_json() == '{"caller":null}'
