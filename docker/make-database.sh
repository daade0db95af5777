#!/bin/sh
# Makes the portal's database and its two roles when the server starts for the first time.
set -eu
password_of() { sed -E 's#^[^:]+://[^:]+:([^@]+)@.*$#\1#' "/run/secrets/$1"; }
psql --username=postgres --set=ON_ERROR_STOP=1 \
  --set=app="$(password_of database_url)" --set=owner="$(password_of database_owner_url)" <<'SQL'
create role zvonok_owner login password :'owner';
create role zvonok_app login password :'app';
create database zvonok owner zvonok_owner;
revoke all on database zvonok from public;
grant connect on database zvonok to zvonok_app;
SQL
