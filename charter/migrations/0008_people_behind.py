"""Who really sits there, where somebody looks at pages as another person; it only ever hides more."""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION app.behind() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT nullif(current_setting('app.behind', true), '')::bigint
$$;
"""


class Migration(migrations.Migration):
    """Makes the function."""

    dependencies = [("charter", "0007_people")]
    operations = [migrations.RunSQL(FUNCTIONS, "DROP FUNCTION app.behind()")]
