//! Every bad input of grading, at its own field.

use super::*;
use crate::grading::scheme::PRESETS;

fn preset(n: usize) -> Scheme {
    serde_json::from_str(PRESETS[n]).unwrap()
}

fn with(scheme: &Scheme, changes: &[(&str, &str)]) -> Result<Scheme, Errors> {
    let mut fields = shown(scheme);
    for (name, value) in changes {
        fields.set(name, *value);
    }
    adapted(&fields, scheme)
}

#[test]
fn there_is_a_field_for_every_score_of_every_scheme() {
    for n in 0..PRESETS.len() {
        let scheme = preset(n);
        assert!(scheme.factors.iter().map(|factor| factor.scores.len()).sum::<usize>() <= MEANINGS.len(), "{}", scheme.code);
        assert_eq!(with(&scheme, &[]), Ok(scheme.clone()), "shown and sent back unchanged");
    }
}

#[test]
fn three_levels_in_the_bureaus_words_and_colours() {
    let changes = [
        ("use_2", ""),
        ("zh_1", "红色"),
        ("en_1", "Red"),
        ("from_1", "160"),
        ("zh_3", "黄色"),
        ("zh_4", "绿色"),
        ("colour_4", "green"),
        ("name_zh", "三级评价法"),
        ("m1_zh", "一定会发生"),
    ];
    let scheme = with(&preset(0), &changes).unwrap();
    let levels: Vec<_> = scheme.levels.iter().map(|band| (band.rank, band.from, band.name.zh.as_str(), band.colour)).collect();
    assert_eq!(levels, [(1, 16_000, "红色", Colour::Red), (3, 7_000, "黄色", Colour::Yellow), (4, 0, "绿色", Colour::Green)]);
    assert_eq!((scheme.name.zh.as_str(), scheme.factors[0].scores[0].meaning.zh.as_str()), ("三级评价法", "一定会发生"));
    assert_eq!(scheme.factors[0].scores[0].score, 100, "what is scored stays");
}

#[test]
fn bands_that_do_not_fit_are_refused_where_they_stand() {
    let long = "很".repeat(13);
    for (preset_at, changes, at, key) in [
        (1, vec![("from_2", "20")], "from_2", "grading-not-falling"),
        (1, vec![("from_2", "21")], "from_2", "grading-not-falling"),
        (1, vec![("from_3", "10")], "from_3", "grading-not-falling"),
        (1, vec![("from_4", "1")], "from_4", "grading-last-zero"),
        (1, vec![("use_4", "")], "from_3", "grading-last-zero"),
        (1, vec![("from_2", "9.5")], "from_2", "grading-whole"),
        (1, vec![("from_2", "nine")], "from_2", "grading-whole"),
        (1, vec![("from_2", "-9")], "from_2", "grading-whole"),
        (1, vec![("from_2", "")], "from_2", "grading-need-from"),
        (0, vec![("from_2", "160.005")], "from_2", "grading-number"),
        (0, vec![("from_2", "1e3")], "from_2", "grading-number"),
        (1, vec![("zh_2", " ")], "zh_2", "grading-need-level-name"),
        (1, vec![("zh_2", "重大")], "zh_2", "grading-name-twice"),
        (1, vec![("en_2", "Major")], "en_2", "grading-name-twice"),
        (1, vec![("zh_2", long.as_str())], "zh_2", "field-too-long"),
        (1, vec![("colour_2", "pink")], "colour_2", "grading-need-colour"),
        (1, vec![("colour_2", "red")], "colour_2", "grading-colour-order"),
        (1, vec![("colour_3", "red")], "colour_3", "grading-colour-order"),
        (1, vec![("colour_2", "green")], "colour_3", "grading-colour-order"),
        (1, vec![("colour_1", "blue")], "colour_1", "grading-colour-red"),
        (1, vec![("use_2", ""), ("use_3", "")], "use_2", "grading-need-three"),
        (1, vec![("name_zh", "")], "name_zh", "grading-need-name"),
        (1, vec![("m3_zh", "")], "m3_zh", "grading-need-meaning"),
    ] {
        let errors = with(&preset(preset_at), &changes).expect_err(key);
        assert_eq!(errors.fault(at).map(|fault| fault.key), Some(key), "{changes:?}: {errors:?}");
    }
    // One fault is blamed once: the bands below an unreadable one are not.
    let errors = with(&preset(1), &[("from_2", "x")]).unwrap_err();
    assert!(!errors.has("from_3") && !errors.has("from_4"), "{errors:?}");
}

#[test]
fn a_call_names_its_cause_its_areas_and_a_day_that_can_be_met() {
    let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    let sent = |pairs: &[(&'static str, &'static str)]| call(&Fields::of(pairs.iter().copied()), today, Lang::Zh);
    let good = sent(&[("cause", "season"), ("season", "winter"), ("due_on", "2026-12-10")]).unwrap();
    assert!(good.areas.contains(&"boiler_gas".to_owned()) && good.areas.len() == 8);
    assert_eq!(good.title, "冬季：冰雪、一氧化碳、火灾");
    let own = sent(&[("cause", "season"), ("season", "winter"), ("pick", "dorm"), ("title", "宿舍"), ("due_on", "2026-11-22")]).unwrap();
    assert_eq!((own.areas, own.title.as_str()), (vec!["dorm".to_owned()], "宿舍"));
    assert_eq!(sent(&[("cause", "term"), ("due_on", "2026-12-10")]).unwrap().areas, Vec::<String>::new());
    for (pairs, at, key) in [
        (vec![("due_on", "2026-12-10")], "cause", "call-need-cause"),
        (vec![("cause", "whim"), ("due_on", "2026-12-10")], "cause", "call-need-cause"),
        (vec![("cause", "season"), ("due_on", "2026-12-10")], "season", "call-need-season"),
        (vec![("cause", "term"), ("due_on", "2026-11-21")], "due_on", "field-date-past"),
        (vec![("cause", "term"), ("due_on", "2028-01-01")], "due_on", "call-too-far"),
        (vec![("cause", "term"), ("due_on", "soon")], "due_on", "field-date"),
        (vec![("cause", "term")], "due_on", "call-need-due"),
        (vec![("cause", "term"), ("due_on", "2026-12-10"), ("pick", "moon")], "pick", "field-unknown"),
    ] {
        let errors = sent(&pairs).unwrap_err();
        assert_eq!(errors.fault(at).map(|fault| fault.key), Some(key), "{pairs:?}");
    }
}
