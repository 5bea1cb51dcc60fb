-- The deadline of a campaign that runs can be moved by the bureau that launched it; what was said of each move stays beside it.
ALTER TABLE campaign ADD COLUMN shifts jsonb NOT NULL DEFAULT '[]';    -- see campaign::model::Shift, the newest last
GRANT UPDATE (shifts) ON campaign TO register_app;

-- The tasks of its schools follow. The running server may not change when a task is due, but by this one door: only tasks of a running campaign
-- of the very bureau that acts, only those not done, and never to a time that is over or before the task opens.
CREATE FUNCTION shift_campaign_tasks(of_campaign uuid, districts uuid[], tasks uuid[], ends timestamptz[])
RETURNS TABLE (district uuid, district_path text, school uuid, school_path text, due_was timestamptz, due_now timestamptz)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH still AS (
        SELECT k.district_id, k.id, k.due_at, a.until
          FROM unnest(districts, tasks, ends) AS a (district_id, id, until)
          JOIN inspection_task k ON k.district_id = a.district_id AND k.id = a.id
          JOIN campaign c ON c.id = k.campaign_id
         WHERE c.id = of_campaign AND c.state = 'running' AND c.owner_path = nullif(current_setting('app.scope', true), '') AND starts_with(k.path, c.owner_path)
           AND k.done_at IS NULL AND a.until > now() AND a.until > k.opens_at AND a.until <> k.due_at
         ORDER BY k.district_id, k.id
           FOR UPDATE OF k)
    UPDATE inspection_task k SET due_at = s.until FROM still s, org d
     WHERE k.district_id = s.district_id AND k.id = s.id AND d.id = k.district_id
    RETURNING k.district_id, d.path, k.school_id, k.path, s.due_at, k.due_at
$$;
REVOKE EXECUTE ON FUNCTION shift_campaign_tasks FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shift_campaign_tasks TO register_app;

-- A question a school added can be corrected or taken back by that school until its walk begins: from then on the record has it. Taken back it
-- stays as a row that is asked no more, and the school's chain has both wordings.
ALTER TABLE campaign_question ADD COLUMN withdrawn_at timestamptz;
CREATE POLICY corrected_at_home ON campaign_question FOR UPDATE TO register_app
    USING (path = nullif(current_setting('app.scope', true), '') AND withdrawn_at IS NULL
           AND NOT EXISTS (SELECT FROM inspection_task k JOIN inspection i ON i.district_id = k.district_id AND i.id = k.id
                            WHERE k.district_id = campaign_question.district_id AND k.campaign_id = campaign_question.campaign_id AND k.school_id = campaign_question.school_id))
    WITH CHECK (withdrawn_at IS NULL OR withdrawn_at = now());
GRANT UPDATE (area, question, standard, person_id, withdrawn_at) ON campaign_question TO register_app;
