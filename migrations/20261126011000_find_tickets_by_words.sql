-- Tickets found by what is said of them: number, words, people, risk point. As for risk points, a word that hardly any ticket has is looked up by
-- its pairs of letters as the tables' owner (row-level security lets no part of a word use an index), with the policy's own condition in it; it
-- answers with keys only, which the caller's query reads through the policies.
ALTER TABLE ticket ADD COLUMN words text COLLATE "C" GENERATED ALWAYS AS
    (lower(number || chr(10) || title || chr(10) || place || chr(10) || description || chr(10) || coalesce(measures, '') || chr(10) || coalesce(done, ''))) STORED;
CREATE INDEX ticket_pairs ON ticket USING gin (letter_pairs(words));
CREATE INDEX ticket_responsible ON ticket (responsible_id) WHERE responsible_id IS NOT NULL;
CREATE INDEX ticket_reporter ON ticket (reporter_id);
CREATE INDEX ticket_verifier ON ticket (verifier_id) WHERE verifier_id IS NOT NULL;

-- What the links beside a list count tickets by, without the tickets themselves.
CREATE INDEX ticket_figures ON ticket (district_id, school_id) INCLUDE (path, state, grade, category, source, due_on, found_at, responsible_id);

-- For each of these words: the people and the risk points below a place within reach whose names have it (null when they are more than `most`),
-- and the tickets that say it or have one of those to do with (null when they are more than `most`, or cannot be looked up). Where several words are
-- each said often and name nobody and nothing, one more row for no word tells the tickets that say them all.
CREATE FUNCTION tickets_saying(parts text[], below text, most integer)
    RETURNS TABLE (part text, people uuid[], points uuid[], districts uuid[], tickets uuid[])
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$
DECLARE
    scope text := nullif(current_setting('app.scope', true), '');
    wanted text[];
    pattern text;
    together text[] := '{}';
    patterns text[] := '{}';
    said_only boolean := true;
BEGIN
    FOREACH part IN ARRAY parts LOOP
        wanted := letter_pairs(lower(part));
        pattern := '%' || regexp_replace(lower(part), '([\\%_])', '\\\1', 'g') || '%';
        districts := NULL;
        tickets := NULL;
        SELECT coalesce(array_agg(id), '{}') INTO people
          FROM (SELECT p.id FROM person p WHERE lower(p.name) LIKE pattern AND starts_with(p.path, scope) AND starts_with(p.path, below) LIMIT most + 1) found;
        IF cardinality(people) > most THEN people := NULL; END IF;
        points := NULL;
        IF wanted <> '{}' THEN
            SELECT coalesce(array_agg(id), '{}') INTO points
              FROM (SELECT r.id FROM risk_point r WHERE r.retired_at IS NULL AND letter_pairs(r.words) @> wanted AND lower(r.name) LIKE pattern AND starts_with(r.path, scope) AND starts_with(r.path, below)
                     LIMIT most + 1) found;
            IF cardinality(points) > most THEN points := NULL; END IF;
        END IF;
        IF people IS NOT NULL AND points IS NOT NULL THEN
            SELECT array_agg(found.district_id), array_agg(found.id) INTO districts, tickets
              FROM ((SELECT t.district_id, t.id FROM ticket t WHERE letter_pairs(t.words) @> wanted AND t.words LIKE pattern AND starts_with(t.path, scope) AND starts_with(t.path, below) LIMIT most + 1)
                    UNION
                    (SELECT t.district_id, t.id FROM ticket t
                      WHERE (t.responsible_id = ANY (people) OR t.reporter_id = ANY (people) OR t.verifier_id = ANY (people)) AND starts_with(t.path, scope) AND starts_with(t.path, below) LIMIT most + 1)
                    UNION
                    (SELECT t.district_id, t.id FROM ticket t WHERE t.risk_point_id = ANY (points) AND starts_with(t.path, scope) AND starts_with(t.path, below) LIMIT most + 1)) found;
            districts := coalesce(districts, '{}');
            tickets := coalesce(tickets, '{}');
            IF cardinality(tickets) > most THEN districts := NULL; tickets := NULL; END IF;
        END IF;
        -- One rare word is enough to go by.
        said_only := said_only AND people = '{}' AND coalesce(points, '{}') = '{}' AND wanted <> '{}' AND tickets IS NULL;
        together := together || wanted;
        patterns := patterns || pattern;
        RETURN NEXT;
    END LOOP;
    IF said_only AND cardinality(parts) > 1 THEN
        part := '';
        people := '{}';
        points := '{}';
        SELECT coalesce(array_agg(found.district_id), '{}'), coalesce(array_agg(found.id), '{}') INTO districts, tickets
          FROM (SELECT t.district_id, t.id FROM ticket t
                 WHERE letter_pairs(t.words) @> together AND t.words LIKE ALL (patterns) AND starts_with(t.path, scope) AND starts_with(t.path, below) LIMIT most + 1) found;
        IF cardinality(tickets) <= most THEN RETURN NEXT; END IF;
    END IF;
END $$;
REVOKE EXECUTE ON FUNCTION tickets_saying FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tickets_saying TO register_app;
