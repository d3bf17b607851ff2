"""What row policies ask: who acts, in which programme, with which organisations and roles."""

from django.db import migrations

# Owned by the look-up role, which may read memberships past every policy and nothing else.
FUNCTIONS = """
CREATE SCHEMA app;
GRANT USAGE ON SCHEMA app TO app;
GRANT USAGE, CREATE ON SCHEMA app TO lookup;
GRANT USAGE ON SCHEMA public TO lookup;

CREATE FUNCTION app.actor() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN current_setting('app.actor', true) ~ '^[0-9]+$'
         THEN current_setting('app.actor', true)::bigint END
$$;
CREATE FUNCTION app.is_system() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(current_setting('app.actor', true) = 'system', false)
$$;
CREATE FUNCTION app.programme() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT nullif(current_setting('app.programme', true), '')::bigint
$$;
-- Charter itself acts in no programme: the look over all of them that checks and ticks need.
CREATE FUNCTION app.everywhere() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT app.is_system() AND app.programme() IS NULL
$$;

CREATE FUNCTION app.my_organisations() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT m.organisation_id), '{}') FROM public.charter_membership m
  WHERE m.person_id = app.actor() AND m.ended_at IS NULL AND m.organisation_id IS NOT NULL
    AND m.programme_id = app.programme()
$$;
CREATE FUNCTION app.my_places() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT m.organisation_id), '{}') FROM public.charter_membership m
  WHERE m.person_id = app.actor() AND m.ended_at IS NULL AND m.organisation_id IS NOT NULL
$$;
CREATE FUNCTION app.my_roles() RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT m.role::text), '{}') FROM public.charter_membership m
  WHERE m.person_id = app.actor() AND m.ended_at IS NULL AND m.organisation_id IS NULL
    AND m.programme_id = app.programme()
$$;
ALTER FUNCTION app.my_organisations() OWNER TO lookup;
ALTER FUNCTION app.my_places() OWNER TO lookup;
ALTER FUNCTION app.my_roles() OWNER TO lookup;
REVOKE CREATE ON SCHEMA app FROM lookup;
"""


class Migration(migrations.Migration):
    """Makes the schema ``app``."""

    dependencies = [("charter", "0003_history")]
    operations = [migrations.RunSQL(FUNCTIONS, "DROP SCHEMA app CASCADE")]
