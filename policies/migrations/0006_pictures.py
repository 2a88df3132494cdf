import uuid

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import tenants.scope
from tenants.operations import EnableTenantSecurity

SAYS = r"\S"
BEFORE = """
ALTER TABLE policies_draft ADD CONSTRAINT policies_draft_dont_has_do_and_reason CHECK (
  NOT jsonb_path_exists(contents, '$.pairs[*] ? (@.dont != "" && (@.do == "" || @.reason == ""))')
  AND NOT jsonb_path_exists(
    contents, '$.situations[*] ? (@.do == "" || (@.dont != "" && @.reason == ""))'))
"""
NO_MORE = "ALTER TABLE policies_draft DROP CONSTRAINT policies_draft_dont_has_do_and_reason"
FAIR = r"""
ALTER TABLE policies_draft ADD CONSTRAINT policies_draft_dont_has_do_and_reason CHECK (
  NOT jsonb_path_exists(contents, '$.pairs[*] ? (
    !exists(@.do ? (@ like_regex "[^[:space:]]"))
    || (exists(@.dont ? (@ != "")) && !exists(@.reason ? (@ like_regex "[^[:space:]]"))))')
  AND NOT jsonb_path_exists(contents, '$.situations[*] ? (
    !exists(@.do ? (@ like_regex "[^[:space:]]"))
    || (exists(@.dont ? (@ != "")) && !exists(@.reason ? (@ like_regex "[^[:space:]]"))))')
  AND NOT jsonb_path_exists(contents, '$.rules[*] ? (
    !exists(@.reason ? (@ like_regex "[^[:space:]]")))')
  AND NOT jsonb_path_exists(contents, '$.examples[*] ? (
    !exists(@.do ? (@ like_regex "[^[:space:]]")))'))
"""
ANSWERS = """
ALTER TABLE policies_quizquestion ADD CONSTRAINT policies_quiz_answers CHECK (
  CASE WHEN jsonb_typeof(answers) = 'array' THEN jsonb_array_length(answers) BETWEEN 2 AND 4
    AND jsonb_path_exists(answers, '$[*] ? (@.is_right == true)') ELSE false END)
"""
NO_ANSWERS = "ALTER TABLE policies_quizquestion DROP CONSTRAINT policies_quiz_answers"


def _organization():
    return models.ForeignKey(db_index=False, default=tenants.scope.current_organization_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.organization')


def _said(model, name, condition):
    return [
        migrations.RemoveConstraint(model_name=model, name=name),
        migrations.AddConstraint(
            model_name=model,
            constraint=models.CheckConstraint(condition=condition, name=name),
        ),
    ]


class Migration(migrations.Migration):

    dependencies = [
        ('policies', '0005_rule_tallies'),
        ('tenants', '0020_policy_handed'),
    ]

    operations = [
        migrations.AddField(
            model_name='acknowledgement',
            name='has_passed',
            field=models.BooleanField(db_default=False, default=False),
        ),
        *_said('pair', 'policies_pair_has_do', Q(do__regex=SAYS)),
        *_said('pair', 'policies_pair_dont_has_reason', Q(dont='') | Q(reason__regex=SAYS)),
        *_said('rule', 'policies_rule_has_reason', Q(reason__regex=SAYS)),
        *_said('situation', 'policies_situation_has_do', Q(do__regex=SAYS) & ~Q(title='')),
        *_said('situation', 'policies_situation_dont_has_reason', Q(dont='') | Q(reason__regex=SAYS)),
        migrations.RunSQL(NO_MORE, BEFORE),
        migrations.RunSQL(FAIR, NO_MORE),
        migrations.CreateModel(
            name='Picture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('file', models.CharField(max_length=300)),
                ('mime_type', models.CharField(max_length=80)),
                ('size_bytes', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('created_at', models.DateTimeField()),
                ('organization', _organization()),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='tenants.member')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('organization', 'public_id'), name='policies_picture_public_id')],
            },
        ),
        EnableTenantSecurity('Picture'),
        migrations.CreateModel(
            name='Example',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('do', models.CharField(max_length=300, verbose_name='do this')),
                ('do_alt', models.CharField(blank=True, max_length=500, verbose_name='what the picture shows')),
                ('dont', models.CharField(blank=True, max_length=300, verbose_name='not this')),
                ('dont_alt', models.CharField(blank=True, max_length=500, verbose_name='what the picture shows')),
                ('organization', _organization()),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='examples', to='policies.policyversion')),
                ('do_picture', models.ForeignKey(null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='policies.picture')),
                ('dont_picture', models.ForeignKey(null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='policies.picture')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('organization', 'version', 'position'), name='policies_example_position'),
                    models.CheckConstraint(condition=Q(do__regex=SAYS), name='policies_example_has_do'),
                    models.CheckConstraint(condition=Q(do_picture__isnull=False) | Q(dont_picture__isnull=False), name='policies_example_has_picture'),
                    models.CheckConstraint(condition=Q(do_picture=None, do_alt='') | Q(do_picture__isnull=False, do_alt__regex=SAYS), name='policies_example_do_is_described'),
                    models.CheckConstraint(condition=Q(dont_picture=None, dont_alt='', dont='') | Q(dont_picture__isnull=False, dont_alt__regex=SAYS, dont__regex=SAYS), name='policies_example_dont_is_described'),
                ],
            },
        ),
        EnableTenantSecurity('Example'),
        migrations.CreateModel(
            name='QuizQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('question', models.CharField(max_length=300, verbose_name='question')),
                ('answers', models.JSONField()),
                ('explanation', models.CharField(max_length=500, verbose_name='explanation')),
                ('wrong', models.PositiveIntegerField(db_default=0, default=0)),
                ('organization', _organization()),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quiz', to='policies.policyversion')),
                ('pair', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='policies.pair')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('organization', 'version', 'position'), name='policies_quiz_position'),
                    models.CheckConstraint(condition=Q(question__regex=SAYS) & Q(explanation__regex=SAYS), name='policies_quiz_has_explanation'),
                ],
            },
        ),
        EnableTenantSecurity('QuizQuestion'),
        migrations.RunSQL(ANSWERS, NO_ANSWERS),
    ]
