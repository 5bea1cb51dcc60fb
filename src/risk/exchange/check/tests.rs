use super::*;
use crate::access::Kind as OrgKind;
use crate::id::{OrgId, SchemeId};
use crate::risk::scheme::LEC;
use chrono::{DateTime, Utc};

const HEADS: [&str; 18] = [
    "编号",
    "名称",
    "区域",
    "类别",
    "位置",
    "危险源",
    "因素",
    "事故类型",
    "可能导致",
    "L",
    "E",
    "C",
    "D",
    "风险等级",
    "工程技术",
    "管控措施",
    "岗位责任人",
    "学校",
];

/// A good row: LEC 1 x 6 x 40 = 240, orange.
const GOOD: [&str; 18] = [
    "",
    "燃气间",
    "食堂",
    "场所",
    "一层",
    "软管老化",
    "物",
    "其他爆炸",
    "燃气爆炸",
    "1",
    "6",
    "40",
    "240",
    "较大",
    "报警器",
    "巡查；记录",
    "王老师",
    "",
];

fn people() -> Vec<(PersonId, String)> {
    ["王老师", "李老师", "李老师"].map(|name| (PersonId::new(), name.to_owned())).to_vec()
}

fn place() -> Place {
    let id = OrgId::new();
    Place {
        id,
        district: id,
        kind: OrgKind::School,
        code: "S1".into(),
        path: "D.S1.".into(),
        name_zh: "一中".into(),
        name_en: "No. 1".into(),
    }
}

fn existing() -> Vec<(String, String, String)> {
    [("FX-001", "配电室", "地下"), ("FX-002", "楼梯", "")].map(|(a, b, c)| (a.into(), b.into(), c.into())).to_vec()
}

fn scheme() -> InForce {
    InForce { id: SchemeId::new(), scheme: serde_json::from_str(LEC).unwrap() }
}

fn with(changes: &[(&str, &str)]) -> Vec<String> {
    let mut row: Vec<String> = GOOD.iter().map(ToString::to_string).collect();
    for (heading, value) in changes {
        let at = HEADS.iter().position(|head| head == heading).unwrap();
        row[at] = (*value).to_owned();
    }
    row
}

fn read_table(rows: Vec<Vec<String>>) -> Result<Checked, usize> {
    let (scheme, place, people, existing) = (scheme(), place(), people(), existing());
    let ground = Ground { scheme: &scheme, place: &place, people: &people, existing: &existing, lang: Lang::Zh };
    let heads = HEADS.iter().map(ToString::to_string).collect();
    let rows = std::iter::once(heads).chain(rows).zip(4..).map(|(cells, number)| Row { number, cells }).collect();
    let table = Table { sheet: String::new(), rows };
    let heads = Heads::find(&table, &scheme.scheme, Lang::Zh).unwrap();
    check(&table, &heads, &ground)
}

fn read(rows: Vec<Vec<String>>) -> Vec<Point> {
    read_table(rows).unwrap().points
}

fn faults(points: &[Point]) -> Vec<(u32, &str, &str)> {
    points.iter().flat_map(|point| &point.faults).map(|one| (one.row, one.column.as_str(), one.key.as_str())).collect()
}

#[test]
fn a_good_row_is_a_point_in_codes() {
    let [point] = &read(vec![with(&[])])[..] else { panic!("one point") };
    assert_eq!((point.row, point.state, faults(std::slice::from_ref(point))), (5, State::New, vec![]));
    let draft = point.draft.clone().unwrap();
    assert_eq!((draft.area.as_str(), draft.kind.as_str()), ("canteen", "place"));
    assert_eq!(draft.hazards[0].scores, [10, 60, 40]);
    assert_eq!((draft.hazards[0].factor.as_str(), draft.hazards[0].hazard_type.as_str()), ("thing", "other_explosion"));
    let pair = |kind: &str, words: &str| (kind.to_owned(), words.to_owned());
    assert_eq!(draft.measures, [pair("engineering", "报警器"), pair("management", "巡查"), pair("management", "记录")]);
    assert_eq!(draft.duties.len(), 1);
    let again: Draft = serde_json::from_value(serde_json::to_value(&draft).unwrap()).unwrap();
    assert_eq!(again, draft);
    let (made, further) = draft.adoption(&scheme(), &[PersonId(draft.duties[0].1)], then()).unwrap();
    assert_eq!((made.hazard.assessed.value(), made.hazard.assessed.level(), further.len()), (24_000, 2, 0));
    assert_eq!(made.duties.post, Some(PersonId(draft.duties[0].1)));
    assert_eq!(draft.adoption(&scheme(), &[], then()).unwrap().0.duties.post, None, "nobody who has left is named");
}

