#!/usr/bin/env python3
"""A server with TLS and a proxy before it: who is here and who is far is told by the connection's address, and by nothing that is said.

The proxy ends TLS, adds the headers that proxies add, and connects from an address of its own. While remote access is off nobody gets in
through it, whatever headers a client makes up; units do, because they sign. On for a time, a session with a second factor gets in, and
ends with that time. All of it is on record.
"""

import http.client
import json
import socket
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from harness import REQUEST_SECONDS_MAX, Server, main, require, run, say
from moving_clock import MovingClock
from raffle_s10 import later, remote_events, totp
from raffles import PASSWORD, People, Raffle
from units import UnitProgram

HERE, FAR, PROXY = "127.0.0.1", "127.0.0.2", "127.0.0.3"
MINUTES_ON = 10
FORGED = (
    {"X-Forwarded-For": HERE}, {"X-Forwarded-For": f"{HERE}, {HERE}"}, {"X-Forwarded-For": "10.0.0.9, ::1"}, {"X-Real-IP": HERE},
    {"Forwarded": f'for={HERE};proto=https;by={HERE}'}, {"Forwarded": 'for="[::1]"'}, {"True-Client-IP": HERE}, {"CF-Connecting-IP": HERE},
    {"X-Client-IP": HERE}, {"X-Cluster-Client-IP": HERE}, {"X-Forwarded-For": "unknown", "X-Forwarded-Host": "localhost", "Via": "1.1 localhost"},
)


class TLSServer(Server):
    """With a certificate of its own; asked over TLS."""

    scheme = "https"

    def __init__(self, folder, certificate, key, environment, **options):
        self.context = ssl.create_default_context(cafile=certificate)
        super().__init__(
            folder, environment={"URNA_TLS_CERTIFICATE": str(certificate), "URNA_TLS_KEY": str(key), **environment}, **options)

    def connect(self, source=HERE):
        return http.client.HTTPSConnection(
            HERE, self.port, timeout=REQUEST_SECONDS_MAX, context=self.context, source_address=(source, 0))


