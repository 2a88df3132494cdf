# What counts for effort is kept beside the shares. No organization has a cap yet: it is as many.

import django.db.models.deletion
import tenants.scope
import uuid
from django.db import migrations, models

from tenants.operations import EnableTenantSecurity

COUNTED = """
INSERT INTO analytics_periodtotal
  (organization_id, period, starts_on, subject, key, metric, value)
SELECT organization_id, period, starts_on, subject, key, 'shares_counted', value
FROM analytics_periodtotal
WHERE metric = 'shares_confirmed' AND subject IN ('member', 'team')
ON CONFLICT (organization_id, period, starts_on, subject, metric, key) DO NOTHING
"""
NOT_COUNTED = "DELETE FROM analytics_periodtotal WHERE metric = 'shares_counted'"


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0013_mention_counting'),
        ('tenants', '0022_boards'),
    ]

    operations = [
        migrations.CreateModel(
            name='ShareCap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField()),
                ('most', models.PositiveSmallIntegerField(null=True)),
                ('organization', models.ForeignKey(db_index=False, default=tenants.scope.current_organization_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.organization')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organization', 'since'), name='analytics_sharecap_once')],
            },
        ),
        EnableTenantSecurity('ShareCap'),
        migrations.CreateModel(
            name='BoardScreen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='tenants.member')),
                ('organization', models.ForeignKey(db_index=False, default=tenants.scope.current_organization_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.organization')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('organization', 'public_id'), name='analytics_boardscreen_public_id')],
            },
        ),
        EnableTenantSecurity('BoardScreen'),
        migrations.RunSQL(COUNTED, NOT_COUNTED),
    ]
