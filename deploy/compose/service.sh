#!/bin/sh
# Starts the service that NATTER_SERVICE names. Called by the image; its arguments replace the command.
set -eu
umask 077

if [ -n "${AUTH_SIGNING_KEY:-}" ]; then
  # An env file holds one line a value; the key becomes a file that only this container can see.
  export AUTH_SIGNING_KEY_FILE=/tmp/auth-signing-key.pem
  printf -- '-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n' "$AUTH_SIGNING_KEY" > "$AUTH_SIGNING_KEY_FILE"
  unset AUTH_SIGNING_KEY
fi

[ "$#" -eq 0 ] || exec "$@"
export PROMETHEUS_MULTIPROC_DIR=/tmp/metrics
exec python -m gunicorn -c deploy/gunicorn.conf.py "services.$NATTER_SERVICE.app:app()"
