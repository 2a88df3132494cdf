import uuid

import django.db.models.deletion
import tenants.scope
from django.db import migrations, models

from tenants.operations import EnableTenantSecurity


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0005_company_post'),
        ('sharing', '0010_own_apps'),
        ('tenants', '0011_pause'),
    ]

    operations = [
        migrations.AddField(
            model_name='share',
            name='words_key',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
        migrations.AddField(
            model_name='attempt',
            name='sent',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='attempt',
            name='digest',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
        migrations.CreateModel(
            name='Mention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('name', models.CharField(max_length=200)),
                ('urn', models.CharField(max_length=100)),
                ('mastodon', models.CharField(blank=True, max_length=200)),
                ('bluesky', models.CharField(blank=True, max_length=200)),
                ('x', models.CharField(blank=True, max_length=200)),
                ('organization', models.ForeignKey(db_index=False, default=tenants.scope.current_organization_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.organization')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('organization', 'public_id'), name='sharing_mention_public_id'), models.UniqueConstraint(fields=('organization', 'name'), name='sharing_mention_name')],
            },
        ),
        EnableTenantSecurity('Mention'),
        migrations.CreateModel(
            name='Pace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('network', models.CharField(max_length=20)),
                ('free_at', models.DateTimeField()),
                ('organization', models.ForeignKey(db_index=False, default=tenants.scope.current_organization_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.organization')),
                ('post', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='content.post')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organization', 'post', 'network'), name='sharing_pace_once')],
            },
        ),
        EnableTenantSecurity('Pace'),
    ]
