"""A bank's identity server in miniature (OpenID Connect, authorization code with PKCE), on a port of this machine.

It is the edge of the world: our own side of the conversation is real, over HTTP.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET, KEY_ID = "tingtang", "s3cret", "k1"


class IdentityServer(ThreadingHTTPServer):
    """`person` is who is signed in there: the claims it will tell. `refuse`: the person presses cancel."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person: dict[str, Any] = {}
        self.refuse = False
        self.broken = False
        self.codes: dict[str, dict[str, str]] = {}


class _Handler(BaseHTTPRequestHandler):
    server: IdentityServer

    def log_message(self, *_: Any) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        routes = {
            "/.well-known/openid-configuration": self._configuration,
            "/authorize": lambda: self._authorize(query),
            "/userinfo": lambda: self._json({"sub": "1", **self.server.person}),
            "/keys": self._keys,
        }
        routes[address.path]()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        asked = self.server.codes.pop(form.get("code", ""), None)
        if self.server.broken or asked is None or not self._is_the_client(form) or not _proves(form, asked):
            self._json({"error": "invalid_grant"}, 400)
            return
        now = int(time.time())
        claims = {"iss": self.server.address, "aud": CLIENT_ID, "sub": "1", "iat": now, "exp": now + 60}
        token = jwt.encode({**claims, **self.server.person}, self.server.key, "RS256", headers={"kid": KEY_ID})
        self._json({"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": token})

    def _is_the_client(self, form: dict[str, str]) -> bool:
        return (form.get("client_id"), form.get("client_secret")) == (CLIENT_ID, CLIENT_SECRET)

    def _configuration(self) -> None:
        here = self.server.address
        self._json(
            {
                "issuer": here,
                "authorization_endpoint": f"{here}/authorize",
                "token_endpoint": f"{here}/token",
                "userinfo_endpoint": f"{here}/userinfo",
                "jwks_uri": f"{here}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
        )

    def _authorize(self, query: dict[str, str]) -> None:
        code = hashlib.sha256(query["state"].encode()).hexdigest()
        self.server.codes[code] = query
        answer = {"error": "access_denied"} if self.server.refuse else {"code": code}
        self.send_response(302)
        self.send_header("Location", f"{query['redirect_uri']}?{urlencode({**answer, 'state': query['state']})}")
        self.end_headers()

    def _keys(self) -> None:
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.server.key.public_key()))
        self._json({"keys": [{**key, "kid": KEY_ID, "use": "sig", "alg": "RS256"}]})

    def _json(self, payload: dict[str, Any], status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(payload).encode())


def _proves(form: dict[str, str], asked: dict[str, str]) -> bool:
    """PKCE: whoever redeems the code is who asked for it."""
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked.get("code_challenge")


@contextmanager
def running() -> Iterator[IdentityServer]:
    """A server while the block runs."""
    server = IdentityServer()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
