//! One row of every table for one school, by plain SQL, each beside the migration that made its table. Migrations are tried on these rows,
//! and the walls are tried with them. A new table gets its row here; `migrations.rs` complains until it does.

use sqlx::{AssertSqlSafe, Executor, PgConnection};

/// A school for which rows are written. Several may stand in one database.
pub struct Sample {
    pub district: String,
    pub school: String,
    /// The school's.
    pub path: String,
    /// A digit that sets its ids apart.
    pub n: u8,
}

/// Version of the migration, table, row. `{district}`, `{school}`, `{path}`, `{n}` are filled in;
/// `{id:x}` is an id of its own for the letter x.
pub const ROWS: &[(i64, &str, &str)] = &[
    (
        20_261_122_000_200,
        "org",
        "INSERT INTO org (id, district_id, kind, code, path, name_zh) VALUES ('{district}', '{district}', 'county', 'D{n}', 'D{n}.', '区局{n}') ON CONFLICT DO NOTHING;
         INSERT INTO org (id, parent_id, district_id, kind, stage, code, path, name_zh) VALUES ('{school}', '{district}', '{district}', 'school', 'middle', 'S{n}', 'D{n}.S{n}.', '学校{n}') ON CONFLICT DO NOTHING",
    ),
    (20_261_122_000_300, "person", "INSERT INTO person (id, path, username, name, password_hash) VALUES ('{id:a}', '{path}', 'sample{n}', '样例{n}', 'x')"),
    (20_261_122_000_300, "post", "INSERT INTO post (id, person_id, org_id, path, role, from_on) VALUES ('{id:b}', '{id:a}', '{school}', '{path}', 'officer', '2020-01-01')"),
    (20_261_122_000_300, "session", "INSERT INTO session (token_hash, person_id, post_id) VALUES ('\\x0{n}', '{id:a}', '{id:b}')"),
    (20_261_122_000_300, "sign_in_failure", "INSERT INTO sign_in_failure (bucket, failures) VALUES ('bucket{n}', 1)"),
    (20_261_122_000_400, "ledger_head", "INSERT INTO ledger_head (district_id, school_id, path) VALUES ('{district}', '{school}', '{path}') ON CONFLICT DO NOTHING"),
    (
        20_261_122_000_400,
        "ledger_event",
        "INSERT INTO ledger_event (district_id, school_id, path, seq, subject, subject_id, act, actor_id, actor_role, facts, prev, hash) VALUES ('{district}', '{school}', '{path}', 900, 'ticket', '{id:c}', 'report', '{id:a}', 'officer', '{}', '\\x00', '\\x01')",
    ),
    (20_261_122_000_400, "ledger_text", "INSERT INTO ledger_text (district_id, school_id, path, seq, field, salt, body) VALUES ('{district}', '{school}', '{path}', 900, 'note', '\\x00', '话{n}')"),
    (20_261_122_000_400, "request", "INSERT INTO request (district_id, id, school_id, path, person_id, location) VALUES ('{district}', '{id:d}', '{school}', '{path}', '{id:a}', '/')"),
    (20_261_122_000_400, "counter", "INSERT INTO counter (district_id, school_id, path, kind, year, last) VALUES ('{district}', '{school}', '{path}', 'inspection', 1999, 1)"),
    (20_261_122_000_500, "scheme", "INSERT INTO scheme (id, code, version, definition) VALUES ('{id:e}', 'sample{n}', 1, '{}')"),
    (
        20_261_122_000_500,
        "risk_point",
        "INSERT INTO risk_point (district_id, id, school_id, path, number, name, area, kind, level, review_on, complete) VALUES ('{district}', '{id:f}', '{school}', '{path}', 'FX-90{n}', '锅炉房{n}', '后勤', 'place', 1, '2030-01-01', false)",
    ),
    (
        20_261_122_000_500,
        "hazard",
        "INSERT INTO hazard (district_id, id, school_id, path, risk_point_id, ordinal, description, factor, level) VALUES ('{district}', '{id:1}', '{school}', '{path}', '{id:f}', 1, '超压{n}', 'thing', 1)",
    ),
    (
        20_261_122_000_500,
        "evaluation",
        "INSERT INTO evaluation (district_id, id, school_id, path, risk_point_id, hazard_id, scheme_id, scores, value, level, reason, person_id) VALUES ('{district}', '{id:2}', '{school}', '{path}', '{id:f}', '{id:1}', '{id:e}', '{10,60,15}', 9000, 3, 'initial', '{id:a}')",
    ),
    (
        20_261_122_000_500,
        "measure",
        "INSERT INTO measure (district_id, id, school_id, path, risk_point_id, ordinal, kind, description) VALUES ('{district}', '{id:3}', '{school}', '{path}', '{id:f}', 1, 'management', '每日巡查{n}')",
    ),
    (20_261_122_000_500, "risk_duty", "INSERT INTO risk_duty (district_id, school_id, path, risk_point_id, tier, person_id) VALUES ('{district}', '{school}', '{path}', '{id:f}', 'school', '{id:a}')"),
    (20_261_122_000_600, "check_template", "INSERT INTO check_template (id, owner_path, kind, title, items) VALUES ('{id:4}', '{path}', 'daily', '日查{n}', '[]')"),
    (
        20_261_122_000_600,
        "inspection",
        "INSERT INTO inspection (district_id, id, school_id, path, number, kind, title, inspector_id, items) VALUES ('{district}', '{id:5}', '{school}', '{path}', '1999-000{n}', 'daily', '日查{n}', '{id:a}', 1)",
    ),
    (20_261_122_000_600, "inspection_item", "INSERT INTO inspection_item (district_id, inspection_id, ordinal, school_id, path, question) VALUES ('{district}', '{id:5}', 1, '{school}', '{path}', '门锁好吗')"),
    (
        20_261_122_000_700,
        "ticket",
        "INSERT INTO ticket (district_id, id, school_id, path, number, state, grade, category, title, place, source, found_at, reporter_id, waits_for) VALUES ('{district}', '{id:c}', '{school}', '{path}', '1999-000{n}', 'reported', 'general', 'fire', '样例隐患{n}', '库房', 'snap', now(), '{id:a}', 'officer')",
    ),
    (
        20_261_122_000_800,
        "photo",
        "INSERT INTO photo (district_id, id, school_id, path, draft_id, ticket_id, moment, sha256, source_sha256, likeness, width, height, thumb_width, thumb_height, uploader_id) VALUES ('{district}', '{id:6}', '{school}', '{path}', '{id:7}', '{id:c}', 'before', decode(repeat('0{n}', 32), 'hex'), decode(repeat('0{n}', 32), 'hex'), 1, 4, 3, 4, 3, '{id:a}')",
    ),
    (
        20_261_122_010_100,
        "judgement",
        "INSERT INTO judgement (district_id, id, school_id, path, risk_point_id, rule, level, note, person_id) VALUES ('{district}', '{id:8}', '{school}', '{path}', '{id:f}', 'law', 1, '地下室住人{n}', '{id:a}')",
    ),
    (
        20_261_122_000_900,
        "rollup",
        "INSERT INTO rollup (district_id, org_id, path, reported, open) VALUES ('{district}', '{school}', '{path}', 1, 1) ON CONFLICT DO NOTHING;
         INSERT INTO rollup_due (district_id, org_id, path, due_on, open) VALUES ('{district}', '{school}', '{path}', '1999-01-01', 0) ON CONFLICT DO NOTHING;
         INSERT INTO rollup_week (district_id, org_id, path, week_on) VALUES ('{district}', '{school}', '{path}', '1999-01-04')",
    ),
    (
        20_261_122_010_000,
        "scheme",
        "INSERT INTO scheme (id, code, version, owner_path, definition) VALUES (gen_random_uuid(), 'lec', 1, '{path}', '{\"code\": \"lec\", \"version\": 1, \"method\": \"lec\", \"name\": {\"zh\": \"样例方法{n}\"}, \"divisor\": 1, \"factors\": [{\"code\": \"l\", \"name\": {\"zh\": \"可能性\"}, \"unit\": 1, \"scores\": [{\"score\": 1, \"meaning\": {\"zh\": \"低\"}}, {\"score\": 9, \"meaning\": {\"zh\": \"高\"}}]}], \"levels\": [{\"rank\": 1, \"from\": 9, \"name\": {\"zh\": \"甲\"}}, {\"rank\": 2, \"from\": 4, \"name\": {\"zh\": \"乙\"}}, {\"rank\": 4, \"from\": 0, \"name\": {\"zh\": \"丙\"}}]}')",
    ),
    (
        20_261_122_010_000,
        "scheme_choice",
        "INSERT INTO scheme_choice (id, owner_path, scheme_id, person_id) SELECT gen_random_uuid(), owner_path, id, '{id:a}' FROM scheme WHERE owner_path = '{path}'",
    ),
    (
        20_261_122_010_000,
        "criterion",
        "INSERT INTO criterion (id, owner_path, code, version, region, category, mode, text_zh, source, verification, person_id) VALUES (gen_random_uuid(), '{path}', 'SAMPLE-{n}', 1, 'local', 'fire', 'direct', '地下室住人{n}', '样例第一条', 'confirmed', '{id:a}')",
    ),
    (
        20_261_122_010_000,
        "review_call",
        "INSERT INTO review_call (id, owner_path, cause, title, due_on, person_id) VALUES (gen_random_uuid(), '{path}', 'term', '新学期{n}', '2030-01-01', '{id:a}')",
    ),
    (
        20_261_122_040_000,
        "notice",
        "INSERT INTO notice (district_id, school_id, path, open, least, names, duty_line) VALUES ('{district}', '{school}', '{path}', true, 2, true, '0734-000 000{n}') ON CONFLICT DO NOTHING",
    ),
    (
        20_261_122_020_000,
        "plan",
        "INSERT INTO plan (district_id, id, school_id, path, number, name, ordinal, width, height) VALUES ('{district}', '{id:8}', '{school}', '{path}', 9{n}, '总平面{n}', 1, 1500, 1000)",
    ),
    (
        20_261_122_020_000,
        "plan_mark",
        "INSERT INTO plan_mark (district_id, plan_id, risk_point_id, school_id, path, x, y) VALUES ('{district}', '{id:8}', '{id:f}', '{school}', '{path}', 5000, 10000)",
    ),
    (
        20_261_122_020_000,
        "plan_area",
        "INSERT INTO plan_area (district_id, id, plan_id, school_id, path, number, name, corners) VALUES ('{district}', '{id:9}', '{id:8}', '{school}', '{path}', 1, '后勤{n}', '{0,0,10000,0,5000,5000}')",
    ),
    (
        20_261_122_030_000,
        "job",
        "INSERT INTO job (id, kind, path, post_id, payload) VALUES ('{id:8}', 'sample', '{path}', '{id:b}', '{}')",
    ),
    (
        20_261_122_030_000,
        "risk_import",
        "INSERT INTO risk_import (district_id, id, school_id, path, person_id, state, scheme_id, notes) VALUES ('{district}', '{id:9}', '{school}', '{path}', '{id:a}', 'checked', '{id:e}', '[]')",
    ),
    (
        20_261_122_030_000,
        "risk_import_row",
        "INSERT INTO risk_import_row (district_id, import_id, row, school_id, path, state, name, faults) VALUES ('{district}', '{id:9}', 2, '{school}', '{path}', 'faulty', '样例{n}', '[]')",
    ),
    (
        20_261_123_020_000,
        "calendar_entry",
        "INSERT INTO calendar_entry (id, owner_path, kind, name, starts_on, ends_on) VALUES (gen_random_uuid(), '{path}', 'off', '校庆{n}', '1999-05-01', '1999-05-01')",
    ),
    (
        20_261_123_030_000,
        "inspection_plan",
        "INSERT INTO inspection_plan (district_id, id, school_id, path, title, kind, tier, person_id, points, timing, starts_on) VALUES ('{district}', '{id:2}', '{school}', '{path}', '巡查{n}', 'daily', 'post', '{id:a}', ARRAY['{id:f}'::uuid], '{\"rhythm\": \"daily\"}', '1999-01-01')",
    ),
    (20_261_123_030_000, "task_list", "INSERT INTO task_list (district_id, id, school_id, path, digest, items) VALUES ('{district}', '{id:3}', '{school}', '{path}', 'x{n}', '[]')"),
    (
        20_261_123_030_000,
        "inspection_task",
        "INSERT INTO inspection_task (district_id, id, school_id, path, plan_id, title, kind, person_id, slot, opens_at, due_at, list_id, items) VALUES ('{district}', '{id:2}', '{school}', '{path}', '{id:2}', '巡查{n}', 'daily', '{id:a}', '1999-01-04#1', '1999-01-04', '1999-01-05', '{id:3}', 1)",
    ),
    (
        20_261_124_010_000,
        "campaign",
        "INSERT INTO campaign (id, owner_path, title, kind, starts_on, ends_on, deadline, series, person_id) VALUES ('{id:7}', '{path}', '防汛{n}', 'seasonal', '1999-06-01', '1999-06-30', '1999-06-10', '{id:4}', '{id:a}')",
    ),
    (
        20_261_124_010_000,
        "campaign_school",
        "INSERT INTO campaign_school (district_id, campaign_id, school_id, path) VALUES ('{district}', '{id:7}', '{school}', '{path}')",
    ),
    (
        20_261_124_010_000,
        "campaign_question",
        "INSERT INTO campaign_question (district_id, campaign_id, school_id, path, ordinal, question, person_id) VALUES ('{district}', '{id:7}', '{school}', '{path}', 1, '沙袋够吗{n}', '{id:a}')",
    ),
    (20_261_123_030_000, "task_schedule", "INSERT INTO task_schedule (district_id, path, made_until) VALUES ('{school}', '{path}', '2999-01-01') ON CONFLICT DO NOTHING"),
    (
        20_261_123_030_000,
        "rollup_task",
        "INSERT INTO rollup_task (district_id, org_id, path, due_on, due) VALUES ('{district}', '{school}', '{path}', '1999-01-04', 1) ON CONFLICT DO NOTHING",
    ),
    // A bureau's, but the walls are the same for every path.
    (
        20_261_124_020_000,
        "visit_round",
        "INSERT INTO visit_round (district_id, id, bureau_id, path, title, occasion, starts_on, ends_on, asks, pool, method, size, team, person_id) VALUES ('{district}', '{id:4}', '{district}', '{path}', '四不两直{n}', 'unannounced', '1999-01-01', '1999-01-02', '{\"what\": \"points\", \"count\": 3}', '{}', 'random', 1, '[]', '{id:a}')",
    ),
    (
        20_261_124_020_000,
        "visit_draw",
        "INSERT INTO visit_draw (district_id, round_id, number, path, method, size, head, nonce, seed, weights, lots, digest, person_id) VALUES ('{district}', '{id:4}', 1, '{path}', 'random', 1, '', '', '', '{}', '[]', '', '{id:a}')",
    ),
    (
        20_261_124_020_000,
        "visit",
        "INSERT INTO visit (district_id, id, path, round_id, draw, rank, place_id, leader_id) VALUES ('{district}', '{id:5}', '{path}', '{id:4}', 1, 1, '{school}', '{id:a}')",
    ),
    (
        20_261_125_030_000,
        "message",
        "INSERT INTO message (district_id, id, school_id, path, person_id, kind, ticket_id, addressed, state, step, due_on, told_on) VALUES ('{district}', '{id:1}', '{school}', '{path}', '{id:a}', 'ladder', '{id:c}', 'officer', 'reported', 1, '1999-01-01', '1999-01-02')",
    ),
    (20_261_125_030_000, "ladder", "INSERT INTO ladder (owner_path, rungs, person_id) VALUES ('{path}', '{\"officer\": [1]}', '{id:a}')"),
    (20_261_125_030_000, "ladder_schedule", "INSERT INTO ladder_schedule (district_id, path, told_until) VALUES ('{school}', '{path}', '2999-01-01')"),
    (20_261_125_030_000, "mail_address", "INSERT INTO mail_address (person_id, wanted, code) VALUES ('{id:a}', 'a{n}@school.example', '123456')"),
    (
        20_261_125_030_000,
        "webhook",
        "INSERT INTO webhook (id, org_id, path, name, form, url, host, tells, language, person_id) VALUES ('{id:2}', '{school}', '{path}', '值班群{n}', 'wecom', 'https://robot.example/', 'robot.example', '{digest}', 'zh-CN', '{id:a}')",
    ),
    (
        20_261_125_030_000,
        "delivery",
        "INSERT INTO delivery (id, path, channel, kind, webhook_id, digest_on) VALUES ('{id:3}', '{path}', 'webhook', 'digest', '{id:2}', '1999-01-02')",
    ),
    (
        20_261_125_020_000,
        "tip",
        "INSERT INTO tip (district_id, id, school_id, path, receipt, place, words, photos, has_contact, due_on) VALUES ('{district}', '{id:6}', '{school}', '{path}', decode(repeat('0{n}', 32), 'hex'), '校门口{n}', '井盖松了{n}', ARRAY['{id:6}'::uuid], true, '2030-01-01')",
    ),
    (
        20_261_125_020_000,
        "tip_photo",
        "INSERT INTO tip_photo (district_id, id, school_id, path, receipt, sha256, source_sha256, likeness, width, height, thumb_width, thumb_height) VALUES ('{district}', '{id:6}', '{school}', '{path}', decode(repeat('0{n}', 32), 'hex'), decode(repeat('0{n}', 32), 'hex'), decode(repeat('0{n}', 32), 'hex'), 1, 4, 3, 4, 3)",
    ),
    (20_261_125_020_000, "tip_contact", "INSERT INTO tip_contact (district_id, tip_id, school_id, path, contact) VALUES ('{district}', '{id:6}', '{school}', '{path}', '王女士{n}')"),
    (20_261_125_020_000, "tip_mark", "INSERT INTO tip_mark (district_id, tip_id, school_id, path, mark) VALUES ('{district}', '{id:6}', '{school}', '{path}', decode(repeat('0{n}', 32), 'hex'))"),
    (20_261_126_031_000, "supervision_limit", "INSERT INTO supervision_limit (owner_path, limits, person_id) VALUES ('{path}', '[]', '{id:a}')"),
    (
        20_261_126_031_000,
        "delegation",
        "INSERT INTO person (id, path, username, name, password_hash) VALUES ('{id:b}', '{path}', 'deputy{n}', '代签{n}', 'x') ON CONFLICT DO NOTHING;
         INSERT INTO delegation (district_id, id, school_id, path, principal_id, deputy_id, from_on, to_on, reason) VALUES ('{district}', '{id:1}', '{school}', '{path}', '{id:a}', '{id:b}', '2020-01-01', '2020-01-02', '培训{n}')",
    ),
    (
        20_261_126_031_000,
        "listing_notice",
        "INSERT INTO listing_notice (district_id, ticket_id, kind, number, level, bureau_id, school_id, path, title, place, listed_on, due_on) VALUES ('{district}', '{id:c}', 'listing', '1999-{n}', 'county', '{district}', '{school}', '{path}', '墙倾{n}', '操场', '1999-01-01', '1999-02-01')",
    ),
    (
        20_261_126_032_000,
        "referral",
        "INSERT INTO referral (district_id, id, ticket_id, school_id, path, body, name, asked, asked_by, answer_by) VALUES ('{district}', '{id:2}', '{id:c}', '{school}', '{path}', 'fire', '消防大队{n}', '核查', '{id:a}', '2030-01-01')",
    ),
    (
        20_261_126_020_000,
        "fund_entry",
        "INSERT INTO fund_entry (district_id, id, school_id, path, ticket_id, kind, fen, source, on_day, voucher, person_id) VALUES ('{district}', '{id:4}', '{school}', '{path}', '{id:c}', 'spent', 32050, 'public', '1999-01-04', 'FP-{n}', '{id:a}')",
    ),
    (
        20_261_126_020_000,
        "fund_budget",
        "INSERT INTO fund_budget (district_id, school_id, path, year, source, version, fen, person_id) VALUES ('{district}', '{school}', '{path}', 2001, 'public', 1, 100000, '{id:a}')",
    ),
    (
        20_261_126_020_000,
        "rollup_fund",
        "INSERT INTO rollup_fund (district_id, org_id, path, year) VALUES ('{district}', '{school}', '{path}', 2001) ON CONFLICT DO NOTHING",
    ),
    (
        20_261_126_021_000,
        "signal_mark",
        "INSERT INTO signal_mark (district_id, id, school_id, path, kind, subject_id, mark, words, person_id) VALUES ('{district}', '{id:7}', '{school}', '{path}', 'late', '{id:c}', 'explained', '补报{n}', '{id:a}')",
    ),
    (
        20_261_126_021_000,
        "signal_contest",
        "INSERT INTO signal_contest (district_id, id, school_id, path, ticket_id, closing, words, person_id) VALUES ('{district}', '{id:8}', '{school}', '{path}', '{id:c}', 0, '还在漏{n}', '{id:a}')",
    ),
    // A bureau's, but the walls are the same for every path.
    (
        20_261_126_021_000,
        "sample_draw",
        "INSERT INTO sample_draw (district_id, id, bureau_id, path, number, share, head, nonce, seed, lots, person_id) VALUES ('{district}', '{id:9}', '{school}', '{path}', 1, 5, '', '', '', '{}', '{id:a}')",
    ),
    (
        20_261_126_021_000,
        "sample",
        "INSERT INTO sample (district_id, id, path, draw_id, rank, ticket_district, ticket_id, school_id) VALUES ('{district}', '{id:1}', '{path}', '{id:9}', 1, '{district}', '{id:c}', '{school}')",
    ),
    (20_261_125_020_000, "tip_count", "INSERT INTO tip_count (bucket, kind, hits, ends_at) VALUES ('bucket{n}', 'sample', 1, now())"),
    (
        20_261_126_010_000,
        "legacy_upload",
        "INSERT INTO legacy_upload (district_id, id, school_id, path, person_id, file_name, sha256, from_1904, sheets) VALUES ('{district}', '{id:1}', '{school}', '{path}', '{id:a}', '旧台账{n}.xlsx', decode(repeat('0{n}', 32), 'hex'), false, '[]')",
    ),
    (
        20_261_126_010_000,
        "legacy_upload_row",
        "INSERT INTO legacy_upload_row (district_id, upload_id, sheet, row, school_id, path, cells, state, key) VALUES ('{district}', '{id:1}', 0, 3, '{school}', '{path}', '{\"1999-01-01\", \"库房\", \"门坏{n}\"}', 'taken', decode(repeat('0{n}', 32), 'hex'))",
    ),
    (
        20_261_126_010_000,
        "legacy_heading",
        "INSERT INTO legacy_heading (district_id, school_id, path, heads, columns) VALUES ('{district}', '{school}', '{path}', decode(repeat('0{n}', 32), 'hex'), '{}')",
    ),
    (
        20_261_126_010_000,
        "legacy_ticket",
        "INSERT INTO legacy_ticket (district_id, id, school_id, path, upload_id, sheet, row, key, digest, found_on, place, description, closed, person_id) VALUES ('{district}', '{id:2}', '{school}', '{path}', '{id:1}', 0, 3, decode(repeat('0{n}', 32), 'hex'), decode(repeat('0{n}', 32), 'hex'), '1999-01-01', '库房', '门坏{n}', false, '{id:a}')",
    ),
    (
        20_261_126_010_000,
        "legacy_carried",
        "INSERT INTO legacy_carried (district_id, legacy_id, school_id, path, ticket_id, person_id) VALUES ('{district}', '{id:2}', '{school}', '{path}', '{id:c}', '{id:a}')",
    ),
    (
        20_261_127_010_000,
        "sample_schedule",
        "INSERT INTO sample_schedule (district_id, bureau_id, path, drawn_week) VALUES ('{district}', '{school}', '{path}', '1999-01-04') ON CONFLICT DO NOTHING",
    ),
    (
        20_261_127_012_000,
        "limit_own",
        "INSERT INTO limit_own (owner_path, code, value, source, person_id) VALUES ('{path}', 'late_hours', 48, '样例{n}', '{id:a}')",
    ),
];

