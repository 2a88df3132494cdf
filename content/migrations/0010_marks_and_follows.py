import uuid

import django.contrib.postgres.functions
import django.db.models.deletion
import tenants.scope
from django.db import migrations, models

from tenants.operations import EnableTenantSecurity

ORGANIZATION = models.ForeignKey(
    db_index=False,
    default=tenants.scope.current_organization_id,
    editable=False,
    on_delete=django.db.models.deletion.CASCADE,
    related_name='+',
    to='tenants.organization',
)
MEMBER = models.ForeignKey(
    on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.member'
)
ID = models.BigAutoField(
    auto_created=True, primary_key=True, serialize=False, verbose_name='ID'
)
ONCE = models.UniqueConstraint(fields=('organization', 'member', 'post'), name='content_mark_once')


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0009_audience_and_time'),
        ('tenants', '0013_languages'),
    ]

    operations = [
        migrations.RenameModel('Read', 'Mark'),
        migrations.RenameField('mark', 'at', 'read_at'),
        migrations.AlterField('mark', 'read_at', models.DateTimeField(null=True)),
        migrations.RunSQL(  # a new name; made anew it would be built anew
            'ALTER TABLE content_mark RENAME CONSTRAINT content_read_once TO content_mark_once',
            'ALTER TABLE content_mark RENAME CONSTRAINT content_mark_once TO content_read_once',
            state_operations=[
                migrations.RemoveConstraint('mark', 'content_read_once'),
                migrations.AddConstraint('mark', ONCE),
            ],
        ),
        migrations.AddField('mark', 'saved_at', models.DateTimeField(null=True)),
        migrations.AddField('mark', 'shared_at', models.DateTimeField(null=True)),
        migrations.AddField('mark', 'hidden_at', models.DateTimeField(null=True)),
        *(
            migrations.AddIndex(
                'mark',
                models.Index(
                    fields=['organization', 'member', f'{name}_at'],
                    condition=models.Q((f'{name}_at__isnull', False)),
                    name=f'content_mark_{name}',
                ),
            )
            for name in ('saved', 'shared', 'hidden')
        ),
        migrations.AddField(
            'topic',
            'public_id',
            models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(),
                default=uuid.uuid4,
                editable=False,
            ),
        ),
        migrations.AddConstraint(
            'topic',
            models.UniqueConstraint(
                fields=('organization', 'public_id'), name='content_topic_public_id'
            ),
        ),
        migrations.CreateModel(
            name='Follow',
            fields=[
                ('id', ID.clone()),
                ('at', models.DateTimeField()),
                ('member', MEMBER.clone()),
                ('organization', ORGANIZATION.clone()),
                (
                    'topic',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name='+',
                        to='content.topic',
                    ),
                ),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(
                        fields=('organization', 'member', 'topic'), name='content_follow_once'
                    )
                ],
            },
        ),
        EnableTenantSecurity('Follow'),
        migrations.CreateModel(
            name='ClosedShelf',
            fields=[
                ('id', ID.clone()),
                ('until', models.DateTimeField()),
                ('member', MEMBER.clone()),
                ('organization', ORGANIZATION.clone()),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(
                        fields=('organization', 'member'), name='content_closedshelf_once'
                    )
                ],
            },
        ),
        EnableTenantSecurity('ClosedShelf'),
        migrations.AddIndex(
            'post',
            models.Index(
                fields=['organization', '-opens_at'],
                condition=models.Q(('is_evergreen', True), ('state', 'approved')),
                name='content_post_evergreen',
            ),
        ),
        migrations.AddIndex(
            'post',
            models.Index(
                fields=['organization', 'resource', '-opens_at'],
                condition=models.Q(
                    ('state', 'approved'), models.Q(('resource', ''), _negated=True)
                ),
                name='content_post_resource',
            ),
        ),
        migrations.AddIndex(
            'post',
            models.Index(
                fields=['organization', 'kind', '-opens_at'],
                condition=models.Q(('state', 'approved'), models.Q(('kind', 'share'), _negated=True)),
                name='content_post_kind',
            ),
        ),
        migrations.AddIndex(
            'post',
            models.Index(
                fields=['organization', 'language', '-opens_at'],
                condition=models.Q(
                    ('state', 'approved'), models.Q(('language', ''), _negated=True)
                ),
                name='content_post_language',
            ),
        ),
    ]
