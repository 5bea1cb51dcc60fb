use super::*;
use crate::checklist::model::{Item as ListItem, Method};
use crate::id::{InspectionId, OrgId, PersonId, TemplateId};
use crate::inspection::model::{Inspection, Item, Shot};
use crate::text::Words;
use std::collections::BTreeMap;

fn list() -> CheckList {
    let words = |zh: &str, en: &str| Words { zh: zh.into(), en: en.into() };
    let question = ListItem {
        area: "fire".into(),
        question: words("灭火器在位吗？", "Is every extinguisher in place?"),
        standard: words("指针在绿区", ""),
        method: Method::Look,
        evidence: Proof::Photo,
        criterion: "FIRE-C-05".into(),
    };
    let id = TemplateId::new();
    let title = words("每日巡查表", "Daily patrol");
    CheckList { id, series: id, owner_path: String::new(), version: 1, kind: Kind::Daily, title, items: vec![question], retired: false }
}

#[test]
fn a_list_asks_in_the_language_of_whoever_begins() {
    let list = list();
    let id = list.id.to_string();
    for (lang, title, asked) in [(Lang::Zh, "每日巡查表", "灭火器在位吗？"), (Lang::En, "Daily patrol", "Is every extinguisher in place?")]
    {
        let start = start(&Fields::of([("list", id.as_str())]), std::slice::from_ref(&list), lang).unwrap();
        let question = &start.listed[0];
        assert_eq!((start.title.as_str(), question.question.as_str(), question.standard.as_str()), (title, asked, "指针在绿区"));
        assert_eq!((question.category, question.evidence, question.criterion.as_str()), (Category::Fire, Proof::Photo, "FIRE-C-05"));
    }
}

fn faults(fields: &Fields, lists: &[CheckList]) -> Vec<(&'static str, &'static str)> {
    let errors = start(fields, lists, Lang::Zh).unwrap_err();
    ["list", "kind", "title", "own"].into_iter().filter_map(|name| errors.fault(name).map(|fault| (name, fault.key))).collect()
}

#[test]
fn a_list_brings_its_title_and_kind_and_what_is_typed_wins() {
    let list = list();
    let id = list.id.to_string();
    let plain = start(&Fields::of([("list", id.as_str())]), std::slice::from_ref(&list), Lang::Zh).unwrap();
    assert_eq!((plain.kind, plain.title.as_str(), plain.listed.len()), (Kind::Daily, "每日巡查表", 1));
    let typed = start(&Fields::of([("list", id.as_str()), ("title", "国庆前检查"), ("kind", "holiday")]), &[list], Lang::Zh).unwrap();
    assert_eq!((typed.kind, typed.title.as_str()), (Kind::Holiday, "国庆前检查"));
}

#[test]
fn what_is_wrong_with_a_start_is_named_at_its_field() {
    let lists = [list()];
    let long = "问".repeat(201);
    let heading = format!("# {}\n好吗", "区".repeat(41));
    type Pairs<'a> = Vec<(&'a str, &'a str)>;
    let table: [(Pairs<'_>, Pairs<'_>); 8] = [
        (vec![], vec![("list", "inspection-nothing-to-ask"), ("kind", "field-choose"), ("title", "inspection-title-missing")]),
        (vec![("kind", "daily"), ("title", "查"), ("own", " \n\n# 只有区域\n")], vec![("list", "inspection-nothing-to-ask")]),
        (vec![("kind", "yearly"), ("title", "查"), ("own", "好吗")], vec![("kind", "field-choose")]),
        (vec![("list", "gone"), ("kind", "daily"), ("title", "查"), ("own", "好吗")], vec![("list", "field-unknown")]),
        (vec![("kind", "daily"), ("title", "查"), ("own", &long)], vec![("own", "inspection-line-long")]),
        (vec![("kind", "daily"), ("title", "查"), ("own", "| 只有标准")], vec![("own", "inspection-line-long")]),
        (vec![("kind", "daily"), ("title", "查"), ("own", &heading)], vec![("own", "inspection-heading-long")]),
        (
            vec![("kind", "daily"), ("title", "查"), ("keep", "yes"), ("pick", "0192f7c4-0000-7000-8000-000000000000")],
            vec![("own", "inspection-keep-nothing")],
        ),
    ];
    for (typed, expected) in table {
        assert_eq!(faults(&Fields::of(typed.clone()), &lists), expected, "{typed:?}");
    }
}

#[test]
fn own_questions_are_read_line_by_line() {
    let own = "门窗牢固吗？\n＃ 食堂\n灭火器在位 ｜ 指针在绿区\n\n# fire\n通道畅通|不堆物";
    let start = start(&Fields::of([("kind", "special"), ("title", "查"), ("own", own)]), &[], Lang::Zh).unwrap();
    let read: Vec<_> = start.own.iter().map(|q| (q.area.as_str(), q.question.as_str(), q.standard.as_str(), q.category)).collect();
    assert_eq!(
        read,
        [
            ("", "门窗牢固吗？", "", Category::Other),
            ("食堂", "灭火器在位", "指针在绿区", Category::Other),
            ("fire", "通道畅通", "不堆物", Category::Fire)
        ]
    );
}

