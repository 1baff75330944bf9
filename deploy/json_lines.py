"""Makes gunicorn's own messages look like the services' logs: one JSON object a line (services/common/logs.py)."""

import json
import logging
from datetime import UTC, datetime


class JsonLines(logging.Formatter):
    """Formats a standard log record as a line of the service named at construction."""

    def __init__(self, service: str):
        super().__init__()
        self.service = service

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        line = {
            "at": at,
            "level": record.levelname.lower(),
            "service": self.service,
            "part": record.name,
            "event": record.getMessage(),
        }
        if record.exc_info:
            line["stack"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
