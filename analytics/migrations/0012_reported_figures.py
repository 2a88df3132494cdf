import django.db.models.deletion
import tenants.scope
from django.db import migrations, models

from tenants.operations import EnableTenantSecurity


class Migration(migrations.Migration):

    dependencies = [
        ("analytics", "0011_retention"),
        ("sharing", "0017_followers"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportedFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                (
                    "metric",
                    models.CharField(
                        choices=[
                            ("impressions", "Impressions"),
                            ("reactions", "Reactions"),
                            ("comments", "Comments"),
                            ("reshares", "Reshares"),
                        ],
                        max_length=24,
                    ),
                ),
                ("value", models.PositiveIntegerField()),
                (
                    "source",
                    models.CharField(
                        choices=[("self_reported", "Self-reported"), ("imported", "Imported")],
                        max_length=16,
                    ),
                ),
                ("entered_at", models.DateTimeField()),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="tenants.member",
                    ),
                ),
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
                (
                    "share",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="sharing.share",
                    ),
                ),
            ],
        ),
        EnableTenantSecurity("ReportedFigure"),
        migrations.AddIndex(
            model_name="reportedfigure",
            index=models.Index(
                fields=["organization", "metric", "day"], name="analytics_reportedfigure_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="reportedfigure",
            constraint=models.UniqueConstraint(
                fields=["organization", "share", "metric", "day"],
                name="analytics_reportedfigure_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportedfigure",
            constraint=models.CheckConstraint(
                condition=models.Q(("value__lte", 1000000000)),
                name="analytics_reportedfigure_value",
            ),
        ),
    ]