/// When the lists were sent.
fn then() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

#[test]
fn every_faulty_cell_is_named() {
    for (heading, value, column, key) in [
        ("名称", " ", "B", "import-fault-empty"),
        ("名称", "长".repeat(61).as_str(), "B", "import-fault-too-long"),
        ("名称", "a\u{1}b", "B", "import-fault-characters"),
        ("名称", "#REF!", "B", "import-fault-excel"),
        ("区域", "", "C", "import-fault-empty"),
        ("区域", "月球", "C", "import-fault-area"),
        ("区域", "室", "C", "import-fault-area"),
        ("类别", "天气", "D", "import-fault-choice"),
        ("位置", "长".repeat(61).as_str(), "E", "import-fault-too-long"),
        ("危险源", "", "F", "import-fault-empty"),
        ("危险源", "长".repeat(501).as_str(), "F", "import-fault-too-long"),
        ("因素", "运气", "G", "import-fault-choice"),
        ("事故类型", "伤心", "H", "import-fault-choice"),
        ("可能导致", "", "I", "import-fault-empty"),
        ("L", "7", "J", "import-fault-score"),
        ("L", "", "J", "import-fault-empty"),
        ("L", "-1", "J", "import-fault-score"),
        ("L", "1e0", "J", "import-fault-score"),
        ("L", "99999999999999999999", "J", "import-fault-score"),
        ("E", "经常", "K", "import-fault-score"),
        ("C", "40.5", "L", "import-fault-score"),
        ("D", "241", "M", "import-fault-value"),
        ("D", "两百四", "M", "import-fault-value"),
        ("风险等级", "重大", "N", "import-fault-level"),
        ("风险等级", "很大", "N", "import-fault-level"),
        ("工程技术", "长".repeat(501).as_str(), "O", "import-fault-too-long"),
        ("管控措施", "a;".repeat(41).as_str(), "P", "import-fault-measures"),
        ("岗位责任人", "赵老师", "Q", "import-fault-person"),
        ("岗位责任人", "王老师、李老师", "Q", "import-fault-person"),
        ("岗位责任人", "李老师", "Q", "import-fault-person-two"),
    ] {
        let points = read(vec![with(&[]), with(&[("名称", "另一处"), (heading, value)])]);
        assert_eq!(faults(&points), [(6, column, key)], "{heading} = {value}");
        assert_eq!((points[1].state, &points[1].draft), (State::Faulty, &None));
        assert_eq!(points[0].state, State::New, "the others are sound");
    }
}

#[test]
fn what_is_written_otherwise_is_understood() {
    for (heading, value) in [
        ("L", "1.0"),
        ("L", "１"),
        ("D", "240.00"),
        ("风险等级", "橙色"),
        ("风险等级", "较大风险（橙）"),
        ("类别", "Place"),
        ("因素", "物的不安全状态"),
        ("区域", "canteen"),
        ("区域", "Canteen"),
        ("事故类型", "其他爆炸"),
        ("岗位责任人", " 王 老师 "),
        ("岗位责任人", ""),
        ("名称", "燃气间\n北"),
    ] {
        assert_eq!(faults(&read(vec![with(&[(heading, value)])])), [], "{heading} = {value}");
    }
    assert_eq!(several("1；2;3").collect::<Vec<_>>(), ["1", "2", "3"]);
    assert_eq!(several("a；b\n c \n\n").collect::<Vec<_>>(), ["a；b", "c"], "lines part lines, not semicolons");
    assert_eq!((exact("0.5", 10), exact(".5", 10), exact("5.", 10)), (Some(5), Some(5), Some(50)));
    assert_eq!((exact("0.55", 10), exact(".", 10), exact("", 10), exact("1,000", 1)), (None, None, None, None));
    assert_eq!(mentioned("触电、火灾").as_deref(), Some("electric_shock"));
    assert_eq!(mentioned("其他"), None);
}

