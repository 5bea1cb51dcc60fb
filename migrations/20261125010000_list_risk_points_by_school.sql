-- Lists of several schools go school by school within a level, no longer number by number: whatever lies below a place then stands together in
-- each level, and a page is read from there, however much of the country is in the same table. The index by district answered for districts only.
DROP INDEX risk_point_district;
DROP INDEX risk_point_all;
CREATE INDEX risk_point_by_school ON risk_point (level, path, number) INCLUDE (district_id, id, area, complete, review_on, graded_at, words) WHERE retired_at IS NULL;

-- The points below a place within reach whose words have this part; null when they are not rare: `enough` of the first thousand (of each level the
-- first 250) have it, or more than `most` of all, or one letter is all there is to look for. What many points have is found soonest by going
-- through the list in its order.
DROP FUNCTION risk_points_saying;
CREATE FUNCTION risk_points_saying(part text, below text, enough integer, most integer, OUT districts uuid[], OUT points uuid[])
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_generic_plan
    AS $$
DECLARE
    scope text := nullif(current_setting('app.scope', true), '');
    wanted text[] := letter_pairs(lower(part));
    pattern text := '%' || regexp_replace(lower(part), '([\\%_])', '\\\1', 'g') || '%';
    seen integer;
BEGIN
    IF wanted = '{}' THEN RETURN; END IF;
    SELECT count(*) INTO seen
      FROM (SELECT FROM unnest(ARRAY[1, 2, 3, 4]::smallint[]) l (level)
             CROSS JOIN LATERAL (SELECT path, words FROM risk_point r
                                  WHERE retired_at IS NULL AND r.level = l.level AND path >= below AND path < below || '~' ORDER BY path, number LIMIT 250) first
             WHERE words LIKE pattern AND starts_with(path, scope) LIMIT enough) found;
    IF seen = enough THEN RETURN; END IF;
    SELECT coalesce(array_agg(district_id), '{}'), coalesce(array_agg(id), '{}') INTO districts, points
      FROM (SELECT district_id, id FROM risk_point
             WHERE retired_at IS NULL AND letter_pairs(words) @> wanted AND words LIKE pattern AND starts_with(path, scope) AND starts_with(path, below)
             LIMIT most + 1) found;
    IF cardinality(points) > most THEN districts := NULL; points := NULL; END IF;
END $$;
REVOKE EXECUTE ON FUNCTION risk_points_saying FROM PUBLIC;
GRANT EXECUTE ON FUNCTION risk_points_saying TO register_app;
