-- What is checked before each use is begun by whoever uses it: the person of the plan, and those who answer for a risk point on its route.
-- One function, because the home page and the day's page ask the same.
CREATE FUNCTION each_use_plans(district uuid, school uuid, person uuid, OUT id uuid, OUT title text, OUT today bigint) RETURNS SETOF record
LANGUAGE sql STABLE AS $$
    SELECT p.id, p.title,
           (SELECT count(*) FROM inspection_task t WHERE t.district_id = p.district_id AND t.plan_id = p.id AND t.opens_at >= current_date)
      FROM inspection_plan p
     WHERE p.district_id = district AND p.school_id = school AND p.state = 'active' AND p.timing ->> 'rhythm' = 'each_use'
       AND p.starts_on <= current_date AND (p.ends_on IS NULL OR p.ends_on >= current_date)
       AND (p.person_id = person
            OR EXISTS (SELECT FROM risk_duty d WHERE d.district_id = p.district_id AND d.risk_point_id = ANY (p.points) AND d.person_id = person))
     ORDER BY p.title, p.id
$$;
