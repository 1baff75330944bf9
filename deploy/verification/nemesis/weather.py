"""What it is like outside: what all lines of one proxy suffer at the moment."""

from dataclasses import dataclass


@dataclass
class Weather:
    """Read by every line before each piece, written by the proxy's commands."""

    is_black_hole: bool = False
    delay_seconds: float = 0.0
    bytes_per_second: int | None = None
