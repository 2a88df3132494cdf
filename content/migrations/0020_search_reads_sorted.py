import django.contrib.postgres.indexes
from django.db import migrations, models

# What was written lately lay unsorted beside these indexes until the next vacuum, and every search
# read all of it: tens of milliseconds after an import.
SORTED = """
ALTER INDEX content_searchentry_found SET (fastupdate = off);
ALTER INDEX content_searchword_like SET (fastupdate = off);
SELECT gin_clean_pending_list('content_searchentry_found'),
  gin_clean_pending_list('content_searchword_like');
"""
UNSORTED = """
ALTER INDEX content_searchentry_found RESET (fastupdate);
ALTER INDEX content_searchword_like RESET (fastupdate);
"""

# What few of the newest 200 have, or a few of those that are for the reader, the newest can't fill a
# page with: then they are not looked through for nothing, and the index of words and labels leads to
# all that has it. Of what more than a quarter has, that would be too many.
NEWEST = """
CREATE OR REPLACE FUNCTION content_search_newest(
  question tsquery, reader tsquery, since timestamptz, newest int, most int)
RETURNS TABLE (post_id bigint, weight double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public ROWS 50 AS $$
DECLARE
  having_it int;
  offered int;
BEGIN
  EXECUTE format(
    'SELECT count(*) FILTER (WHERE s.document @@ $1), count(*) FILTER (WHERE s.labels @@ $2) FROM ('
    ' SELECT w.document, w.labels FROM content_searchentry w'
    ' WHERE w.organization_id = %L::bigint AND w.at <= statement_timestamp() AND w.at >= $3'
    ' ORDER BY w.at DESC, w.post_id DESC LIMIT 200) s',
    current_setting('advocacy.organization_id'))
    INTO having_it, offered USING question, reader, coalesce(since, '-infinity');
  IF having_it < 50 AND having_it * least(1.0, offered / 40.0) * newest < most * 200 THEN
    RETURN;
  END IF;
  RETURN QUERY EXECUTE format(
    'SELECT e.post_id, ts_rank(e.document, $1) / (1 + extract(epoch FROM now() - e.at) / 31557600)'
    ' AS weight FROM (SELECT n.post_id, n.document, n.at FROM ('
    ' SELECT w.post_id, w.document, w.labels, w.at FROM content_searchentry w'
    ' WHERE w.organization_id = %L::bigint AND w.at <= statement_timestamp() AND w.at >= $3'
    ' ORDER BY w.at DESC, w.post_id DESC LIMIT $4 * 5) n'
    ' WHERE n.labels @@ $2 ORDER BY n.at DESC, n.post_id DESC LIMIT $4) e'
    ' WHERE e.document @@ $1 ORDER BY weight DESC, e.at DESC, e.post_id DESC LIMIT $5',
    current_setting('advocacy.organization_id'))
    USING question, reader, coalesce(since, '-infinity'), newest, most;
END $$;
"""
NEWEST_OF_BEFORE = """
CREATE OR REPLACE FUNCTION content_search_newest(
  question tsquery, reader tsquery, since timestamptz, newest int, most int)
RETURNS TABLE (post_id bigint, weight double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public ROWS 50 AS $$
BEGIN
  RETURN QUERY EXECUTE format(
    'SELECT e.post_id, ts_rank(e.document, $1) / (1 + extract(epoch FROM now() - e.at) / 31557600)'
    ' AS weight FROM (SELECT n.post_id, n.document, n.at FROM ('
    ' SELECT w.post_id, w.document, w.labels, w.at FROM content_searchentry w'
    ' WHERE w.organization_id = %L::bigint AND w.at <= statement_timestamp() AND w.at >= $3'
    ' ORDER BY w.at DESC, w.post_id DESC LIMIT $4 * 5) n'
    ' WHERE n.labels @@ $2 ORDER BY n.at DESC, n.post_id DESC LIMIT $4) e'
    ' WHERE e.document @@ $1 ORDER BY weight DESC, e.at DESC, e.post_id DESC LIMIT $5',
    current_setting('advocacy.organization_id'))
    USING question, reader, coalesce(since, '-infinity'), newest, most;
END $$;
"""

