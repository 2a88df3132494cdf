import django.db.models.deletion
import tenants.scope
from django.db import migrations, models

from tenants.operations import EnableTenantSecurity


class Migration(migrations.Migration):

    dependencies = [
        ('policies', '0004_readers'),
        ('tenants', '0017_policy_notices'),
    ]

    operations = [
        migrations.CreateModel(
            name='RuleTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField()),
                ('day', models.DateField()),
                ('found', models.PositiveIntegerField(default=0)),
                ('taken', models.PositiveIntegerField(default=0)),
                ('changed', models.PositiveIntegerField(default=0)),
                ('kept', models.PositiveIntegerField(default=0)),
                ('approved', models.PositiveIntegerField(default=0)),
                ('stopped', models.PositiveIntegerField(default=0)),
                ('found_by', models.BigIntegerField(default=0)),
                ('taken_by', models.BigIntegerField(default=0)),
                ('changed_by', models.BigIntegerField(default=0)),
                ('kept_by', models.BigIntegerField(default=0)),
                ('approved_by', models.BigIntegerField(default=0)),
                ('stopped_by', models.BigIntegerField(default=0)),
                ('is_sum', models.BooleanField(default=False)),
                ('organization', models.ForeignKey(db_index=False, default=tenants.scope.current_organization_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.organization')),
            ],
            options={
                'indexes': [models.Index(fields=['organization', 'day', 'key'], name='policies_ruletally_day'), models.Index(condition=models.Q(('is_sum', False)), fields=['organization', 'day'], name='policies_ruletally_raw')],
            },
        ),
        EnableTenantSecurity('RuleTally'),
    ]
