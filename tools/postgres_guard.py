# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Runs our PostgreSQL and stops it when nobody uses it any more.

Started by ``postgres.use()`` in a session of its own. It is the server's parent, and
asks the kernel to end the server should the guard itself be killed.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from tools import postgres
from tools.locks import take_if_free
from tools.processes import die_with_parent

OPTIONS = {
    "listen_addresses": "127.0.0.1",
    # A path under .run may be longer than the 107 bytes that a socket's may have.
    "unix_socket_directories": "",
    # Test data: a power cut may cost it, and everything here can be made again. The
    # kernel still writes what a killed process had handed over.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "shared_buffers": "256MB",
    "max_connections": "200",
    # Parallel queries need more /dev/shm than containers have.
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "log_min_messages": "warning",
    # Odoo provokes errors on purpose in its tests; the server's log is for its own.
    "log_min_error_statement": "panic",
}


def main(binaries: Path) -> int:
    _forget_dead_server()
    port = _port()
    options = {**OPTIONS, "port": str(port)}
    server = subprocess.Popen(
        postgres.as_server_user(
            [
                *(binaries / "postgres", "-D", postgres.DATA),
                *(f"--{name}={value}" for name, value in options.items()),
            ]
        ),
        stdin=subprocess.DEVNULL,
        preexec_fn=die_with_parent(signal.SIGINT),
    )
    stopping = False

    def stop(*_signal: object) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        address = postgres.Server(
            "127.0.0.1", port, postgres.ROLE, postgres.PASSWORD.read_text()
        )
        if not _answers(server, address):
            return 1
        postgres.PORT.write_text(str(port))
        postgres.write_server(address, os.getpid())
        while server.poll() is None and not stopping:
            time.sleep(0.5)
            if not postgres.KEEP.exists():
                # Held until the server is down: who comes meanwhile waits, then
                # starts a new one.
                held = take_if_free(postgres.USERS)
                stopping = held is not None
    finally:
        postgres.SERVER.unlink(missing_ok=True)
        if server.poll() is None:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    return 0


def _port() -> int:
    """The port of last time if it is free, so that written settings stay right."""
    if postgres.PORT.exists():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", int(postgres.PORT.read_text())))
            except (OSError, ValueError):
                pass
            else:
                return int(probe.getsockname()[1])
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _forget_dead_server() -> None:
    """Remove the lock file of a server that died, should its number live on.

    PostgreSQL does this itself unless some other process now has that number, which
    is likely where numbers start over (a restarted container).
    """
    lock = postgres.DATA / "postmaster.pid"
    try:
        pid = int(lock.read_text().splitlines()[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError, IndexError):
        return
    if str(postgres.DATA).encode() not in command:
        lock.unlink(missing_ok=True)


def _answers(server: "subprocess.Popen[bytes]", address: postgres.Server) -> bool:
    import psycopg2

    while server.poll() is None:
        try:
            postgres.connect(address).close()
            return True
        except psycopg2.OperationalError:
            time.sleep(0.1)
    return False


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
