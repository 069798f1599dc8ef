"""The Flask guard over real HTTP, by werkzeug's server."""

import frameworks
import pytest
import tokens
from doorward import ConfigError
from doorward.flask import Guard
from flask import Blueprint, Flask, request
from guarded_web import (
    MADE,
    VERIFIER,
    Asked,
    AsyncStore,
    GuardTests,
    Route,
    assert_answer,
    bearer,
    refusal_of,
    send,
)
from servers import serving_by_werkzeug

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
guard = Guard(VERIFIER)


class TestSyncViews(GuardTests):
    Guard = Guard
    is_async = False

    def serve(self, routes):
        return frameworks.flask(routes, is_async=self.is_async)


class TestAsyncViews(TestSyncViews):
    is_async = True


class TestBeforeRequest(GuardTests):
    Guard = Guard

    def serve(self, routes):
        app = Flask(__name__)
        for number, route in enumerate(routes):
            blueprint = Blueprint(f"b{number}", __name__)
            for one in route.guards:
                blueprint.before_request(one.check)
            view = frameworks.flask_view(Route(route.path, [], route.own))
            blueprint.add_url_rule(route.path, "view", view, methods=METHODS)
            app.register_blueprint(blueprint)
        return serving_by_werkzeug(app)


def test_no_error_handler_sees_a_refusal_and_options_of_a_guarded_view_are_flasks():
    app = Flask(__name__)

    @app.get("/balance")
    @guard("billing:read")
    def balance():
        raise AssertionError

    @app.errorhandler(Exception)
    def handle(error):
        return "handled", 418

    @app.errorhandler(401)
    def unauthorized(error):
        return "handled", 418

    with serving_by_werkzeug(app) as base:
        assert_answer(send(base, Asked()), refusal_of(Asked()))
        status, headers, _ = send(base, Asked((bearer(),), "OPTIONS"))
        assert (status, set(headers["allow"].split(", "))) == (200, {"GET", "HEAD", "OPTIONS"})
        assert send(base, Asked(method="POST"))[0] == 418, "no such method, before any view"


def test_a_view_that_answers_options_itself():
    app = Flask(__name__)

    def view():
        return f"own {request.method}"

    view.provide_automatic_options = False
    app.add_url_rule("/balance", view_func=guard()(view), methods=["GET", "OPTIONS"])
    with serving_by_werkzeug(app) as base:
        assert send(base, Asked((bearer(),), "OPTIONS"))[2] == b"own OPTIONS"
        assert send(base, Asked(method="OPTIONS"))[0] == 401


def test_a_store_that_is_async_is_refused_when_the_guard_is_made():
    with pytest.raises(ConfigError, match="async"):
        Guard(tokens.verifier(AsyncStore()))()


@pytest.mark.parametrize("path", ["/a%3Faccess_token=x", "/caf%C3%A9", "//a"])
def test_what_stands_in_the_path_is_no_query(path):
    app = Flask(__name__)
    app.before_request(guard("billing:read").check)
    with serving_by_werkzeug(app) as base:
        assert send(base, Asked((bearer(),), path=path))[0] in {404, 308}
        assert send(base, Asked((bearer(),), path=f"{path}?access_token=x"))[0] == 400


def test_nothing_in_the_environ_but_its_own_is_taken_for_a_decision():
    app = Flask(__name__)
    app.before_request(guard("billing:read").check)

    def stained(environ, start_response):
        environ["doorward.scope"] = {"owner": id(environ), "scope": {}}
        environ["doorward.decisions"] = {"caller": MADE}
        return app(environ, start_response)

    with serving_by_werkzeug(stained) as base:
        assert send(base, Asked())[0] == 401
