import django.db.models.deletion
import tenants.scope
from django.db import migrations, models

from tenants.operations import EnableTenantSecurity


class Migration(migrations.Migration):

    dependencies = [
        ('sharing', '0008_pause_and_recall'),
    ]

    operations = [
        migrations.CreateModel(
            name='NetworkGate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('network', models.CharField(max_length=20)),
                ('host', models.CharField(blank=True, max_length=255)),
                ('app', models.CharField(blank=True, max_length=64)),
                ('allowed', models.PositiveIntegerField(null=True)),
                ('remaining', models.IntegerField(null=True)),
                ('resets_at', models.DateTimeField(null=True)),
                ('organizations', models.PositiveIntegerField(db_default=0, default=0)),
                ('closed_until', models.DateTimeField(null=True)),
                ('passage', models.CharField(choices=[('free', 'Free'), ('broken', 'Broken'), ('paused', 'Paused')], db_default='free', default='free', max_length=8)),
                ('since', models.DateTimeField(null=True)),
                ('probe_at', models.DateTimeField(null=True)),
                ('trips', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ('failures', models.PositiveIntegerField(db_default=0, default=0)),
                ('failed_at', models.DateTimeField(null=True)),
                ('failed_by', models.BigIntegerField(null=True)),
                ('problem', models.CharField(blank=True, db_default='', max_length=300)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('network', 'host', 'app'), name='sharing_networkgate_place')],
            },
        ),
        migrations.CreateModel(
            name='RateGate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('network', models.CharField(max_length=20)),
                ('host', models.CharField(max_length=255)),
                ('app', models.CharField(blank=True, max_length=64)),
                ('lane', models.CharField(blank=True, choices=[('', 'All'), ('post', 'Post'), ('media', 'Media'), ('read', 'Read'), ('delete', 'Delete')], max_length=8)),
                ('allowed', models.PositiveIntegerField(null=True)),
                ('remaining', models.IntegerField(null=True)),
                ('resets_at', models.DateTimeField(null=True)),
                ('used', models.PositiveIntegerField(db_default=0, default=0)),
                ('closed_until', models.DateTimeField(null=True)),
                ('connection', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sharing.connection')),
                ('organization', models.ForeignKey(db_index=False, default=tenants.scope.current_organization_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.organization')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organization', 'connection', 'network', 'host', 'app', 'lane'), name='sharing_rategate_place', nulls_distinct=False)],
            },
        ),
        EnableTenantSecurity('RateGate'),
    ]
