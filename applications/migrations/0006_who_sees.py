"""What row policies ask about applications: my organisations', those lent to me, those hidden from me."""

from django.db import migrations

FUNCTIONS = """
GRANT CREATE ON SCHEMA app TO lookup;
CREATE FUNCTION app.my_applications() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(f.id), '{}') FROM (
    SELECT p.application_id AS id FROM public.applications_applicationparty p
    WHERE p.organisation_id = ANY (app.my_organisations())
    UNION
    SELECT a.id FROM public.applications_application a WHERE a.organisation_id = ANY (app.my_organisations())
  ) f
$$;
CREATE FUNCTION app.hidden_applications() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(r.application_id), '{}') FROM public.applications_recusal r
  WHERE r.person_id = app.actor() AND r.lifted_at IS NULL
$$;
CREATE FUNCTION app.lent_applications() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT g.content_object_id), '{}') FROM public.applications_applicationgrant g
  WHERE g.user_id = app.actor() AND g.programme_id = app.programme()
    AND NOT EXISTS (SELECT 1 FROM public.applications_recusal r WHERE r.person_id = app.actor()
                    AND r.application_id = g.content_object_id AND r.lifted_at IS NULL)
$$;
ALTER FUNCTION app.my_applications() OWNER TO lookup;
ALTER FUNCTION app.hidden_applications() OWNER TO lookup;
ALTER FUNCTION app.lent_applications() OWNER TO lookup;
REVOKE CREATE ON SCHEMA app FROM lookup;
"""
UNDO = """
DROP FUNCTION app.my_applications();
DROP FUNCTION app.hidden_applications();
DROP FUNCTION app.lent_applications();
"""


class Migration(migrations.Migration):
    """Makes the functions."""

    dependencies = [("charter", "0004_who_acts"), ("applications", "0005_history")]
    operations = [migrations.RunSQL(FUNCTIONS, UNDO)]
