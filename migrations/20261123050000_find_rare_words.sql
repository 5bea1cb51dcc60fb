-- Words that hardly any risk point has, found without looking through a city. Row-level security lets only operators that cannot leak use an
-- index, and none that looks for a part of a word is one of those; so this one look-up runs as the tables' owner. It has the policy's own
-- condition in it and answers with keys only, which the caller's query reads through the policies like everything else.

-- Every two neighbouring letters, once: Chinese has no spaces to cut at, and two characters are the usual word.
CREATE FUNCTION letter_pairs(words text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT coalesce(array_agg(DISTINCT substr(words, n, 2) COLLATE "C"), '{}') FROM generate_series(1, length(words) - 1) n $$;
CREATE INDEX risk_point_pairs ON risk_point USING gin (letter_pairs(words)) WHERE retired_at IS NULL;

-- The points within reach, or in one district there, whose words have this part; null when they are not rare: `enough` of the first thousand
-- of the list have it, or more than `most` of all, or one letter is all there is to look for. What many points have is found soonest by going
-- through the list in its order.
CREATE FUNCTION risk_points_saying(part text, of_district uuid, enough integer, most integer, OUT districts uuid[], OUT points uuid[])
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_generic_plan
    AS $$
DECLARE
    scope text := nullif(current_setting('app.scope', true), '');
    wanted text[] := letter_pairs(lower(part));
    pattern text := '%' || regexp_replace(lower(part), '([\\%_])', '\\\1', 'g') || '%';
    seen integer;
BEGIN
    IF wanted = '{}' THEN RETURN; END IF;
    IF of_district IS NULL THEN
        SELECT count(*) INTO seen
          FROM (SELECT FROM (SELECT path, words FROM risk_point WHERE retired_at IS NULL ORDER BY level, number, id LIMIT 1000) first
                 WHERE words LIKE pattern AND starts_with(path, scope) LIMIT enough) found;
    ELSE
        SELECT count(*) INTO seen
          FROM (SELECT FROM (SELECT path, words FROM risk_point WHERE retired_at IS NULL AND district_id = of_district ORDER BY level, number, id LIMIT 1000) first
                 WHERE words LIKE pattern AND starts_with(path, scope) LIMIT enough) found;
    END IF;
    IF seen = enough THEN RETURN; END IF;
    SELECT coalesce(array_agg(district_id), '{}'), coalesce(array_agg(id), '{}') INTO districts, points
      FROM (SELECT district_id, id FROM risk_point
             WHERE retired_at IS NULL AND letter_pairs(words) @> wanted AND words LIKE pattern AND starts_with(path, scope)
               AND (of_district IS NULL OR district_id = of_district)
             LIMIT most + 1) found;
    IF cardinality(points) > most THEN districts := NULL; points := NULL; END IF;
END $$;
REVOKE EXECUTE ON FUNCTION risk_points_saying FROM PUBLIC;
GRANT EXECUTE ON FUNCTION risk_points_saying TO register_app;

-- Called for every line of a list; the first forms were planned anew in each.
CREATE OR REPLACE FUNCTION at_or_above(at_path text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    above text := '';
    part text;
    found text[] := '{}';
BEGIN
    FOREACH part IN ARRAY string_to_array(rtrim(at_path, '.'), '.') LOOP
        above := above || part || '.';
        found := found || above;
    END LOOP;
    RETURN found;
END $$;
CREATE OR REPLACE FUNCTION review_due(at_path text, at_area text, graded_at timestamptz, own date) RETURNS date LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN least(own, (SELECT min(c.due_on) FROM review_call c
                        WHERE c.ended_at IS NULL AND c.called_at > graded_at AND c.owner_path = ANY (at_or_above(at_path)) AND (c.areas = '{}' OR at_area = ANY (c.areas))));
END $$;
