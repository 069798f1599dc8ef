"""The clients that fetch: what they send, what they do not, and where they stop."""

import asyncio
import json
import socketserver
import ssl
import sys
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address

import httpx
import httpx2
import pytest
import tokens
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from doorward import ConfigError, UnavailableError, Verifier, _httpx
from key_servers import KeyServer, remote, verifier

TOKEN = tokens.es256_token()
LIBRARIES = {"httpx": httpx, "httpx2": httpx2}
OTHERS = {  # What a program's own client may carry, and a key server must not learn.
    "headers": {"authorization": "Bearer ours", "x-own": "1", "accept-encoding": "gzip"},
    "cookies": {"session": "ours"},
    "auth": ("user", "password"),
    "params": {"api-version": "1"},
    "follow_redirects": True,
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.seen.append(
            (self.path, {name.lower(): it for name, it in self.headers.items()})
        )
        status, headers, body = self.server.answer(self.path)
        self.send_response(status)
        for name, value in {"set-cookie": "a=b", "content-length": len(body), **headers}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        pass


@contextmanager
def http_server(answer=None):
    body = json.dumps({"keys": [tokens.EC_JWK]}).encode()
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.seen = []
        server.answer = answer or (lambda _path: (200, {"content-type": "application/json"}, body))
        server.origin = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


def of(server, fetcher, **refresh):
    return verifier(fetcher, remote(jwks_uri=f"{server.origin}/jwks"), **refresh)


def decided(one, mode):
    return asyncio.run(one.verify_async(TOKEN)) if mode == "verify_async" else one.verify(TOKEN)


@pytest.fixture(params=["httpx", "httpx2"])
def library(request, monkeypatch):
    monkeypatch.setattr(_httpx, "_NAMES", (request.param,))
    return LIBRARIES[request.param]


@pytest.fixture(params=["default", "async", "sync"])
def client(request, library):
    """A maker of fetchers: ours, and clients that carry what they should not send."""
    if request.param == "default":
        return lambda: None
    kind = library.AsyncClient if request.param == "async" else library.Client
    return lambda: kind(**OTHERS)


@pytest.mark.parametrize("mode", ["verify", "verify_async"])
def test_every_client_fetches_and_gives_nothing_away(client, mode):
    with http_server() as server:
        one = of(server, client())
        for _ in range(2):
            assert decided(one, mode).key_id == "ec-1"
        [(path, headers)] = server.seen
    assert path == "/jwks"
    assert headers["accept"] == "application/json, application/jwk-set+json"
    assert headers["accept-encoding"] == "identity"
    assert not {"authorization", "cookie", "x-own"} & headers.keys()


def test_no_cookie_comes_back(client):
    with http_server() as server:
        body = server.answer("")[2]

        def answer(path):
            if path == "/jwks":
                return 302, {"location": "/moved", "set-cookie": "a=b; Path=/"}, b""
            return 200, {"content-type": "application/json"}, body

        server.answer = answer
        assert of(server, client()).verify(TOKEN)
        assert len(server.seen) == 2
        assert all("cookie" not in headers for _, headers in server.seen)


def test_redirects_are_the_cores_to_follow(client):
    def answer(path):
        if path == "/jwks":
            return 302, {"location": "/moved"}, b""
        return 307, {"location": "http://127.0.0.2:1/jwks"}, b""

    with http_server(answer) as server:
        one = of(server, client())
        with pytest.raises(UnavailableError):
            one.verify(TOKEN)
        assert [path for path, _ in server.seen] == ["/jwks", "/moved"]
    assert one.key_status()[0].last_error.startswith("redirect: ")


def test_a_body_of_no_use_is_not_read(client):
    """Of a gigabyte with status 404, and of one that says so beforehand, not a byte is taken."""
    sizes = []

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    class Talk(socketserver.StreamRequestHandler):
        def handle(self):
            line = self.rfile.readline()
            while self.rfile.readline().strip():
                pass
            status = b"404 No" if b"missing" in line else b"200 OK"
            head = b"HTTP/1.1 " + status + b"\r\ncontent-type: application/json\r\n"
            self.wfile.write(head + b"content-length: 1000000000\r\n\r\n")
            sent = 0
            try:
                while sent < 64 * 1024 * 1024:
                    self.wfile.write(b" " * 65536)
                    sent += 65536
            except OSError:
                pass
            sizes.append(sent)

    with Server(("127.0.0.1", 0), Talk) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        server.origin = f"http://127.0.0.1:{server.server_address[1]}"
        for path, word in (("missing", "status"), ("jwks", "too_large")):
            one = verifier(client(), remote(jwks_uri=f"{server.origin}/{path}"))
            with pytest.raises(UnavailableError):
                one.verify(TOKEN)
            assert one.key_status()[0].last_error.startswith(f"{word}: ")
        server.shutdown()
    assert all(size < 16 * 1024 * 1024 for size in sizes)  # What the kernel's buffers hold.


def test_the_environments_proxy_is_not_for_plain_http(library, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://user:hunter2@127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with http_server() as server:
        assert of(server, None).verify(TOKEN)
        assert library  # Each of the two.


async def test_the_environments_proxy_is_the_way_out_for_https(library, monkeypatch, caplog):
    asked = []

    class Proxy(socketserver.StreamRequestHandler):
        def handle(self):
            asked.append(self.rfile.readline())
            self.wfile.write(b"HTTP/1.1 502 No\r\ncontent-length: 0\r\n\r\n")

    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Proxy) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        proxy = f"http://user:hunter2@127.0.0.1:{server.server_address[1]}"
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        monkeypatch.setenv("https_proxy", proxy)
        one = verifier(None, remote())
        with pytest.raises(UnavailableError) as caught:
            await one.verify_async(TOKEN)
        server.shutdown()
    assert asked == [b"CONNECT auth.example.com:443 HTTP/1.1\r\n"]
    described = str(caught.value) + str(one.key_status()) + caplog.text
    assert library
    assert "hunter2" not in described


def test_netrc_is_not_read(library, monkeypatch, tmp_path):
    file = tmp_path / "netrc"
    file.write_text("machine 127.0.0.1 login user password hunter2\n")
    file.chmod(0o600)
    monkeypatch.setenv("NETRC", str(file))
    with http_server() as server:
        assert of(server, None).verify(TOKEN)
        assert "authorization" not in server.seen[0][1]
        assert library


def test_a_client_that_was_closed_is_an_outage(library):
    with http_server() as server:
        closed = library.Client()
        closed.close()
        one = of(server, closed)
        with pytest.raises(UnavailableError):
            one.verify(TOKEN)
    assert one.key_status()[0].last_error.startswith("connection: ")


async def test_a_transport_of_ones_own_is_asked(library):
    body = json.dumps({"keys": [tokens.EC_JWK]}).encode()
    headers = {"content-type": "application/json"}
    transport = library.MockTransport(
        lambda _: library.Response(200, headers=headers, content=body)
    )
    async with library.AsyncClient(transport=transport) as client:
        assert await verifier(client).verify_async(TOKEN)


@pytest.mark.parametrize("wrong", [object(), "httpx", httpx, 5, {"fetch": 1}])
def test_what_cannot_fetch_is_a_type_error(wrong):
    with pytest.raises(TypeError, match="a function from FetchRequest"):
        verifier(wrong)


def test_without_a_library_a_verifier_that_fetches_does_not_construct(monkeypatch):
    for name in LIBRARIES:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ConfigError, match=r"pip install doorward\[fetch\]") as caught:
        verifier(None)
    assert (caught.value.code, caught.value.path) == ("invalid_policy", "issuers")
    assert verifier(KeyServer().sync).verify(TOKEN)
    assert tokens.verifier().verify(tokens.token())
    with pytest.raises(TypeError):
        Verifier(tokens.verifier(), fetcher=None)


def test_httpx2_is_taken_where_it_is_what_is_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "httpx", None)
    with http_server() as server:
        assert of(server, None).verify(TOKEN)
        assert of(server, httpx2.Client()).verify(TOKEN)


@contextmanager
def https_server(tmp_path):
    """A server with a certificate that nobody trusts; gives its origin and the certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    alternative = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(alternative, critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = tmp_path / "certificate.pem"
    file.write_bytes(certificate.public_bytes(Encoding.PEM) + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with http_server() as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        yield server.origin.replace("http:", "https:"), file


@pytest.mark.parametrize("mode", ["verify", "verify_async"])
def test_a_certificate_that_is_not_trusted_is_an_outage(library, tmp_path, mode):
    with https_server(tmp_path) as (origin, file):
        jwks = remote(jwks_uri=f"{origin}/jwks")
        untrusting = verifier(None, jwks)
        with pytest.raises(UnavailableError):
            decided(untrusting, mode)
        assert untrusting.key_status()[0].last_error.startswith("connection: ")
        context = ssl.create_default_context(cafile=file)
        assert verifier(library.Client(verify=context), jwks).verify(TOKEN)
