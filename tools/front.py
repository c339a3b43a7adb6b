# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One address for an Odoo with workers.

Odoo with workers answers pages on one port and ``/websocket`` on another, and leaves it
to a web server to join the two; without that no notification reaches the browser. This
joins them for the demo: it looks at the first line of a connection (a browser opens a
new one for a websocket) and then only copies bytes.

``python3 -m tools.front PORT PAGES_PORT WEBSOCKET_PORT``
"""

import asyncio
import sys

HOST = "127.0.0.1"
LONGEST_LINE = 64 * 1024


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(LONGEST_LINE):
            writer.write(data)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()
    except OSError:
        writer.close()  # the other end is gone; so is this one's use


async def serve(port: int, pages: int, websocket: int) -> None:
    """Serve until cancelled."""

    async def joined(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            first = await reader.readuntil(b"\n")
            path = first.split(b" ")[1] if b" " in first else b""
            target = websocket if path.startswith(b"/websocket") else pages
            back_reader, back_writer = await asyncio.open_connection(HOST, target)
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
            writer.close()  # closed before a request, or Odoo is gone
            return
        back_writer.write(first)
        await asyncio.gather(_copy(reader, back_writer), _copy(back_reader, writer))
        for end in (back_writer, writer):
            end.close()

    server = await asyncio.start_server(joined, HOST, port, limit=LONGEST_LINE)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(*(int(word) for word in sys.argv[1:4])))
