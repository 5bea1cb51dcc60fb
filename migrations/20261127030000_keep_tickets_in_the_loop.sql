-- The loop in the database itself: what the site may write to a ticket is one act of its life and nothing else. Checks say what a state must have;
-- this says from where it may be reached, and with which step each fact is given. `ticket::rules` decides who and when; the two are compared, step
-- by step, in the tests. Bound is whoever the site runs as: what the owner of the tables changes, the ledger tells.
CREATE FUNCTION ticket_keeps_the_loop() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    step text := OLD.state || '>' || NEW.state;
    assigned boolean := step IN ('confirmed>planning', 'confirmed>rectifying');
    back boolean := NEW.state IN ('confirmed', 'rectifying') AND OLD.state IN ('rectifying', 'verifying', 'signing', 'accepting', 'closed');
    handed boolean := step = 'rectifying>rectifying';
    wrong text := CASE
        WHEN NEW.version <> OLD.version + 1 THEN 'version'
        WHEN OLD.state = NEW.state THEN CASE WHEN OLD.state IN ('closed', 'void') THEN 'ended' END
        WHEN step NOT IN ('reported>confirmed', 'reported>verifying', 'reported>void',
                          'confirmed>planning', 'confirmed>rectifying',
                          'planning>confirmed', 'planning>rectifying',
                          'rectifying>confirmed', 'rectifying>verifying',
                          'verifying>confirmed', 'verifying>rectifying', 'verifying>signing',
                          'signing>confirmed', 'signing>rectifying', 'signing>accepting', 'signing>closed',
                          'accepting>rectifying', 'accepting>signing', 'accepting>closed',
                          'closed>confirmed', 'closed>rectifying') THEN 'step'
        END;
BEGIN
    wrong := coalesce(wrong, CASE
        WHEN NEW.confirmer_id IS DISTINCT FROM OLD.confirmer_id AND step <> 'reported>confirmed' THEN 'confirmed'
        -- The plan is made once; who answers for it may change while the work goes on, its last day with more time granted or when it opens again.
        WHEN (NEW.assigner_id, NEW.measures, NEW.planned_fen, NEW.contingency) IS DISTINCT FROM (OLD.assigner_id, OLD.measures, OLD.planned_fen, OLD.contingency) AND NOT assigned THEN 'planned'
        WHEN NEW.responsible_id IS DISTINCT FROM OLD.responsible_id AND NOT (assigned OR handed) THEN 'responsible'
        WHEN NEW.due_on IS DISTINCT FROM OLD.due_on AND NOT (assigned OR step = 'closed>rectifying'
            OR (handed AND NEW.extended = OLD.extended + 1 AND NEW.due_on > OLD.due_on AND NEW.due_on <= coalesce(OLD.asked_due_on, OLD.due_on))) THEN 'due'
        WHEN NEW.extended NOT IN (OLD.extended, 0) AND NOT (handed AND NEW.extended = OLD.extended + 1 AND NEW.due_on > OLD.due_on) THEN 'extended'
        WHEN NEW.extended < OLD.extended AND NOT (assigned OR OLD.state = 'closed') THEN 'extended'
        -- Work and verdicts come with their step, and go when the work goes back.
        WHEN (NEW.rectifier_id, NEW.done, NEW.spent_fen) IS DISTINCT FROM (OLD.rectifier_id, OLD.done, OLD.spent_fen)
            AND NOT (NEW.state = 'verifying' OR (back AND num_nonnulls(NEW.rectifier_id, NEW.done, NEW.spent_fen) = 0)) THEN 'done'
        WHEN NEW.verifier_id IS DISTINCT FROM OLD.verifier_id AND NOT (step = 'verifying>signing' OR (back AND NEW.verifier_id IS NULL)) THEN 'verified'
        WHEN (NEW.signer_id, NEW.signed_for) IS DISTINCT FROM (OLD.signer_id, OLD.signed_for)
            AND NOT (step IN ('signing>accepting', 'signing>closed') OR ((back OR step = 'accepting>signing') AND num_nonnulls(NEW.signer_id, NEW.signed_for) = 0)) THEN 'signed'
        WHEN NEW.accepter_id IS DISTINCT FROM OLD.accepter_id AND NOT (step = 'accepting>closed' OR (back AND NEW.accepter_id IS NULL)) THEN 'accepted'
        WHEN (NEW.visited_on, NEW.members) IS DISTINCT FROM (OLD.visited_on, OLD.members)
            AND NOT (OLD.state = 'accepting' AND NEW.state IN ('accepting', 'closed') OR (back AND NEW.visited_on IS NULL)) THEN 'accepted'
        WHEN NEW.on_the_spot AND NOT OLD.on_the_spot AND step <> 'reported>verifying' THEN 'on_the_spot'
        -- What happened to it is counted up, never down, and whoever reported it is never forgotten.
        WHEN NEW.returned NOT IN (OLD.returned, OLD.returned + 1) OR NEW.reopened <> OLD.reopened + (OLD.state = 'closed')::integer THEN 'counted'
        WHEN NOT NEW.also_ids @> OLD.also_ids THEN 'reported'
        WHEN NEW.merged_into IS DISTINCT FROM OLD.merged_into AND NEW.state <> 'void' THEN 'merged'
        -- Another grade comes with confirming, or later with whoever may lower it; a general one made major is planned anew.
        WHEN NEW.category <> OLD.category AND step <> 'reported>confirmed' THEN 'category'
        WHEN NEW.grade = 'major' AND OLD.grade = 'general' AND NEW.state <> 'confirmed' THEN 'grade'
        WHEN NEW.grade = 'general' AND OLD.grade = 'major' AND step NOT IN ('reported>confirmed', 'planning>rectifying', 'accepting>signing') AND OLD.state <> NEW.state THEN 'grade'
        END);
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'ticket %: % is no step of the loop', OLD.number, wrong USING ERRCODE = 'check_violation', CONSTRAINT = 'ticket_loop_' || wrong, TABLE = 'ticket';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keeps_the_loop BEFORE UPDATE ON ticket FOR EACH ROW WHEN (current_user = 'register_app') EXECUTE FUNCTION ticket_keeps_the_loop();
