"""Whoever acts as somebody else never sees what a connection of their own hides from them."""

from django.db import migrations

# What the person behind has a connection to: what hides it from them, and what their own organisations stand behind.
FUNCTIONS = """
GRANT CREATE ON SCHEMA app TO lookup;
CREATE FUNCTION app.veiled_applications() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(f.id), '{}') FROM (
    SELECT r.application_id AS id FROM public.applications_recusal r
    WHERE r.person_id = app.behind() AND r.lifted_at IS NULL
    UNION
    SELECT p.application_id FROM public.applications_applicationparty p
    JOIN public.charter_membership m ON m.organisation_id = p.organisation_id
    WHERE m.person_id = app.behind() AND m.ended_at IS NULL
  ) f
$$;
ALTER FUNCTION app.veiled_applications() OWNER TO lookup;
CREATE OR REPLACE FUNCTION app.my_applications() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(f.id), '{}') FROM (
    SELECT p.application_id AS id FROM public.applications_applicationparty p
    WHERE p.organisation_id = ANY (app.my_organisations())
    UNION
    SELECT a.id FROM public.applications_application a WHERE a.organisation_id = ANY (app.my_organisations())
  ) f WHERE app.behind() IS NULL OR f.id <> ALL (app.veiled_applications())
$$;
CREATE OR REPLACE FUNCTION app.hidden_applications() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(r.application_id), '{}') || app.veiled_applications() FROM public.applications_recusal r
  WHERE r.person_id = app.actor() AND r.lifted_at IS NULL
$$;
CREATE OR REPLACE FUNCTION app.lent_applications() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT g.content_object_id), '{}') FROM public.applications_applicationgrant g
  WHERE g.user_id = app.actor() AND g.programme_id = app.programme()
    AND NOT EXISTS (SELECT 1 FROM public.applications_recusal r WHERE r.person_id = app.actor()
                    AND r.application_id = g.content_object_id AND r.lifted_at IS NULL)
    AND (app.behind() IS NULL OR g.content_object_id <> ALL (app.veiled_applications()))
$$;
REVOKE CREATE ON SCHEMA app FROM lookup;
"""
UNDO = """
GRANT CREATE ON SCHEMA app TO lookup;
CREATE OR REPLACE FUNCTION app.my_applications() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(f.id), '{}') FROM (
    SELECT p.application_id AS id FROM public.applications_applicationparty p
    WHERE p.organisation_id = ANY (app.my_organisations())
    UNION
    SELECT a.id FROM public.applications_application a WHERE a.organisation_id = ANY (app.my_organisations())
  ) f
$$;
CREATE OR REPLACE FUNCTION app.hidden_applications() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(r.application_id), '{}') FROM public.applications_recusal r
  WHERE r.person_id = app.actor() AND r.lifted_at IS NULL
$$;
CREATE OR REPLACE FUNCTION app.lent_applications() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT g.content_object_id), '{}') FROM public.applications_applicationgrant g
  WHERE g.user_id = app.actor() AND g.programme_id = app.programme()
    AND NOT EXISTS (SELECT 1 FROM public.applications_recusal r WHERE r.person_id = app.actor()
                    AND r.application_id = g.content_object_id AND r.lifted_at IS NULL)
$$;
DROP FUNCTION app.veiled_applications();
REVOKE CREATE ON SCHEMA app FROM lookup;
"""


class Migration(migrations.Migration):
    """Makes one function and three anew."""

    dependencies = [("charter", "0008_people_behind"), ("applications", "0008_party_invitations")]
    operations = [migrations.RunSQL(FUNCTIONS, UNDO)]
