-- Lists of a register a hundred times as large: what is searched for stands beside the order it is shown in, so that a district is looked
-- through in its index and the points themselves are read for one page only.
ALTER TABLE risk_point ADD COLUMN words text COLLATE "C" GENERATED ALWAYS AS (lower(name || chr(10) || place || chr(10) || accident || chr(10) || number)) STORED;
DROP INDEX risk_point_district;
CREATE INDEX risk_point_district ON risk_point (district_id, level, number, id) INCLUDE (path, area, complete, review_on, graded_at, words) WHERE retired_at IS NULL;
DROP INDEX risk_point_all;
CREATE INDEX risk_point_all ON risk_point (level, number, id) INCLUDE (district_id, path, area, complete, review_on, graded_at, words) WHERE retired_at IS NULL;
-- What somebody answers for, wherever it is: a city has no one district to look in.
CREATE INDEX risk_duty_holder ON risk_duty (person_id);
