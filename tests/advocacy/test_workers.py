"""A worker's process between its tasks."""

from __future__ import annotations

import psycopg2
import pytest
from celery.signals import task_prerun
from django.db import connection


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_died_between_two_tasks_is_made_anew():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (before,) = cursor.fetchone()
    values = connection.get_connection_params()
    other = psycopg2.connect(**{name: values[name] for name in ("dbname", "user", "host")})
    with other, other.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [before])
    other.close()
    task_prerun.send(sender=None, task=None, task_id="1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone() != (before,)
