import django.db.models.deletion
import tenants.scope
from django.db import migrations, models

from tenants.operations import EnableTenantSecurity


class Migration(migrations.Migration):

    dependencies = [
        ("analytics", "0010_goals"),
        ("tenants", "0021_analytics_write"),
    ]

    operations = [
        migrations.CreateModel(
            name="Retention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("months", models.PositiveSmallIntegerField(default=25, null=True)),
                ("closed_before", models.DateField(null=True)),
                ("kept_since", models.DateField(null=True)),
                ("swept_at", models.DateTimeField(null=True)),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        default=tenants.scope.current_organization_id,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.organization",
                    ),
                ),
            ],
        ),
        EnableTenantSecurity("Retention"),
        migrations.AddConstraint(
            model_name="retention",
            constraint=models.UniqueConstraint(fields=["organization"], name="analytics_retention_once"),
        ),
    ]
