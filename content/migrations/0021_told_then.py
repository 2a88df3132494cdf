import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Exists, F, OuterRef

from tenants.operations import LinkWithinTenant

KEEPERS = ["curator", "admin"]


def keep_readers(apps, schema_editor):
    """Let whoever the guidelines in force name read on what nobody looks at yet.

    Without a scope: what comes after needs the owner's rights, which the end of one takes away.
    """
    Concern = apps.get_model("content", "Concern")
    versions = apps.get_model("policies", "PolicyVersion").objects
    own = versions.filter(policy__kind="content", policy__language="")
    newest = own.order_by("organization_id", "-number").distinct("organization_id")
    situations = apps.get_model("policies", "Situation").objects
    notes = apps.get_model("content", "ConcernNote").objects.filter(concern=OuterRef("pk"))
    answered = Exists(notes.exclude(author=F("concern__sender")))
    named = situations.filter(version__in=newest.values("pk"), tell__left_at=None)
    for one in named.exclude(tell=None).exclude(tell__roles__overlap=KEEPERS):
        theirs = Concern.objects.filter(
            organization_id=one.organization_id,
            situation=one.key,
            state="open",
            handler=None,
        )
        theirs.exclude(answered).exclude(sender_id=one.tell_id).update(told_id=one.tell_id)
    # What is checked at the end would keep the table's index from being made.
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0020_search_reads_sorted'),
        ('policies', '0003_structure'),
    ]

    operations = [
        migrations.AddField(
            model_name='concern',
            name='told',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='tenants.member'),
        ),
        LinkWithinTenant('Concern', 'told'),
        migrations.AddField(
            model_name='feedback',
            name='stood',
            field=models.CharField(blank=True, choices=[('useful', 'Useful'), ('unclear', 'Not clear'), ('salesy', 'Too salesy'), ('old', 'Old news')], db_default='', default='', max_length=8),
        ),
        migrations.AlterField(
            model_name='feedback',
            name='verdict',
            field=models.CharField(blank=True, choices=[('useful', 'Useful'), ('unclear', 'Not clear'), ('salesy', 'Too salesy'), ('old', 'Old news')], max_length=8),
        ),
        migrations.RunPython(keep_readers, migrations.RunPython.noop),
    ]
