"""A small OpenID Connect provider on the loopback: its authorization endpoint logs in whoever `user` names, without asking, and its keys are real."""

import base64
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

CLIENT = "urna-ballots"


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Provider:
    """`user` logs in next; `claims` replaces claims of the token (None takes one away); `answer` replaces parameters of the way back; `algorithm` signs."""

    def __init__(self, now=time.time):
        self.now, self.asked = now, []
        self.rsa = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.ec = ec.generate_private_key(ec.SECP256R1())
        self.reset()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                provider.serve(self)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def reset(self):
        self.user, self.claims, self.answer, self.algorithm, self.signer = "nobody", {}, {}, "RS256", None

    @property
    def environment(self):
        """What the server is started with to send its voters here."""
        return {
            "URNA_LOGIN_ISSUER": self.url, "URNA_LOGIN_AUDIENCE": CLIENT, "URNA_LOGIN_KEYS": f"{self.url}/jwks",
            "URNA_LOGIN_PAGE": f"{self.url}/authorize?tenant=town",
        }

    def keys(self):
        def whole(number):
            return b64(number.to_bytes((number.bit_length() + 7) // 8, "big"))

        public, point = self.rsa.public_key().public_numbers(), self.ec.public_key().public_numbers()
        return {"keys": [
            {"kty": "RSA", "kid": "RS256", "alg": "RS256", "use": "sig", "n": whole(public.n), "e": whole(public.e)},
            {"kty": "EC", "kid": "ES256", "alg": "ES256", "use": "sig", "crv": "P-256", "x": b64(point.x.to_bytes(32, "big")), "y": b64(point.y.to_bytes(32, "big"))},
        ]}

    def token(self, nonce):
        now = int(self.now())
        claims = {"iss": self.url, "aud": CLIENT, "sub": self.user, "iat": now, "exp": now + 600, "nonce": nonce, **self.claims}
        header = {"alg": self.algorithm, "typ": "JWT", **({} if self.algorithm == "none" else {"kid": self.algorithm})}
        signed = f"{b64(json.dumps(header).encode())}.{b64(json.dumps({k: v for k, v in claims.items() if v is not None}).encode())}"
        return f"{signed}.{b64(self.signature(signed.encode()))}"

    def signature(self, data):
        if self.algorithm == "none":
            return b""
        if self.algorithm == "ES256":
            return b"".join(part.to_bytes(32, "big") for part in decode_dss_signature(self.ec.sign(data, ec.ECDSA(hashes.SHA256()))))
        return (self.signer or self.rsa).sign(data, padding.PKCS1v15(), hashes.SHA256())

    def serve(self, request):
        url = urlsplit(request.path)
        if url.path == "/jwks":
            body = json.dumps(self.keys()).encode()
            request.send_response(200)
            request.send_header("Content-Type", "application/json")
            request.send_header("Content-Length", str(len(body)))
            request.end_headers()
            request.wfile.write(body)
            return
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path != "/authorize" or "redirect_uri" not in asked:
            request.send_error(404)
            return
        self.asked.append({**asked, "referer": request.headers.get("Referer")})
        answer = {"state": asked["state"], "id_token": self.token(asked["nonce"]), **self.answer}
        request.send_response(302)
        fragment = urlencode({name: value for name, value in answer.items() if value is not None})
        request.send_header("Location", f"{asked['redirect_uri']}#{fragment}")
        request.send_header("Content-Length", "0")
        request.end_headers()
