"""The gateway as a program of the local stack: nginx from its wheel with the templates of gateway/ filled in.

The same templates serve containers, where the official image fills them in; only ${NATTER_...} is replaced.
"""

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from deploy import places
from deploy.failure import Failure
from deploy.stack.data import Data, write_private
from deploy.stack.program import Program, fingerprint
from deploy.stack.readiness import greets
from deploy.stack.secrets import SERVICES

# Nobody: an address that no visitor has.
NO_PROXY = "0.0.0.0/32"
MOST_WORKERS = 4
DEFAULTS = {
    "NATTER_GATEWAY_CONNECTIONS": "8192",
    "NATTER_REQUESTS_PER_SECOND": "300",
    "NATTER_SIGN_INS_PER_SECOND": "10",
    "NATTER_REFRESHES_PER_SECOND": "50",
    "NATTER_SOCKETS_PER_SECOND": "200",
    "NATTER_CONNECTIONS_PER_ADDRESS": "4000",
    "NATTER_TRUSTED_PROXY": NO_PROXY,
}
VARIABLE = re.compile(r"\$\{(NATTER_[A-Z_]+)\}")


def program(
    server: str, data: Data, host: str, port: int, ports: Mapping[str, int], settings: Mapping[str, str]
) -> Program:
    config = data / "run" / "gateway"
    texts = render(config, variables(data, config, host, port, ports, settings))
    state = data / "gateway"
    return Program(
        name="gateway",
        command=(server, "-p", str(state), "-e", "stderr", "-c", str(config / "nginx.conf")),
        port=port,
        environment={"NATTER_CONFIGURATION": fingerprint(*texts)},
        is_ready=greets(port, b"GET / HTTP/1.0\r\n\r\n", b"HTTP/1.1"),
        # Finish what is being answered; the sockets were closed by realtime before.
        stop_signal="QUIT",
    )


def variables(
    data: Data, config: Path, host: str, port: int, ports: Mapping[str, int], settings: Mapping[str, str]
) -> dict[str, str]:
    """The value of each variable of the templates."""
    shown_host = f"[{host}]" if ":" in host else host
    return {
        **{name: settings.get(name, value) for name, value in DEFAULTS.items()},
        **{f"NATTER_{name.upper()}_ADDRESS": f"127.0.0.1:{ports[name]}" for name in SERVICES},
        "NATTER_GATEWAY_WORKERS": str(min(os.cpu_count() or 1, MOST_WORKERS)),
        # Started as root, nginx would give its workers to `nobody`, who cannot read this stack's files.
        "NATTER_GATEWAY_MAIN": "user root;" if os.geteuid() == 0 else "",
        "NATTER_GATEWAY_STATE": str(data / "gateway"),
        "NATTER_GATEWAY_CONFIG": str(config),
        "NATTER_LISTEN": f"{shown_host}:{port}",
        "NATTER_WEB_ROOT": str(places.WEB_BUILT),
    }


def render(config: Path, values: Mapping[str, str]) -> list[str]:
    """Write the filled-in templates into `config`; answers their texts."""
    shutil.rmtree(config, ignore_errors=True)
    config.mkdir(mode=0o700)
    texts = []
    for path in sorted(places.GATEWAY.iterdir()):
        if path.suffix in (".conf", ".template", ".types", ".js"):
            texts.append(fill(path.read_text(), values))
            write_private(config / path.name.removesuffix(".template"), texts[-1])
    return texts


def fill(text: str, values: Mapping[str, str]) -> str:
    """Replace our variables. Raises Failure for a value that nginx would take for something else."""
    for name, value in values.items():
        if re.search(r"[\"{}$\\\n]", value) or (";" in value and name != "NATTER_GATEWAY_MAIN"):
            raise Failure(f"the gateway cannot use {value!r} as {name}", "choose a plainer path, host or setting")
    return VARIABLE.sub(lambda found: values[found[1]], text)
