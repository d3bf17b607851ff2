"""What row policies ask about the panel: my seats, my reviews, and what I have been asked about."""

from django.db import migrations

FUNCTIONS = """
GRANT CREATE ON SCHEMA app TO lookup;
CREATE FUNCTION app.my_seats() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(s.id), '{}') FROM public.assessment_seat s
  WHERE s.person_id = app.actor() AND s.programme_id = app.programme()
$$;
CREATE FUNCTION app.my_reviews() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(r.id), '{}') FROM public.assessment_review r
  JOIN public.assessment_assignment a ON a.id = r.assignment_id WHERE a.seat_id = ANY (app.my_seats())
$$;
-- An assessor is told whose application it is before they answer whether they have a connection.
CREATE FUNCTION app.asked_applications() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(r.application_id), '{}') FROM public.assessment_review r
  WHERE r.state = 'invited' AND r.id = ANY (app.my_reviews())
    AND NOT r.application_id = ANY (app.hidden_applications())
$$;
ALTER FUNCTION app.my_seats() OWNER TO lookup;
ALTER FUNCTION app.my_reviews() OWNER TO lookup;
ALTER FUNCTION app.asked_applications() OWNER TO lookup;
REVOKE CREATE ON SCHEMA app FROM lookup;
"""
UNDO = """
DROP FUNCTION app.asked_applications();
DROP FUNCTION app.my_reviews();
DROP FUNCTION app.my_seats();
"""


class Migration(migrations.Migration):
    """Makes the functions."""

    dependencies = [("applications", "0006_who_sees"), ("assessment", "0005_history")]
    operations = [migrations.RunSQL(FUNCTIONS, UNDO)]
