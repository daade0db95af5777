#!/bin/sh
# Draws what docker-compose.yml keeps secret into ./secrets, once. The folder is its owner's alone; the files in it
# are readable, because the users inside the containers have other numbers.
set -eu
mkdir -m 700 secrets
draw() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
draw > secrets/postgres_password
draw > secrets/session_secret
printf 'postgresql://zvonok_app:%s@postgres/zvonok' "$(draw)" > secrets/database_url
printf 'postgresql://zvonok_owner:%s@postgres/zvonok' "$(draw)" > secrets/database_owner_url
chmod 444 secrets/*
