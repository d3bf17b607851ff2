"""Fix what a release holds when it is approved, what replaced an award, and what the register searches."""

import charter.kit.keys
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0002_links'),
        ('assessment', '0002_links'),
        ('awards', '0002_links'),
        ('charter', '0002_system_person'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReleaseItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'ordering': ['application'],
            },
        ),
        migrations.AddField(
            model_name='award',
            name='replaced_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaces', to='awards.award'),
        ),
        migrations.AddField(
            model_name='award',
            name='search_text',
            field=models.TextField(blank=True),
        ),
        migrations.AddConstraint(
            model_name='award',
            constraint=charter.kit.keys.CompositeForeignKey(column='replaced_by_id', name='awards_award_replaced_by_same_programme', to='awards.Award'),
        ),
        migrations.AddConstraint(
            model_name='award',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'superseded'), _negated=True), ('replaced_by__isnull', False), _connector='OR'), name='awards_award_superseded_by_one'),
        ),
        migrations.AddField(
            model_name='releaseitem',
            name='application',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='applications.application'),
        ),
        migrations.AddField(
            model_name='releaseitem',
            name='award',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='awards.award'),
        ),
        migrations.AddField(
            model_name='releaseitem',
            name='decision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessment.decision'),
        ),
        migrations.AddField(
            model_name='releaseitem',
            name='programme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='charter.programme'),
        ),
        migrations.AddField(
            model_name='releaseitem',
            name='release',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='awards.release'),
        ),
        migrations.AddConstraint(
            model_name='releaseitem',
            constraint=models.UniqueConstraint(fields=('programme', 'id'), name='awards_releaseitem_programme_id'),
        ),
        migrations.AddConstraint(
            model_name='releaseitem',
            constraint=charter.kit.keys.CompositeForeignKey(column='release_id', name='awards_releaseitem_release_same_programme', to='awards.Release'),
        ),
        migrations.AddConstraint(
            model_name='releaseitem',
            constraint=charter.kit.keys.CompositeForeignKey(column='application_id', name='awards_releaseitem_application_same_programme', to='applications.Application'),
        ),
        migrations.AddConstraint(
            model_name='releaseitem',
            constraint=charter.kit.keys.CompositeForeignKey(column='decision_id', name='awards_releaseitem_decision_same_programme', to='assessment.Decision'),
        ),
        migrations.AddConstraint(
            model_name='releaseitem',
            constraint=charter.kit.keys.CompositeForeignKey(column='award_id', name='awards_releaseitem_award_same_programme', to='awards.Award'),
        ),
        migrations.AddConstraint(
            model_name='releaseitem',
            constraint=models.UniqueConstraint(fields=('release', 'application'), name='awards_releaseitem_once'),
        ),
    ]