#[test]
fn points_the_register_has_are_left_alone_whatever_else_they_say() {
    let points = read(vec![
        with(&[("名称", " 配电室 "), ("位置", "地下"), ("L", "99"), ("区域", "月球")]),
        with(&[("编号", "fx-002"), ("名称", "楼梯"), ("位置", "改了"), ("L", "")]),
        with(&[("名称", "配电室"), ("位置", "楼顶")]),
    ]);
    let states: Vec<(State, &str)> = points.iter().map(|point| (point.state, point.number.as_str())).collect();
    assert_eq!(states, [(State::There, "FX-001"), (State::There, "FX-002"), (State::New, "")]);
    // A number that is somebody else's is a question, unless it is another school's number.
    let points = read(vec![with(&[("编号", "FX-001")])]);
    assert_eq!(faults(&points), [(5, "A", "import-fault-number")]);
    assert_eq!((points[0].faults[0].a.as_str(), points[0].faults[0].b.as_str()), ("FX-001", "配电室"));
    for (school, state) in [("二小", State::New), ("一中", State::Faulty), ("No. 1", State::Faulty)] {
        assert_eq!(read(vec![with(&[("编号", "FX-001"), ("学校", school)])])[0].state, state, "{school}");
    }
    assert_eq!(read(vec![with(&[("编号", "FX-777")])])[0].state, State::New, "an unknown number is given anew");
}

#[test]
fn rows_of_one_point_are_its_hazards_and_the_same_row_twice_is_named() {
    let second = [("危险源", "无人值守"), ("因素", "人"), ("可能导致", "火灾"), ("岗位责任人", "")];
    let points = read(vec![with(&[]), with(&second)]);
    let [point] = &points[..] else { panic!("one point: {points:?}") };
    let draft = point.draft.clone().unwrap();
    assert_eq!((draft.hazards.len(), draft.accident.as_str(), draft.measures.len()), (2, "燃气爆炸、火灾", 3));
    assert_eq!(draft.adoption(&scheme(), &[], then()).unwrap().1.len(), 1);

    assert_eq!(faults(&read(vec![with(&[]), with(&[])])), [(6, "B", "import-fault-twice")]);
    assert_eq!(faults(&read(vec![with(&[]), with(&second), with(&second)])), [(7, "B", "import-fault-twice")]);
    assert_eq!(faults(&read(vec![with(&[("编号", "1")]), with(&[("编号", "2")])])), [(6, "B", "import-fault-twice")]);
    let differs = [("危险源", "b"), ("区域", "教室"), ("类别", "活动")];
    assert_eq!(faults(&read(vec![with(&[]), with(&differs)])), [(6, "C", "import-fault-differs"), (6, "D", "import-fault-differs")]);
    let many = (0..21).map(|n| with(&[("危险源", &format!("第{n}个"))])).collect();
    assert_eq!(faults(&read(many)), [(25, "F", "import-fault-hazards")]);
    // One faulty hazard keeps the whole point out.
    let points = read(vec![with(&[]), with(&[("危险源", "b"), ("L", "x")])]);
    assert_eq!((points.len(), points[0].state, faults(&points)), (1, State::Faulty, vec![(6, "J", "import-fault-score")]));
}

#[test]
fn empty_rows_are_passed_over_and_too_many_are_refused() {
    let empty = vec![String::new(), " ".into(), "\u{3000}".into()];
    assert_eq!(read(vec![empty.clone(), with(&[]), empty]).len(), 1);
    assert_eq!(read_table(vec![with(&[]); MOST_ROWS + 1]), Err(MOST_ROWS + 1));
}

#[test]
fn columns_that_are_missing_or_not_needed_are_told() {
    let (scheme, place) = (scheme(), place());
    let ground = Ground { scheme: &scheme, place: &place, people: &[], existing: &[], lang: Lang::En };
    let cells = |cells: &[&str]| cells.iter().map(ToString::to_string).collect::<Vec<String>>();
    let table = Table {
        sheet: String::new(),
        rows: vec![
            Row { number: 1, cells: cells(&["Name", "Area", "Hazard", "Accident", "L", "E", "C", "Colour of the door", "Measures"]) },
            Row { number: 2, cells: cells(&["Gas", "Canteen", "Old hose", "Fire, burns", "1", "6", "40", "green", "Look"]) },
        ],
    };
    let heads = Heads::find(&table, &scheme.scheme, Lang::En).unwrap();
    let checked = check(&table, &heads, &ground).unwrap();
    let notes: Vec<(&str, &str)> = checked.notes.iter().map(|note| (note.column.as_str(), note.key.as_str())).collect();
    assert_eq!(
        notes,
        [
            ("H", "import-note-ignored"),
            ("", "import-note-kind"),
            ("", "import-note-factor"),
            ("", "import-note-hazard-type"),
            ("I", "import-note-measures")
        ]
    );
    let draft = checked.points[0].draft.clone().unwrap();
    assert_eq!((draft.kind.as_str(), draft.hazards[0].factor.as_str(), draft.hazards[0].hazard_type.as_str()), ("place", "thing", "fire"));
}
