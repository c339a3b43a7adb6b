# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A threaded HTTP/1.1 server on the loopback address, with keep-alive.

werkzeug's own development server closes every connection after one answer and cannot
close one without an answer; clients of Xero keep connections open, and tests need
answers that never arrive. Bodies are read whole before the application sees a request,
so that a connection can always be used again.
"""

import socket
import struct
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any

from .errors import DropConnection

#: Above every limit of Xero's; larger bodies end the connection.
LARGEST = 32 * 1024 * 1024


class Server(ThreadingHTTPServer):
    """Serves one WSGI application until ``stop``."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, port: int, application: Any) -> None:
        self.application = application
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        super().__init__(("127.0.0.1", port), Handler)
        self.port: int = self.server_address[1]

    def server_bind(self) -> None:
        """Bind without the reverse name look-up of the standard server."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "localhost", self.server_address[1]

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        with self._open_lock:
            self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no news; anything else is."""
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError | TimeoutError):
            super().handle_error(request, client_address)

    def stop(self) -> None:
        """Stop accepting, and close the connections that clients keep open."""
        self.shutdown()
        self.server_close()
        with self._open_lock:
            left, self._open = self._open, set()
        for connection in left:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:  # the client closed it first
                continue


class Handler(BaseHTTPRequestHandler):
    """Turns a request into a WSGI call and its outcome into bytes."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "LocalXero"
    sys_version = ""
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: the exchange log is the log."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._handle
        raise AttributeError(name)

    def _body(self) -> bytes | None:
        """The whole request body, None when it cannot be taken."""
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._chunks()
        try:
            length = int(self.headers.get("Content-Length") or 0)
        except ValueError:
            return None
        if not 0 <= length <= LARGEST:
            return None
        return self.rfile.read(length) if length else b""

    def _chunks(self) -> bytes | None:
        found = bytearray()
        while True:
            line = self.rfile.readline(64).split(b";")[0].strip()
            try:
                size = int(line, 16)
            except ValueError:
                return None
            if size < 0 or len(found) + size > LARGEST:
                return None
            if size == 0:
                while self.rfile.readline(4096).strip():
                    pass
                return bytes(found)
            found += self.rfile.read(size)
            self.rfile.readline(4)

    def _environ(self, body: bytes) -> dict[str, Any]:
        path, _mark, query = self.path.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": self.command,
            "REQUEST_URI": self.path,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "SERVER_NAME": "localhost",
            "SERVER_PORT": str(self.server.port),
            "SERVER_PROTOCOL": self.protocol_version,
            "REMOTE_ADDR": self.client_address[0],
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": None,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in self.headers.items():
            key = name.upper().replace("-", "_")
            if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
                environ[f"HTTP_{key}"] = value
        return environ

    def _handle(self) -> None:
        body = self._body()
        if body is None:
            self.close_connection = True
            self.send_error(413)
            return
        environ = self._environ(body)
        head: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]]) -> None:
            head[:] = [status, headers]

        try:
            chunks = self.server.application(environ, start)
        except DropConnection:
            self._drop()
            return
        payload = b"".join(chunks)
        cut = environ.get("simulator.cut")
        code, _space, reason = head[0].partition(" ")
        self.log_request(int(code))
        self.send_response_only(int(code), reason)
        self.send_header("Server", self.version_string())
        self.send_header("Date", self.date_time_string())
        for name, value in head[1]:
            self.send_header(name, value)
        if self.command == "HEAD":
            payload = b""
        if cut is not None:
            payload = payload[:cut]
            self.close_connection = True
        self._headers_buffer.append(b"\r\n")
        self._headers_buffer.append(payload)
        self.flush_headers()

    def _drop(self) -> None:
        """Close the socket so that the client sees a reset, not an answer."""
        self.close_connection = True
        self.connection.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )
        with self.server._open_lock:
            self.server._open.discard(self.connection)
        self.connection.close()