#[test]
fn a_list_has_its_limits() {
    for (count, fault) in
        [(0, Some("inspection-nothing-to-ask")), (1, None), (MOST_ITEMS, None), (MOST_ITEMS + 1, Some("inspection-too-many"))]
    {
        assert_eq!(fits(count).err().and_then(|errors| errors.fault("list").map(|fault| fault.key)), fault, "{count}");
    }
}

fn record(outcomes: &[(Outcome, &str)]) -> Record {
    let items = outcomes
        .iter()
        .zip(1..)
        .map(|((outcome, note), ordinal)| Item {
            ordinal,
            area: String::new(),
            question: "好吗？".into(),
            standard: String::new(),
            risk_point: None,
            category: Category::Other,
            evidence: Proof::None,
            criterion: String::new(),
            outcome: *outcome,
            note: (*note).into(),
            answered_by: None,
            answered_at: None,
            claimed_at: None,
            ticket: None,
            rechecks: None,
        })
        .collect();
    let inspection = Inspection {
        district: OrgId::new(),
        id: InspectionId::new(),
        school: OrgId::new(),
        path: "1.".into(),
        number: "JC-2026-0001".into(),
        kind: Kind::Daily,
        title: "查".into(),
        inspector: PersonId::new(),
        inspector_name: String::new(),
        by_bureau: false,
        from_above: None,
        items: i16::try_from(outcomes.len()).unwrap(),
        problems: 0,
        started_at: chrono::DateTime::UNIX_EPOCH,
        submitted_at: None,
        due_at: None,
        called: None,
        late_reason: String::new(),
        looks: vec![],
    };
    Record { inspection, items, photos: BTreeMap::new() }
}

#[test]
fn only_what_was_changed_here_is_stored() {
    // This page was opened when item 1 had no answer; meanwhile a colleague found a problem there.
    let now = record(&[(Outcome::Problem, "灯坏了"), (Outcome::Unchecked, "")]);
    let then = mark(Outcome::Unchecked, "", Category::Other);
    let stale = Fields::of([
        ("w-1", then.as_str()),
        ("n-1", ""),
        ("c-1", "other"),
        ("w-2", then.as_str()),
        ("r-2", "ok"),
        ("n-2", ""),
        ("c-2", "other"),
    ]);
    let walked = walked(&stale, &now);
    let stored: Vec<_> = walked.answers.iter().map(|answer| (answer.ordinal, answer.outcome)).collect();
    // The colleague's words would be lost by storing the empty field of item 1.
    assert_eq!(stored, [(2, Outcome::Passed)]);
}

#[test]
fn words_stay_with_problems_only_and_too_many_are_kept_on_the_page() {
    let items = record(&[(Outcome::Unchecked, ""); 4]);
    let long = "字".repeat(501);
    let walked = walked(
        &Fields::of([
            ("r-1", "ok"),
            ("n-1", "想错了"),
            ("r-2", "problem"),
            ("n-2", "  灯坏了 "),
            ("c-2", "electrical"),
            ("r-3", "problem"),
            ("n-3", long.as_str()),
            ("r-9", "ok"),
            ("r-4", "burnt"),
        ]),
        &items,
    );
    let stored: Vec<_> = walked.answers.iter().map(|a| (a.ordinal, a.outcome, a.note.as_str(), a.category)).collect();
    assert_eq!(
        stored,
        [
            (1, Outcome::Passed, "", Category::Other),
            (2, Outcome::Problem, "灯坏了", Category::Electrical),
            (3, Outcome::Problem, "", Category::Other),
            (4, Outcome::Unchecked, "", Category::Other)
        ]
    );
    assert_eq!(walked.faults.iter().map(|(n, fault)| (*n, fault.key)).collect::<Vec<_>>(), [(3, "field-too-long")]);
    assert_eq!(walked.typed, [(3, long)]);
}

#[test]
fn an_unticked_photo_is_dropped_and_one_this_page_never_showed_is_not() {
    let mut items = record(&[(Outcome::Problem, "灯坏了")]);
    let [shown, unticked, newer] = [PhotoId::new(), PhotoId::new(), PhotoId::new()];
    items.photos.insert(1, [shown, unticked, newer].map(|id| Shot { id, thumb_width: 1, thumb_height: 1 }).to_vec());
    let w = format!("{} {shown} {unticked}", mark(Outcome::Problem, "灯坏了", Category::Other));
    let kept = shown.to_string();
    let walked = walked(
        &Fields::of([("w-1", w.as_str()), ("kept", kept.as_str()), ("r-1", "problem"), ("n-1", "灯坏了"), ("c-1", "other")]),
        &items,
    );
    assert_eq!(walked.dropped, [unticked]);
    assert!(walked.answers.is_empty());
}
