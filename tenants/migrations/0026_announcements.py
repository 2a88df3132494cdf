import django.db.models.deletion
import tenants.scope
from django.db import migrations, models

from tenants.operations import EnableTenantSecurity


class Migration(migrations.Migration):

    dependencies = [
        ("tenants", "0025_count_members"),
    ]

    operations = [
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[('share_live', 'A share is live'), ('share_failed', 'A share did not go out'), ('share_held', 'A share is held'), ('share_asks', 'A share has a question for you'), ('share_offered', 'A post is yours to finish'), ('share_recalled', 'A share of yours was recalled'), ('recall_asks', 'A post of yours has to be deleted'), ('connection_ends', 'An account has to be connected again'), ('archive_ready', 'An export of yours is ready'), ('archive_made', 'Everything was exported'), ('organization_ends', 'The organization is to be deleted'), ('organization_stays', 'The organization stays'), ('privacy_set', 'How private numbers are was changed'), ('sharing_paused', 'Sharing is paused'), ('sharing_resumed', 'Sharing goes on'), ('webhook_disabled', 'A webhook was turned off'), ('join_asked', 'Somebody asks to join'), ('domain_lost', 'A domain’s proof is gone'), ('source_stopped', 'A source of yours is read no longer'), ('post_commented', 'A comment on a post of yours'), ('comment_answered', 'An answer where you have commented'), ('comment_hidden', 'A comment of yours was hidden'), ('suggestion_moved', 'What becomes of a suggestion of yours'), ('question_settled', 'What became of a question you heard'), ('suggestion_waits', 'A suggestion waits on the desk'), ('review_asked', 'A post waits for your yes'), ('review_due', 'Your yes is needed soon'), ('post_returned', 'A post of yours was sent back'), ('post_in_feed', 'A post of yours is in the feed'), ('note_written', 'Somebody wrote a note on a post'), ('posts_stale', 'Posts of yours are to be looked at again'), ('licence_ends', 'The licence of a file is about to end'), ('policy_review', 'New guidelines wait for your review'), ('policy_reviewed', 'Guidelines you sent were reviewed'), ('policy_due', 'Lines of the guidelines are to be looked at again'), ('policy_new', 'New guidelines wait for you'), ('policy_handed', 'Guidelines are yours to look after'), ('concern_urgent', 'A colleague needs you now'), ('concern_waits', 'A concern or question of a colleague waits'), ('concern_moved', 'What becomes of a concern or question of yours'), ('words_asked', 'Words of a colleague wait for a yes'), ('words_held', 'Words of yours wait since the guidelines changed'), ('words_decided', 'An answer to words of yours that need a yes')], max_length=24)),
                ("subject", models.CharField(max_length=80)),
                ("params", models.JSONField(default=dict)),
                ("path", models.CharField(max_length=300)),
                ("created_at", models.DateTimeField()),
                ("wake_at", models.DateTimeField()),
                ("told_to", models.BigIntegerField(default=0)),
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
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "kind", "subject"), name="tenants_announcement_once"),
                ],
            },
        ),
        EnableTenantSecurity("Announcement"),
    ]