/// Rows as they must be since a later migration asked more of their table.
const SINCE: [(&str, &str); 3] = [
    (
        "check_template",
        "INSERT INTO check_template (id, series, owner_path, kind, title, items) VALUES ('{id:4}', '{id:4}', '{path}', 'daily', '日查{n}', '[]')",
    ),
    (
        "risk_point",
        "INSERT INTO risk_point (district_id, id, school_id, path, number, name, area, kind, inherent, residual, level, review_on, complete) VALUES ('{district}', '{id:f}', '{school}', '{path}', 'FX-90{n}', '锅炉房{n}', '后勤', 'place', 1, 1, 1, '2030-01-01', false)",
    ),
    (
        "hazard",
        "INSERT INTO hazard (district_id, id, school_id, path, risk_point_id, ordinal, description, factor, inherent, level) VALUES ('{district}', '{id:1}', '{school}', '{path}', '{id:f}', 1, '超压{n}', 'thing', 1, 1)",
    ),
];

impl Sample {
    /// An id of this sample, for a letter or digit.
    pub fn id(&self, letter: char) -> String {
        format!("0000000{}-0000-7000-8000-00000000000{letter}", self.n)
    }

    /// The rows that belong to one migration, as they were then.
    pub async fn insert(&self, conn: &mut PgConnection, version: i64) {
        for (_, table, row) in ROWS.iter().filter(|(of, ..)| *of == version) {
            self.write(conn, table, row).await;
        }
    }

    /// A row of every table, as they are now.
    pub async fn insert_all(&self, conn: &mut PgConnection) {
        for (_, table, row) in ROWS {
            let now = SINCE.iter().find(|(of, _)| of == table).map_or(*row, |(_, row)| *row);
            self.write(conn, table, now).await;
        }
    }

    async fn write(&self, conn: &mut PgConnection, table: &str, row: &str) {
        let mut sql = row
            .replace("{district}", &self.district)
            .replace("{school}", &self.school)
            .replace("{path}", &self.path)
            .replace("{n}", &self.n.to_string());
        for letter in "abcdef123456789".chars() {
            sql = sql.replace(&format!("{{id:{letter}}}"), &self.id(letter));
        }
        conn.execute(AssertSqlSafe(sql)).await.unwrap_or_else(|error| panic!("the sample of {table} does not fit its table: {error}"));
    }
}