# Of five words that a mistyped one is like, those that the reader's posts have are given: each of
# them is looked for.
NEAR_WORDS = """
CREATE OR REPLACE FUNCTION content_near_words(written text, reader tsquery, most int)
RETURNS TABLE (word varchar, nearness real)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public SET pg_trgm.similarity_threshold = 0.4 ROWS 3 AS $$
DECLARE
  given int := 0;
BEGIN
  IF content_has_word(written, reader) THEN
    RETURN;
  END IF;
  FOR word, nearness IN EXECUTE format(
    'SELECT w.word, similarity(w.word, $1) AS nearness FROM content_searchword w'
    ' WHERE w.organization_id = %L::bigint AND w.word %% $1 AND w.word <> $1'
    ' ORDER BY nearness DESC, w.word LIMIT 5',
    current_setting('advocacy.organization_id')) USING written
  LOOP
    IF content_has_word(word, reader) THEN
      RETURN NEXT;
      given := given + 1;
      EXIT WHEN given >= most;
    END IF;
  END LOOP;
END $$;
"""
NEAR_WORDS_OF_BEFORE = """
CREATE OR REPLACE FUNCTION content_near_words(written text, reader tsquery, most int)
RETURNS TABLE (word varchar, nearness real)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public SET pg_trgm.similarity_threshold = 0.4 ROWS 3 AS $$
DECLARE
  given int := 0;
BEGIN
  IF content_has_word(written, reader) THEN
    RETURN;
  END IF;
  FOR word, nearness IN EXECUTE format(
    'SELECT w.word, similarity(w.word, $1) AS nearness FROM content_searchword w'
    ' WHERE w.organization_id = %L::bigint AND w.word %% $1 AND w.word <> $1'
    ' ORDER BY nearness DESC, w.word LIMIT 6',
    current_setting('advocacy.organization_id')) USING written
  LOOP
    IF content_has_word(word, reader) THEN
      RETURN NEXT;
      given := given + 1;
      EXIT WHEN given >= most;
    END IF;
  END LOOP;
END $$;
"""

# Whether any post has a word needs no order: the newest few are looked at, in theirs, then the index
# of words is asked for one post, whichever.
HAS_WORD = """
CREATE FUNCTION content_any_has(question tsquery, reader tsquery)
RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
SET enable_indexscan = off SET enable_seqscan = off AS $$
DECLARE
  any_has boolean;
BEGIN
  EXECUTE format(
    'SELECT EXISTS (SELECT FROM content_searchentry e'
    ' WHERE e.organization_id = %L::bigint AND e.document @@ $1 AND e.labels @@ $2'
    ' AND e.at <= statement_timestamp())',
    current_setting('advocacy.organization_id')) INTO any_has USING question, reader;
  RETURN any_has;
END $$;
REVOKE EXECUTE ON FUNCTION content_any_has FROM PUBLIC;
GRANT EXECUTE ON FUNCTION content_any_has TO advocacy_tenant;

CREATE OR REPLACE FUNCTION content_has_word(written text, reader tsquery)
RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  question tsquery := quote_literal(replace(written, E'\\\\', ''))::tsquery;
BEGIN
  PERFORM current_setting('advocacy.organization_id');
  RETURN EXISTS (SELECT FROM content_search_newest(question, reader, NULL, 40, 1))
    OR content_any_has(question, reader);
END $$;
"""
HAS_WORD_OF_BEFORE = """
CREATE OR REPLACE FUNCTION content_has_word(written text, reader tsquery)
RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  question tsquery := quote_literal(replace(written, E'\\\\', ''))::tsquery;
BEGIN
  PERFORM current_setting('advocacy.organization_id');
  RETURN EXISTS (SELECT FROM content_search_newest(question, reader, NULL, 40, 1))
    OR EXISTS (SELECT FROM content_search(question, reader, NULL, 1));
END $$;
DROP FUNCTION content_any_has(tsquery, tsquery);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0019_concern_situations'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(SORTED, UNSORTED)],
            state_operations=[
                migrations.RemoveIndex(model_name='searchentry', name='content_searchentry_found'),
                migrations.AddIndex(
                    model_name='searchentry',
                    index=django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False,
                        fields=['organization', 'document', 'labels'],
                        name='content_searchentry_found',
                    ),
                ),
                migrations.RemoveIndex(model_name='searchword', name='content_searchword_like'),
                migrations.AddIndex(
                    model_name='searchword',
                    index=django.contrib.postgres.indexes.GinIndex(
                        models.F('organization'),
                        django.contrib.postgres.indexes.OpClass(models.F('word'), 'gin_trgm_ops'),
                        fastupdate=False,
                        name='content_searchword_like',
                    ),
                ),
            ],
        ),
        migrations.RunSQL(NEWEST, NEWEST_OF_BEFORE),
        migrations.RunSQL(HAS_WORD, HAS_WORD_OF_BEFORE),
        migrations.RunSQL(NEAR_WORDS, NEAR_WORDS_OF_BEFORE),
    ]
