"""The gateway by itself: nginx with the real templates, and behind it a server that tells what it was sent.

For tests about what the gateway does to requests; it starts in a moment and its limits can be set.
"""

import http.server
import json
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path

from deploy import places
from deploy.stack import assembly, data, gateway, ports, readiness, secrets
from tests.stack import wait_for

PAGE = "<!doctype html><title>Natter</title><script type=module src=/assets/index-abc123.js></script>"


class Echo(http.server.BaseHTTPRequestHandler):
    """Answers every request with what it got, as JSON; /status/<n> below any path answers with that status."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = [[name.lower(), value] for name, value in self.headers.items()]
        told = json.dumps({"method": self.command, "path": self.path, "headers": headers, "length": len(body)}).encode()
        _, is_status, number = self.path.partition("/status/")
        self.send_response(int(number) if is_status else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("X-Request-Id", "from-the-service")
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_GET

    def log_message(self, *words):
        """Tests read answers, not logs."""


class Gateway:
    """A running gateway. `url` is its address; `settings` override those of deploy/stack/gateway.py."""

    def __init__(self, **settings):
        self.folder = Path(tempfile.mkdtemp(prefix="natter-gateway-"))
        self.echo = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
        threading.Thread(target=self.echo.serve_forever, daemon=True).start()
        self.port = next(iter(ports.choose(["gateway"], {}).values()))
        self.url = f"http://127.0.0.1:{self.port}"
        self._run(settings)

    def _run(self, settings):
        opened = data.make(self.folder / "data")
        config = opened / "run" / "gateway"
        behind = dict.fromkeys(secrets.SERVICES, self.echo.server_address[1])
        values = gateway.variables(opened, config, "127.0.0.1", self.port, behind, settings)
        gateway.render(config, {**values, "NATTER_WEB_ROOT": str(self._client()), "NATTER_GATEWAY_WORKERS": "1"})
        command = [assembly.nginx(), "-p", str(opened / "gateway"), "-e", "stderr", "-c", str(config / "nginx.conf")]
        self.log = self.folder / "gateway.log"
        with open(self.log, "wb") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=out, cwd=places.ROOT)
        wait_for(readiness.greets(self.port, b"GET / HTTP/1.0\r\n\r\n", b"HTTP/1.1"), "the gateway")

    def _client(self):
        """What the build of the browser client looks like."""
        folder = self.folder / "web"
        (folder / "assets").mkdir(parents=True)
        (folder / "index.html").write_text(PAGE)
        (folder / "assets" / "index-abc123.js").write_text("export {};\n" * 500)
        (folder / "favicon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
        (folder / "sw.js").write_text("addEventListener('fetch', () => {});")
        (folder / "manifest.webmanifest").write_text("{}")
        (folder / "icons").mkdir()
        (folder / "icons" / "192.png").write_bytes(b"\x89PNG")
        (folder / ".secret").write_text("secret")
        return folder

    def close(self):
        self.process.terminate()
        self.process.wait(20)
        self.echo.shutdown()
        self.echo.server_close()
        shutil.rmtree(self.folder, ignore_errors=True)
