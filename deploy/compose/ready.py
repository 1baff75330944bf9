"""The health check of a service's container: exit code 0 when /readyz says so."""

import sys
import urllib.error
import urllib.request

try:
    urllib.request.urlopen("http://127.0.0.1:8000/readyz", timeout=3)
except (urllib.error.URLError, OSError) as error:
    sys.exit(f"not ready: {error}")
