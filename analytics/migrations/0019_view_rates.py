import django.db.models.deletion
import tenants.scope
import uuid
from django.db import migrations, models

from tenants.operations import EnableTenantSecurity


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0018_reports_as_pdf'),
        ('tenants', '0022_boards'),
    ]

    operations = [
        migrations.CreateModel(
            name='ViewRate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('percent', models.DecimalField(decimal_places=2, max_digits=5)),
                ('source', models.CharField(max_length=120)),
                ('starts_on', models.DateField()),
                ('set_at', models.DateTimeField()),
                ('organization', models.ForeignKey(db_index=False, default=tenants.scope.current_organization_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.organization')),
                ('set_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='tenants.member')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('organization', 'public_id'), name='analytics_viewrate_public_id'), models.UniqueConstraint(fields=('organization', 'starts_on'), name='analytics_viewrate_once'), models.CheckConstraint(condition=models.Q(('percent__gt', 0), ('percent__lte', 100)), name='analytics_viewrate_percent')],
            },
        ),
        EnableTenantSecurity('ViewRate'),
    ]
