-- The loop in the database itself: what the site may write to a ticket is one act of its life and nothing else. Checks say what a state must have;
-- this says from where it may be reached, and with which step each fact is given. `ticket::rules` decides who and when; the two are compared, step
-- by step, in the tests. Bound is whoever the site runs as: what the owner of the tables changes, the ledger tells.
--
-- By policies, not by a trigger, which a distributed table cannot have: a policy sees the row before (USING) and after (WITH CHECK), never both. So
-- the site says before an update what the row is (`app.before`); the one compares that with the row there is, the other with the row there would be.

-- What of a ticket only its own steps may change. Texts by their digest.
CREATE FUNCTION ticket_before(t ticket) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('id', t.id, 'version', t.version, 'state', t.state, 'grade', t.grade, 'category', t.category, 'confirmer', t.confirmer_id,
        'plan', md5(ROW(t.assigner_id, t.measures, t.planned_fen, t.contingency)::text), 'responsible', t.responsible_id, 'due', t.due_on, 'asked', t.asked_due_on,
        'extended', t.extended, 'work', CASE WHEN num_nonnulls(t.rectifier_id, t.done, t.spent_fen) > 0 THEN md5(ROW(t.rectifier_id, t.done, t.spent_fen)::text) END,
        'verifier', t.verifier_id, 'signer', t.signer_id, 'signed_for', t.signed_for, 'accepter', t.accepter_id,
        'on_site', CASE WHEN t.visited_on IS NOT NULL THEN md5(ROW(t.visited_on, t.members)::text) END, 'on_the_spot', t.on_the_spot, 'returned', t.returned,
        'reopened', t.reopened, 'also', to_jsonb(t.also_ids), 'merged', t.merged_into)::text $$;

CREATE FUNCTION ticket_may_become(was text, t ticket) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    old jsonb := nullif(was, '')::jsonb;
    new jsonb := ticket_before(t)::jsonb;
    step text := (old->>'state') || '>' || t.state;
    assigned boolean := step IN ('confirmed>planning', 'confirmed>rectifying');
    back boolean := t.state IN ('confirmed', 'rectifying') AND old->>'state' IN ('rectifying', 'verifying', 'signing', 'accepting', 'closed');
    handed boolean := step = 'rectifying>rectifying';
    ended boolean := old->>'state' = 'closed';
    more integer := t.extended - (old->>'extended')::integer;
    wrong text;
BEGIN
    IF old IS NULL THEN RETURN false; END IF;
    wrong := CASE
        WHEN new->'id' <> old->'id' OR t.version <> (old->>'version')::integer + 1 THEN 'version'
        WHEN new->'state' = old->'state' THEN CASE WHEN t.state IN ('closed', 'void') THEN 'ended' END
        WHEN step NOT IN ('reported>confirmed', 'reported>verifying', 'reported>void',
                          'confirmed>planning', 'confirmed>rectifying',
                          'planning>confirmed', 'planning>rectifying',
                          'rectifying>confirmed', 'rectifying>verifying',
                          'verifying>confirmed', 'verifying>rectifying', 'verifying>signing',
                          'signing>confirmed', 'signing>rectifying', 'signing>accepting', 'signing>closed',
                          'accepting>rectifying', 'accepting>signing', 'accepting>closed',
                          'closed>confirmed', 'closed>rectifying') THEN 'step'
        END;
    wrong := coalesce(wrong, CASE
        WHEN new->'confirmer' <> old->'confirmer' AND step <> 'reported>confirmed' THEN 'confirmed'
        -- The plan is made once; who answers for it may change while the work goes on, its last day with more time granted or when it opens again.
        WHEN new->'plan' <> old->'plan' AND NOT assigned THEN 'planned'
        WHEN new->'responsible' <> old->'responsible' AND NOT (assigned OR handed) THEN 'responsible'
        WHEN new->'due' <> old->'due' AND NOT (assigned OR step = 'closed>rectifying'
            OR (handed AND more = 1 AND t.due_on > (old->>'due')::date AND t.due_on <= coalesce((old->>'asked')::date, (old->>'due')::date))) THEN 'due'
        WHEN more <> 0 AND t.extended <> 0 AND NOT (handed AND more = 1 AND t.due_on > (old->>'due')::date) THEN 'extended'
        WHEN more < 0 AND NOT (assigned OR ended) THEN 'extended'
        -- Work and verdicts come with their step, and go when the work goes back.
        WHEN new->'work' <> old->'work' AND NOT (t.state = 'verifying' OR (back AND new->>'work' IS NULL)) THEN 'done'
        WHEN new->'verifier' <> old->'verifier' AND NOT (step = 'verifying>signing' OR (back AND t.verifier_id IS NULL)) THEN 'verified'
        WHEN (new->'signer' <> old->'signer' OR new->'signed_for' <> old->'signed_for')
            AND NOT (step IN ('signing>accepting', 'signing>closed') OR ((back OR step = 'accepting>signing') AND num_nonnulls(t.signer_id, t.signed_for) = 0)) THEN 'signed'
        WHEN new->'accepter' <> old->'accepter' AND NOT (step = 'accepting>closed' OR (back AND t.accepter_id IS NULL)) THEN 'accepted'
        WHEN new->'on_site' <> old->'on_site'
            AND NOT (old->>'state' = 'accepting' AND t.state IN ('accepting', 'closed') OR (back AND t.visited_on IS NULL)) THEN 'accepted'
        WHEN t.on_the_spot AND old->>'on_the_spot' = 'false' AND step <> 'reported>verifying' THEN 'on_the_spot'
        -- What happened to it is counted up, never down, and whoever reported it is never forgotten.
        WHEN t.returned - (old->>'returned')::integer NOT IN (0, 1) OR t.reopened <> (old->>'reopened')::integer + ended::integer THEN 'counted'
        WHEN NOT new->'also' @> (old->'also') THEN 'reported'
        WHEN new->'merged' <> old->'merged' AND t.state <> 'void' THEN 'merged'
        -- Another grade comes with confirming, or later with whoever may lower it; a general one made major is planned anew.
        WHEN new->'category' <> old->'category' AND step <> 'reported>confirmed' THEN 'category'
        WHEN t.grade = 'major' AND old->>'grade' = 'general' AND t.state <> 'confirmed' THEN 'grade'
        WHEN t.grade = 'general' AND old->>'grade' = 'major' AND step NOT IN ('reported>confirmed', 'planning>rectifying', 'accepting>signing')
            AND new->'state' <> old->'state' THEN 'grade'
        END);
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'ticket %: % is no step of the loop', t.number, wrong USING ERRCODE = 'check_violation', CONSTRAINT = 'ticket_loop_' || wrong, TABLE = 'ticket';
    END IF;
    RETURN true;
END $$;

-- Nothing said before: the row may be locked, but not changed.
DROP POLICY acted_now ON ticket;
CREATE POLICY acted_now ON ticket FOR UPDATE TO register_app
    USING (starts_with(path, nullif(current_setting('app.scope', true), ''))
           AND (coalesce(current_setting('app.before', true), '') = '' OR ticket_before(ticket) = current_setting('app.before', true)))
    WITH CHECK (acted_at = now() AND ticket_may_become(current_setting('app.before', true), ticket));
