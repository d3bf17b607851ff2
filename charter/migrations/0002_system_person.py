"""Adds the named person that stands for Charter itself where an act needs somebody."""

from django.db import migrations

EMAIL = "charter@system.invalid"


def add(apps, schema_editor):
    person = apps.get_model("charter", "Person")
    person.objects.using(schema_editor.connection.alias).get_or_create(
        email=EMAIL, defaults={"name": "Charter", "is_active": False, "password": "!"}
    )


def remove(apps, schema_editor):
    apps.get_model("charter", "Person").objects.using(schema_editor.connection.alias).filter(email=EMAIL).delete()


class Migration(migrations.Migration):
    dependencies = [("charter", "0001_begin")]
    operations = [migrations.RunPython(add, remove)]
