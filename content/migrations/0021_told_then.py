import django.db.models.deletion
from django.db import migrations, models

from tenants.operations import LinkWithinTenant


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0020_search_reads_sorted'),
    ]

    operations = [
        migrations.AddField(
            model_name='concern',
            name='told',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='tenants.member'),
        ),
        LinkWithinTenant('Concern', 'told'),
    ]
