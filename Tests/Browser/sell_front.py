"""A line between a browser and a server that lies when it is told to: other bytes for a path, an answer that is lost, nothing at all."""

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

HOP = {"connection", "transfer-encoding", "content-length", "keep-alive"}


class Front:
    def __init__(self, url):
        self.target = urlsplit(url)
        self.replaced, self.is_cut, self.requests = {}, False, []
        self._lost = []
        front = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def handle_any(self):
                front._handle(self)

            do_GET = do_POST = do_DELETE = do_PUT = do_PATCH = do_HEAD = handle_any

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def lose_answer(self, ending):
        """The next request whose path has this ending gets to the server, and its answer gets lost."""
        self._lost.append(ending)

    def _handle(self, handler):
        length = int(handler.headers.get("Content-Length") or 0)
        body = handler.rfile.read(length) if length else None
        path = handler.path
        self.requests.append((handler.command, path))
        if self.is_cut:
            handler.close_connection = True
            return
        headers = {name: value for name, value in handler.headers.items() if name.lower() not in HOP | {"host", "accept-encoding"}}
        if path in self.replaced:
            headers = {name: value for name, value in headers.items() if not name.lower().startswith("if-")}
        try:
            connection = http.client.HTTPConnection(self.target.hostname, self.target.port, timeout=60)
            connection.request(handler.command, path, body, headers)
            answer = connection.getresponse()
            data = answer.read()
            connection.close()
        except OSError:
            handler.close_connection = True
            return
        for ending in self._lost:
            if path.endswith(ending):
                self._lost.remove(ending)
                handler.close_connection = True
                return
        data = self.replaced.get(path, data)
        # Without a date of its own: the server sends one.
        handler.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in HOP:
                handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(data)))
        try:
            handler.end_headers()
            if handler.command != "HEAD":
                handler.wfile.write(data)
        except OSError:
            # The page was left before its answer came.
            handler.close_connection = True
