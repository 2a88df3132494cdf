import django.db.models.deletion
import tenants.scope
from django.db import migrations, models

from tenants.operations import EnableTenantSecurity


class Migration(migrations.Migration):

    dependencies = [
        ("analytics", "0012_reported_figures"),
    ]

    operations = [
        migrations.AddField(
            model_name="brandnumber",
            name="at_least",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.CreateModel(
            name="MentionCounting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_on", models.BooleanField(default=False)),
                ("day", models.DateField(null=True)),
                ("wake_at", models.DateTimeField(null=True)),
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
        EnableTenantSecurity("MentionCounting"),
        migrations.AddConstraint(
            model_name="mentioncounting",
            constraint=models.UniqueConstraint(
                fields=["organization"], name="analytics_mentioncounting_once"
            ),
        ),
    ]
