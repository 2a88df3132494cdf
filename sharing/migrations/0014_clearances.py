import uuid

import django.db.models.deletion
import tenants.scope
from django.db import migrations, models

from tenants.operations import EnableTenantSecurity


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0017_answers_counted_together'),
        ('sharing', '0013_claim_apart'),
        ('tenants', '0018_words_notices'),
    ]

    operations = [
        migrations.CreateModel(
            name='Clearance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('compose_key', models.UUIDField()),
                ('found', models.JSONField(default=list)),
                ('asked_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('ruling', models.CharField(choices=[('open', 'Waits for a yes'), ('approved', 'Approved'), ('returned', 'Sent back'), ('withdrawn', 'Withdrawn'), ('ended', 'Ended: nobody has to answer any more')], default='open', max_length=10)),
                ('decided_at', models.DateTimeField(null=True)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='tenants.member')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.member')),
                ('organization', models.ForeignKey(db_index=False, default=tenants.scope.current_organization_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.organization')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='content.post')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('ruling', 'open')), fields=['organization', 'due_at'], name='sharing_clearance_open')],
                'constraints': [models.UniqueConstraint(fields=('organization', 'public_id'), name='sharing_clearance_public_id'), models.UniqueConstraint(fields=('organization', 'member', 'compose_key'), name='sharing_clearance_once'), models.CheckConstraint(condition=models.Q(('ruling', 'open'), ('decided_at__isnull', False), _connector='XOR'), name='sharing_clearance_end')],
            },
        ),
        EnableTenantSecurity('Clearance'),
    ]
