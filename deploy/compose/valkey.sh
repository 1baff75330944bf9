#!/bin/sh
# Starts Valkey with the users of valkey.users, whose passwords come from the environment.
set -eu
umask 077
{ echo "cat <<END"; cat /etc/natter/valkey.users; echo END; } | sh > /tmp/users
exec valkey-server --port 6379 --aclfile /tmp/users --save "" --appendonly no --maxmemory 64mb --maxmemory-policy volatile-ttl
