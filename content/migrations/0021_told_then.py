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
    ]
