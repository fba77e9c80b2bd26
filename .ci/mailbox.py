"""A mail server for tests: puts every message into a folder named for its recipient, one file each.

Some recipients behave like those of real servers, by the beginning of their name:
never…   is refused for good (550)
later…   is refused the first time (451), and taken then
slow…    is taken, but the answer comes ten seconds later
"""

import asyncio
import sys
from pathlib import Path

from aiosmtpd.controller import Controller

PORT, FOLDER = int(sys.argv[1]), Path(sys.argv[2])
refused = set()


class Mailbox:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("never"):
            return f"550 5.1.1 <{address}>: no such user"
        if address.startswith("later") and address not in refused:
            refused.add(address)
            return f"451 4.2.1 <{address}>: try again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        for address in envelope.rcpt_tos:
            box = FOLDER / address
            box.mkdir(parents=True, exist_ok=True)
            number = len(list(box.iterdir()))
            # Named only once it is whole.
            part = FOLDER / f"{address}.{number}.part"
            part.write_bytes(envelope.content)
            part.rename(box / f"{number}.eml")
            if address.startswith("slow"):
                await asyncio.sleep(10)
        return "250 OK"


Controller(Mailbox(), hostname="127.0.0.1", port=PORT).start()
asyncio.new_event_loop().run_forever()
