"""A mail server on loopback that takes whatever comes, and costs little: what is measured shares the cores with it."""

import contextlib
import socketserver
import threading
from collections.abc import Callable, Iterator

from tests.servers import LOOPBACK

ANSWERS = {b"DATA": b"354 Go on", b"QUIT": b"221 Bye"}


@contextlib.contextmanager
def a_mail_sink(on_mail: Callable[[str, bytes], None]) -> Iterator[dict[str, str]]:
    """What an application needs to post here. `on_mail` is called with the recipient and the letter as it came."""

    class Taking(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say(b"220 mail.test")
            recipient = ""
            while verb := (line := self.rfile.readline())[:4].upper():
                self._say(ANSWERS.get(verb, b"250 OK"))
                if verb == b"RCPT":
                    recipient = line.split(b"<")[1].split(b">")[0].decode()
                elif verb == b"DATA":
                    on_mail(recipient, b"".join(iter(self._line, b".\r\n")))
                    self._say(b"250 OK")
                elif verb == b"QUIT":
                    return

        def _line(self) -> bytes:
            if not (line := self.rfile.readline()):
                raise ConnectionError("the client went in the middle of a letter")
            return line

        def _say(self, answer: bytes) -> None:
            self.wfile.write(answer + b"\r\n")

    with socketserver.ThreadingTCPServer((LOOPBACK, 0), Taking) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, name="mail sink", daemon=True).start()
        try:
            yield {"MAIL_SERVER": LOOPBACK, "MAIL_PORT": str(server.server_address[1])}
        finally:
            server.shutdown()