class Proxy:
    """Ends TLS, says from whom a request is as proxies do, and sends it on over TLS from its own address.

    Without a certificate it is asked in plain HTTP, as a unit may ask on its own machine.
    """

    def __init__(self, server, certificate=None, key=None):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def forward(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                peer = self.client_address[0]
                headers = {name: value for name, value in self.headers.items() if name.lower() not in ("connection", "host")}
                known = self.headers.get("X-Forwarded-For")
                headers |= {"X-Forwarded-For": f"{known}, {peer}" if known else peer, "X-Forwarded-Proto": "https"}
                onward = server.connect(PROXY)
                try:
                    onward.request(self.command, self.path, body=body or None, headers=headers)
                    answer = onward.getresponse()
                    data = answer.read()
                finally:
                    onward.close()
                self.send_response_only(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = forward

            def log_message(self, *_):
                pass

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if certificate:
            context.load_cert_chain(certificate, key)

        class Listener(ThreadingHTTPServer):
            daemon_threads = True

            def finish_request(self, request, address):
                if not certificate:
                    super().finish_request(request, address)
                    return
                # In the connection's own thread, so that a slow handshake holds up nobody else.
                try:
                    with context.wrap_socket(request, server_side=True) as connection:
                        super().finish_request(connection, address)
                except OSError:
                    pass  # A client that does not trust the certificate has gone.

        self._listener = Listener((HERE, 0), Handler)
        self.port = self._listener.server_port
        self.url = f"{'https' if certificate else 'http'}://{HERE}:{self.port}"
        threading.Thread(target=self._listener.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._listener.shutdown()
        self._listener.server_close()


class Client:
    """Somebody who asks the server directly from an address, or through the proxy."""

    def __init__(self, server, source=HERE, proxy=None):
        self.server, self.source, self.proxy = server, source, proxy

    def __call__(self, method, path, body=None, token=None, headers=None):
        """(status, JSON)"""
        port = self.proxy.port if self.proxy else self.server.port
        connection = http.client.HTTPSConnection(
            HERE, port, timeout=REQUEST_SECONDS_MAX, context=self.server.context, source_address=(self.source, 0))
        try:
            headers = {"Content-Type": "application/json", **(headers or {})} | ({"Authorization": f"Bearer {token}"} if token else {})
            connection.request(method, path, body=None if body is None else json.dumps(body), headers=headers)
            answer = connection.getresponse()
            data = answer.read()
            return answer.status, json.loads(data) if data else None
        finally:
            connection.close()


def certificate(folder):
    """A certificate for 127.0.0.1 that signs itself, and its key."""
    paths = folder / "certificate.pem", folder / "key.pem"
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", paths[1], "-out", paths[0],
        "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:TRUE")
    return paths


def check_off(server, people, raffle, clients):
    """Off: through the proxy or from afar nobody is let in, and no header makes a far one near or a near one far."""
    logon, tried = {"user": "mgr1", "password": PASSWORD}, 0
    for who, client in clients.items():
        for headers in ({}, *FORGED):
            for what, answer in {
                "a log-on": client("POST", "/v1/sessions", logon, headers=headers),
                "a session of the venue": client("GET", f"{raffle.path}/reports/drawing?format=json", None, people["event-manager"], headers),
                "the administrator's token": client("PUT", "/v1/remote-access", {"enabled": True}, people["admin"], headers),
            }.items():
                require((answer[0], answer[1].get("code")) == (403, "REMOTE_ACCESS_OFF"), f"{what} {who}, {headers}: {answer}")
                tried += 1
    near = Client(server)
    for headers in ({"X-Forwarded-For": "203.0.113.9"}, {"Forwarded": "for=203.0.113.9"}, {"X-Real-IP": "203.0.113.9"}):
        status, answer = near("GET", "/v1/remote-access", None, people["admin"], headers)
        require((status, answer) == (200, {"enabled": False}), f"from here, {headers}: {status} {answer}")
    status, session = near("POST", "/v1/sessions", logon, headers={"X-Forwarded-For": "203.0.113.9"})
    require(status == 201 and session["remote"] is False, f"a log-on from here: {status} {session}")
    refused = remote_events(server, people, "REMOTE_ACCESS_REFUSED")
    require({event["data"]["action"] for event in refused} == {"logon", "request"}, f"REMOTE_ACCESS_REFUSED: {refused}")
    say(f"off: {tried} requests {' or '.join(clients)} are refused, {len(FORGED)} sorts of headers or none; those from here are taken")


def check_proxy_protocol(server, people):
    """The address in front of a connection, as load balancers write it, is no part of this protocol."""
    line = f"PROXY TCP4 {HERE} {HERE} 4711 {server.port}\r\n".encode()
    asked = f"GET /v1/remote-access HTTP/1.1\r\nHost: {HERE}\r\nAuthorization: Bearer {people['admin']}\r\nConnection: close\r\n\r\n".encode()
    for where in ("before TLS", "within TLS"):
        plain = socket.create_connection((HERE, server.port), timeout=REQUEST_SECONDS_MAX, source_address=(FAR, 0))
        answer = b""
        try:
            if where == "before TLS":
                plain.sendall(line)
            with server.context.wrap_socket(plain, server_hostname=HERE) as connection:
                connection.sendall((line if where == "within TLS" else b"") + asked)
                while data := connection.recv(65_536):
                    answer += data
        except OSError:
            pass  # Refused without an answer.
        finally:
            plain.close()
        require(b" 200 " not in answer.split(b"\r\n", 1)[0] and b"enabled" not in answer, f"a PROXY line {where}: {answer[:300]!r}")
    say("a PROXY line before or within TLS lets nobody in")


def check_http2(server, people, pem):
    """The same over HTTP/2, by another client."""
    for source, expected in ((HERE, "200"), (FAR, "403"), (PROXY, "403")):
        done = subprocess.run(
            ["curl", "--silent", "--http2", "--max-time", "30", "--cacert", str(pem), "--interface", source, "--write-out",
             "\n%{http_version} %{http_code}", "--header", f"Authorization: Bearer {people['admin']}", "--header", f"X-Forwarded-For: {HERE}",
             f"{server.url}/v1/remote-access"], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
        require(done.stdout.rpartition("\n")[2] == f"2 {expected}", f"over HTTP/2 from {source}: {done.stdout} {done.stderr}")
    say("over HTTP/2 as well")


def check_unit(folder, server, people, raffle, proxy):
    """A unit signs what it says, so it gets in through the proxy while remote access is off. It speaks only with a server whose certificate it knows."""
    with Proxy(server) as plain:
        unit = UnitProgram("RSU-P", folder, server, people, url=plain.url)
        with unit.desk() as desk:
            desk.begin(raffle, 20)
            desk.do("sell", package="P1", count=2)
            answer = desk.do("sync")
    require((answer["uploaded"], answer["of"]) == (2, 2) and raffle.get()["sales"]["tickets"] == 2, f"sold through the proxy: {answer}")
    server.json("POST", "/v1/rsus/RSU-P/unenrol", {}, people["admin"])
    code = server.json("POST", "/v1/rsus/RSU-P/enrolment", {"operator": "op7"}, people["admin"])["code"]
    for what, url in (("the proxy", proxy.url), ("the server", server.url)):
        said = unit.refused("enrol", "--server", url, "--code", code, "--operator", "op7", "--pin-file", unit.pin_file, code="OFFLINE")
        require("CERTIFICATE_VERIFY_FAILED" in said, f"a unit and an unknown certificate of {what}: {said}")
    say("a unit sells through the proxy while remote access is off; it does not speak with a server whose certificate it does not know")


def check_on(server, people, raffle, through, clock):
    admin = people["admin"]
    made = server.json("POST", "/v1/staff", {"id": "mgr2", "name": "M", "roles": ["event-manager"], "password": PASSWORD, "totp": True}, admin)
    for until in (later(-60), later(25 * 3600), "soon"):
        status, _, answer = server.call("PUT", "/v1/remote-access", {"enabled": True, "until": until}, admin)
        require(400 <= status < 500, f"remote access until {until} was let: {status} {answer!r}")
    server.json("PUT", "/v1/remote-access", {"enabled": True, "until": later(60 * MINUTES_ON)}, admin)
    status, answer = through("POST", "/v1/sessions", {"user": "mgr1", "password": PASSWORD})
    require((status, answer.get("code")) == (401, "SECOND_FACTOR_MISSING"), f"on, without a second factor: {status} {answer}")
    status, answer = through("GET", "/v1/audit/events", None, admin, {"X-Forwarded-For": HERE})
    require((status, answer.get("code")) == (403, "REMOTE_ACCESS_OFF"), f"on, the administrator's token: {status} {answer}")
    status, answer = through("GET", "/v1/audit/events", None, people["regulator"], {"X-Forwarded-For": HERE})
    require((status, answer.get("code")) == (401, "SESSION_REQUIRED"), f"on, a session of the venue: {status} {answer}")
    code = totp(made["totp"]["secret"])
    status, session = through("POST", "/v1/sessions", {"user": "mgr2", "password": PASSWORD, "totp": code}, None, {"X-Forwarded-For": HERE})
    require(status == 201 and session["remote"] is True, f"on, with a second factor: {status} {session}")
    report = f"{raffle.path}/reports/drawing?format=json"
    require(through("GET", report, None, session["token"])[0] == 200, "a report through the proxy")
    # A session that began outside stays one from outside, wherever it is used.
    status, _, answer = server.call("POST", f"{raffle.path}/alterations", {
        "element": "collected/RSU-P", "before": "", "after": "1000", "reason": "counted"}, session["token"])
    require(status == 403, f"a remote session, used here, alters a record: {status} {answer!r}")
    listed = [each["user"] for each in server.json("GET", "/v1/sessions", token=admin)["sessions"] if each["remote"]]
    require(listed == ["mgr2"], f"remote sessions: {listed}")

    clock.move(60 * MINUTES_ON - 60)
    require(through("GET", report, None, session["token"])[0] == 200, "a minute before its end the session is over")
    clock.move(70)
    status, answer = through("GET", report, None, session["token"])
    require((status, answer.get("code")) == (403, "REMOTE_ACCESS_OFF"), f"after the time: {status} {answer}")
    status = server.call("GET", report, token=session["token"])[0]
    require(status == 401, f"after the time the remote session is good here: {status}")
    require(server.json("GET", "/v1/remote-access", token=admin) == {"enabled": False}, "remote access does not end by itself")
    people.log_on_all()
    ended = lambda: [event for event in remote_events(server, people, "LOGOFF") if event["data"].get("user") == "mgr2"]
    server.wait_for(ended, "the end of the remote session on record", 15)
    record = ended()[0]["data"]
    require((record["remote"], record["why"]) == (True, "remote-access-ended") and record["seconds"] >= 60 * (MINUTES_ON - 1), f"{record}")
    switched = {code: remote_events(server, people, code) for code in ("REMOTE_ACCESS_ENABLED", "REMOTE_ACCESS_DISABLED", "REMOTE_ACCESS")}
    require([len(found) for found in switched.values()] == [1, 1, 1], f"on record: {switched}")
    require(switched["REMOTE_ACCESS"][0]["data"]["user"] == "mgr2" and switched["REMOTE_ACCESS_ENABLED"][0]["actor"] != "system", f"{switched}")
    actions = {event["data"]["action"] for event in remote_events(server, people, "REMOTE_ACCESS_REFUSED")}
    require(actions == {"logon", "request", "token", "local-session"}, f"refusals on record: {actions}")
    say(f"on for {MINUTES_ON} minutes: a session with a second factor gets in, and ends with them; on, in, out and off are on record")


def check_proxy_as_neighbour(folder, pem, key):
    """What the manual warns of: a proxy among the local networks makes neighbours of all who come through it."""
    with TLSServer(folder, pem, key, {}, name="neighbour") as server, Proxy(server, pem, key) as proxy:
        status, answer = Client(server, FAR, proxy)("GET", "/v1/remote-access", None, server.admin_token, {"X-Forwarded-For": "203.0.113.9"})
        require((status, answer) == (200, {"enabled": False}), f"through a proxy in the local networks: {status} {answer}")
    say("a proxy in the local networks makes all who come through it local, as the manual says")


def check(folder):
    pem, key = certificate(folder)
    clock = MovingClock(folder)
    with TLSServer(folder, pem, key, {"URNA_LOCAL_NETWORKS": f"{HERE}/32", **clock.environment}) as server, Proxy(server, pem, key) as proxy:
        people = People(server)
        raffle = Raffle(server, people)
        raffle.do("event-manager", "activate")
        through = Client(server, HERE, proxy)
        check_off(server, people, raffle, {"through the proxy": through, "from afar": Client(server, FAR)})
        check_proxy_protocol(server, people)
        check_http2(server, people, pem)
        check_unit(folder, server, people, raffle, proxy)
        check_on(server, people, raffle, through, clock)
    check_proxy_as_neighbour(folder, pem, key)


if __name__ == "__main__":
    main(check)
