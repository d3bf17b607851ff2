-- The database roles of docs/deploy.md, made once by an administrator of the server:
--   OWNER_PASSWORD=… APP_PASSWORD=… SEALER_PASSWORD=… BACKUP_PASSWORD=… psql -f deploy/roles.sql postgres
-- The same roles as charter/kit/embedded/postgres.py makes for an embedded server.
\set ON_ERROR_STOP on
\getenv owner_password OWNER_PASSWORD
\getenv app_password APP_PASSWORD
\getenv sealer_password SEALER_PASSWORD
\getenv backup_password BACKUP_PASSWORD

-- Makes and changes tables; given to migrations only. CREATEDB is for tests; leave it out in production.
CREATE ROLE owner LOGIN PASSWORD :'owner_password';
-- Web and worker: owns nothing. Its grants are laid after every migrate.
CREATE ROLE app LOGIN PASSWORD :'app_password';
ALTER ROLE app SET jit = off;
-- What a killed worker was doing ends soon after it, and lets go of its locks.
ALTER ROLE app SET client_connection_check_interval = '5s';
-- Owns the functions that row policies ask; nobody signs in as it.
CREATE ROLE lookup NOLOGIN;
GRANT lookup TO owner;
-- Numbers and seals the audit trail, from a process and an address of its own.
CREATE ROLE sealer LOGIN PASSWORD :'sealer_password';
-- Reads everything, for dumps.
CREATE ROLE backup LOGIN PASSWORD :'backup_password';
GRANT pg_read_all_data TO backup;
-- A dump that row policies thinned out would be worse than none.
ALTER ROLE backup BYPASSRLS;

-- On a managed server the administrator is no superuser, and may give a database only to a role it is in.
GRANT owner TO CURRENT_USER;
CREATE DATABASE charter OWNER owner;
REVOKE TEMPORARY ON DATABASE charter FROM PUBLIC;
