#!/bin/sh
# Makes the two roles and the database, once, when the database container starts for the first time.
# The app is neither superuser nor exempt from row-level security; `advocacy_tenant` is the role
# that the tenants' policies bind. Any other PostgreSQL needs the same four statements.
set -eu
psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
\set password `cat "$APP_PASSWORD_FILE"`
CREATE ROLE app LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'password';
CREATE ROLE advocacy_tenant NOLOGIN;
GRANT advocacy_tenant TO app;
CREATE DATABASE app OWNER app;
SQL
