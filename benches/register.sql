-- A register as schools keep it: {schools} schools in each of {counties} counties of 4304, a hundred risk points in each, with everything a list
-- joins. The same seed gives the same rows. The tree has two counties and four schools already; the rest is made here.
SET session_replication_role = replica;   -- rows made here refer to rows made here: a million foreign keys need no looking up
SELECT setseed(0.42);

CREATE TEMP TABLE county AS
SELECT n, c.code, coalesce(o.id, md5('county' || c.code)::uuid) AS id, city.path || c.code || '.' AS path, city.id AS city, o.id IS NULL AS fresh
  FROM (SELECT n, (430404 + n)::text AS code FROM generate_series(1, {counties}) n) c
  JOIN org city ON city.code = '4304' LEFT JOIN org o ON o.code = c.code;
INSERT INTO org (id, parent_id, district_id, kind, code, path, name_zh, name_en)
SELECT id, city, id, 'county', code, path, n || '区局', 'County ' || n FROM county WHERE fresh;

CREATE TEMP TABLE school AS
SELECT c.county, c.n, c.district_id, c.code, coalesce(o.id, md5('school' || c.code)::uuid) AS id, c.above || c.code || '.' AS path, o.id IS NULL AS fresh
  FROM (SELECT c.n AS county, s AS n, c.id AS district_id, c.code || 'S' || lpad(s::text, 3, '0') AS code, c.path AS above
          FROM county c, generate_series(1, {schools}) s) c
  LEFT JOIN org o ON o.code = c.code;
INSERT INTO org (id, parent_id, district_id, kind, stage, code, path, name_zh, name_en)
SELECT id, district_id, district_id, 'school', 'middle', code, path, '第' || n || '中学', 'No. ' || n || ' Middle School' FROM school WHERE fresh;
INSERT INTO ledger_head (district_id, school_id, path) SELECT district_id, id, path FROM school WHERE fresh;

INSERT INTO person (id, path, username, name, password_hash)
SELECT md5('person' || code || p)::uuid, path, lower(code) || '-' || p, '教师' || p, '-' FROM school, generate_series(1, 10) p;
INSERT INTO post (id, person_id, org_id, path, role, title, from_on)
SELECT md5('post' || code || p)::uuid, md5('person' || code || p)::uuid, id, path, 'staff', '教师', '2020-01-01' FROM school, generate_series(1, 10) p;

-- Every twentieth name has 电 in it, and another every twentieth "Lab": ten in a hundred each. Three points of the first county are a 钟楼 by Zeiss.
CREATE TEMP TABLE point AS
SELECT s.county, s.n AS school, p AS n, s.district_id, s.id AS school_id, s.path, s.code, md5('point' || s.code || p)::uuid AS id, random() AS chance,
       CASE WHEN p <= 5 THEN 1 WHEN p <= 20 THEN 2 WHEN p <= 50 THEN 3 ELSE 4 END::smallint AS level
  FROM school s, generate_series(1, 100) p;
INSERT INTO risk_point (district_id, id, school_id, path, number, name, area, kind, place, accident, inherent, residual, level, review_on, complete, graded_at)
SELECT district_id, id, school_id, path, 'FX-' || lpad(n::text, 3, '0'),
       CASE WHEN county = 1 AND school <= 3 AND n = 77 THEN '钟楼 Zeiss 投影间'
            ELSE (ARRAY['校门', '围墙', '教学楼', '楼梯', '配电室', '实验室 Lab', '图书馆', '食堂后厨', '燃气间', '宿舍', '体育馆', '操场看台', '校车', '锅炉房', '电动车棚', '化学品 Lab 库', '档案室', '屋面', '水池', '礼堂'])[n % 20 + 1] || (n / 20 + 1) END,
       (ARRAY['gate', 'perimeter', 'classroom', 'stairs', 'building', 'lab', 'computer', 'library'])[n % 8 + 1], 'place', n % 5 + 1 || '号楼 ' || n % 4 + 1 || ' 层',
       (ARRAY['火灾', '高处坠落', '坍塌', '踩踏', '溺水'])[n % 5 + 1], level, level, level,
       current_date + CASE WHEN n % 10 = 3 THEN -3 ELSE 60 + (chance * 200)::integer END, n % 10 <> 4, now() - interval '100 days'
  FROM point;
INSERT INTO hazard (district_id, id, school_id, path, risk_point_id, ordinal, description, factor, life_stage, inherent, level)
SELECT district_id, md5('hazard' || id || h)::uuid, school_id, path, id, h, '第' || h || '个危险源', (ARRAY['human', 'thing', 'environment', 'management'])[(n + h) % 4 + 1],
       (ARRAY['build', 'use', 'maintain', 'retire'])[n % 4 + 1], level, level
  FROM point, generate_series(1, 2) h;
INSERT INTO evaluation (district_id, id, school_id, path, risk_point_id, hazard_id, scheme_id, scores, value, level, reason, person_id, stage, at)
SELECT district_id, md5('evaluation' || id || h || stage)::uuid, school_id, path, id, md5('hazard' || id || h)::uuid, (SELECT id FROM scheme WHERE code = 'lec' AND owner_path = ''),
       '{10,60,15}', 9000 + (chance * 20000)::bigint, level, 'initial', md5('person' || code || 1)::uuid, stage, now() - interval '100 days'
  FROM point, generate_series(1, 2) h, (VALUES ('inherent'), ('residual')) s (stage);
INSERT INTO measure (district_id, id, school_id, path, risk_point_id, ordinal, kind, description, owner_id)
SELECT district_id, md5('measure' || id || m)::uuid, school_id, path, id, m, 'management', '第' || m || '项措施', md5('person' || code || (n % 10 + 1))::uuid
  FROM point, generate_series(1, 3) m;
INSERT INTO risk_duty (district_id, school_id, path, risk_point_id, tier, person_id)
SELECT district_id, school_id, path, id, tier, md5('person' || code || ((n + t) % 10 + 1))::uuid FROM point, (VALUES (1, 'school'), (2, 'department'), (3, 'post')) d (t, tier);
-- One in twenty has an open hidden danger, three in twenty had one that was none.
INSERT INTO ticket (district_id, id, school_id, path, number, state, void_reason, waits_for, grade, category, title, place, source, found_at, reporter_id, risk_point_id, level)
SELECT district_id, md5('ticket' || id)::uuid, school_id, path, '2026-' || lpad(n::text, 4, '0'), CASE WHEN open THEN 'reported' ELSE 'void' END, CASE WHEN open THEN NULL ELSE 'untrue' END,
       CASE WHEN open THEN 'officer' END, 'general', 'fire', '漏水', '后墙', 'snap', now(), md5('person' || code || 2)::uuid, id, level
  FROM (SELECT *, chance < 0.05 AS open FROM point WHERE chance < 0.2) p;
-- A term begins in the first county, for two of its areas.
INSERT INTO review_call (id, owner_path, cause, title, areas, due_on, person_id)
SELECT md5('call')::uuid, path, 'term', '新学期', '{lab,library}', current_date + 300, md5('person' || '430405S001' || 1)::uuid FROM county WHERE n = 1;
SET session_replication_role = origin;
