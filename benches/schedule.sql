-- Thirty plans at every school of register.sql: twenty with a check list of the product, ten that go over ten risk points each. All are due daily.
SET session_replication_role = replica;
INSERT INTO inspection_plan (district_id, id, school_id, path, title, kind, tier, person_id, series, points, timing, starts_on)
SELECT o.district_id, md5('plan' || o.code || n)::uuid, o.id, o.path, 'Plan ' || n, 'daily', 'post', md5('person' || o.code || (n % 10 + 1))::uuid,
       CASE WHEN n % 3 > 0 THEN (SELECT series FROM check_template WHERE owner_path = '' AND code = 'fire_daily' LIMIT 1) END,
       CASE WHEN n % 3 = 0 THEN (SELECT array_agg(md5('point' || o.code || p)::uuid) FROM generate_series(n * 3, n * 3 + 9) p) ELSE '{}' END,
       '{"rhythm": "daily"}', current_date - 1
  FROM org o, generate_series(1, 30) n WHERE o.kind = 'school' AND EXISTS (SELECT FROM risk_point r WHERE r.district_id = o.district_id AND r.school_id = o.id);
INSERT INTO task_schedule (district_id, path, made_until)
SELECT id, path, current_date - 1 FROM org WHERE kind = 'county' AND id IN (SELECT district_id FROM inspection_plan);
SET session_replication_role = DEFAULT;
