use super::*;
use crate::legacy::model::{Columns, Draft, Field};
use crate::sheet::Row;
use chrono::NaiveDate;
use std::collections::HashSet;

fn on(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn rows(lines: &[&[&str]]) -> Vec<Row> {
    let lines = (1..).zip(lines).map(|(number, cells)| Row { number, cells: cells.iter().map(ToString::to_string).collect() });
    lines.filter(|row| row.cells.iter().any(|cell| !cell.is_empty())).collect()
}

#[test]
fn days_are_read_in_all_the_ways_schools_write_them() {
    for (text, year, expected) in [
        ("2024-03-05", None, Ok("2024-03-05")),
        ("2024.3.5", None, Ok("2024-03-05")),
        ("2024.03.05.", None, Ok("2024-03-05")),
        ("2024/3/5", None, Ok("2024-03-05")),
        ("2024年3月5日", None, Ok("2024-03-05")),
        ("2024年3月5号", None, Ok("2024-03-05")),
        ("２０２４年３月５日", None, Ok("2024-03-05")),
        (" 2024 年 3 月 5 日（星期二）", None, Ok("2024-03-05")),
        ("2024年3月5日上午", None, Ok("2024-03-05")),
        ("2024年3月15日前", None, Ok("2024-03-15")),
        ("2024—3—5", None, Ok("2024-03-05")),
        ("2024。3。5", None, Ok("2024-03-05")),
        ("20240305", None, Ok("2024-03-05")),
        ("24.3.5", None, Ok("2024-03-05")),
        ("24年3月5日", None, Ok("2024-03-05")),
        ("2012-01-03 0:00", None, Ok("2012-01-03")),
        ("2024-03-05T10:30:00", None, Ok("2024-03-05")),
        ("2024年3月5日 10：30", None, Ok("2024-03-05")),
        ("45356", None, Ok("2024-03-05")),
        ("45356.4375", None, Ok("2024-03-05")),
        ("3月5日", Some(2024), Ok("2024-03-05")),
        ("3月1日", Some(2024), Ok("2024-03-01")),
        ("3.15", Some(2024), Ok("2024-03-15")),
        ("3-5", Some(2024), Ok("2024-03-05")),
        ("3/1", Some(2024), Ok("2024-03-01")),
        ("3月5日", None, Err(DayFault::NoYear)),
        ("3.1", Some(2024), Err(DayFault::Doubtful)),
        ("2024年3月", None, Err(DayFault::NoDay)),
        ("2024.3", None, Err(DayFault::NoDay)),
        ("2024年", None, Err(DayFault::NoDay)),
        ("", None, Err(DayFault::Empty)),
        ("　", None, Err(DayFault::Empty)),
        ("2023年2月29日", None, Err(DayFault::Unread)),
        ("2024-13-05", None, Err(DayFault::Unread)),
        ("5.3.2024", None, Err(DayFault::Unread)),
        ("1899-01-01", None, Err(DayFault::Unread)),
        ("999999", None, Err(DayFault::Unread)),
        ("开学初", Some(2024), Err(DayFault::Unread)),
        ("3月5日-3月8日", Some(2024), Err(DayFault::Unread)),
        ("12345678901234567890", None, Err(DayFault::Unread)),
        ("::", None, Err(DayFault::Empty)),
    ] {
        assert_eq!(day(text, year, false), expected.map(on), "{text}");
    }
    assert_eq!(day("43894", None, true), Ok(on("2024-03-05")), "counted from 1904");
}

#[test]
fn a_spreadsheet_counts_days_with_one_that_never_was() {
    for (n, from_1904, expected) in [
        (1, false, Some("1900-01-01")),
        (59, false, Some("1900-02-28")),
        (60, false, None),
        (61, false, Some("1900-03-01")),
        (45356, false, Some("2024-03-05")),
        (0, false, None),
        (-1, false, None),
        (0, true, Some("1904-01-01")),
        (60, true, Some("1904-03-01")),
        (43894, true, Some("2024-03-05")),
    ] {
        assert_eq!(serial(n, from_1904), expected.map(on), "{n}");
    }
}

#[test]
fn the_year_of_a_title_is_told_only_when_there_is_one() {
    for (title, year) in [
        ("一中2024年隐患排查台账", Some(2024)),
        ("隐患台账20240305.xlsx", Some(2024)),
        ("2024—2025学年隐患台账", None),
        ("2024年春（2024年）", Some(2024)),
        ("隐患台账", None),
        ("9999", None),
    ] {
        assert_eq!(year_in(title), year, "{title}");
    }
}

/// A ledger as schools keep it: a title, headings over two rows, groups, explanations below.
fn typical() -> Vec<Row> {
    rows(&[
        &["一中2024年安全隐患排查治理台账"],
        &["填报单位：一中", "", "", "", "", "", "填报时间：2024年7月"],
        &["序号", "发现\n日期", "隐患部位", "隐患描述", "整改", "", "", "备注"],
        &["", "", "", "", "措施", "期限", "责任人", ""],
        &["1", "2024.3.5", "食堂", "灭火器过期", "更换", "2024.3.8", "张三\n", ""],
        &["一、教学楼"],
        &["2", "3月6日", "", "插座松动", "紧固", "立即整改", "李四\n王五", ""],
        &["3", "2024.3.7", "操场", "", "", "", "", "没写"],
        &["4"],
        &["5", "2024.3.9", "大门", "门禁失灵", "报修", "2024.3.1", "同上", ""],
        &["5", "2024.3.9", "大门", "门禁失灵", "报修", "2024.3.1", "同上", ""],
        &["说明：1.本表每月报送一次。2.“整改”栏由责任人填写。"],
        &["审核人：", "", "", "", "填表人：赵六"],
    ])
}

fn lines(rows: &[Row], year: Option<i32>) -> Vec<Line> {
    let heads = guess(rows).unwrap();
    let columns = heads.columns();
    let asked = Asked { heads: &heads, columns: &columns, year, from_1904: false, today: on("2026-11-22") };
    read(rows, &HashSet::new(), &asked)
}

fn told(line: &Line) -> String {
    match &line.outcome {
        Outcome::Apart(remark) => format!("{} {}", remark.key, remark.a).trim().to_owned(),
        Outcome::Left(remarks) => {
            remarks.iter().map(|one| format!("{} {}", one.key, one.a)).collect::<Vec<_>>().join("; ").trim().to_owned()
        }
        Outcome::Taken { draft, repaired, .. } => {
            let mended: Vec<&str> = repaired.iter().map(|one| one.key.as_str()).collect();
            let due = draft.due_on.map(|day| day.to_string()).unwrap_or_default();
            format!(
                "{}|{}|{}|{}|{due}|{} {}",
                draft.found_on,
                draft.place,
                draft.description,
                draft.responsible,
                draft.measures,
                mended.join(",")
            )
            .trim()
            .to_owned()
        }
    }
}

#[test]
fn headings_are_found_below_titles_and_joined_over_two_rows() {
    let rows = typical();
    let heads = guess(&rows).unwrap();
    assert_eq!((heads.row, heads.rows), (3, 2));
    assert_eq!(heads.names, ["序号", "发现 日期", "隐患部位", "隐患描述", "整改/措施", "整改/期限", "整改/责任人", "备注"]);
    let columns = heads.columns();
    for (field, at) in [
        (Field::Ordinal, 0),
        (Field::FoundOn, 1),
        (Field::Place, 2),
        (Field::Description, 3),
        (Field::Measures, 4),
        (Field::DueOn, 5),
        (Field::Responsible, 6),
        (Field::Remarks, 7),
    ] {
        assert_eq!(columns.get(&field), Some(&at), "{field}");
    }
    // Merged downwards, the spreadsheet's reader repeats the upper words below; that is the same heading.
    let mut filled = rows.clone();
    for (column, text) in [(0, "序号"), (1, "发现\n日期"), (2, "隐患部位"), (3, "隐患描述"), (7, "备注")] {
        filled[3].cells[column] = text.into();
    }
    assert_eq!(guess(&filled).unwrap().names, heads.names);
    assert_eq!(guess(&filled).unwrap().mark(), heads.mark());
    let plain = self::rows(&[&["Date found", "Place", "Description", "Status"], &["2024-03-05", "Gate", "Lock broken", "open"]]);
    let heads = guess(&plain).unwrap();
    assert_eq!((heads.row, heads.rows, heads.columns().len()), (1, 1, 4));
    // Nothing is recognised: the first row with several cells.
    let foreign = self::rows(&[&["Report"], &["a", "b", "c", "d"], &["1", "2", "3", "4"]]);
    assert_eq!(guess(&foreign).map(|heads| (heads.row, heads.rows)), Some((2, 1)));
    assert_eq!(guess(&[]), None);
}

#[test]
fn every_row_is_taken_or_named_with_its_reason() {
    let read = lines(&typical(), Some(2024));
    let all: Vec<String> = read.iter().map(|line| format!("{} {}", line.row, told(line))).collect();
    assert_eq!(
        all,
        [
            "1 legacy-row-title",
            "2 legacy-row-title",
            "3 legacy-row-headings",
            "4 legacy-row-headings",
            "5 2024-03-05|食堂|灭火器过期|张三|2024-03-08|更换",
            "6 legacy-row-group 一、教学楼",
            "7 2024-03-06|一、教学楼|插座松动|李四、王五|2024-03-06|紧固",
            "8 legacy-left-no-description",
            "9 legacy-row-unfilled",
            "10 2024-03-09|大门|门禁失灵|李四、王五||报修 legacy-mended-due-before",
            "11 legacy-left-copy 10",
            "12 legacy-row-explains",
            "13 legacy-row-explains",
        ]
    );
    let without = lines(&typical(), None);
    assert_eq!(told(&without[6]), "legacy-left-no-year 3月6日");
}

#[test]
fn as_above_means_the_cell_above() {
    let read = lines(
        &rows(&[&["发现日期", "地点", "隐患描述", "责任人"], &["2024-3-5", "食堂", "地滑", "张三"], &["同上", "〃", "油污", "同上"]]),
        None,
    );
    assert_eq!(told(&read[2]), "2024-03-05|食堂|油污|张三||");
}

#[test]
fn a_description_merged_over_rows_is_one_danger() {
    let rows = rows(&[
        &["发现日期", "地点", "隐患描述", "整改措施", "责任人"],
        &["2024-3-5", "食堂", "地滑", "铺防滑垫", "张三"],
        &["2024-3-5", "食堂", "地滑", "立警示牌", "李四"],
    ]);
    let heads = guess(&rows).unwrap();
    let columns = heads.columns();
    let asked = Asked { heads: &heads, columns: &columns, year: None, from_1904: false, today: on("2026-11-22") };
    let merged: HashSet<(u32, usize)> = [(3, 0), (3, 1), (3, 2)].into();
    let read = read(&rows, &merged, &asked);
    assert_eq!(told(&read[1]), "2024-03-05|食堂|地滑|张三；李四||铺防滑垫；立警示牌");
    assert_eq!(told(&read[2]), "legacy-row-goes-on 2");
    // Only the place merged: two dangers at one place.
    let two = super::read(&rows, &[(3, 1)].into(), &asked);
    assert!(matches!(two[2].outcome, Outcome::Taken { .. }), "{:?}", two[2]);
}

fn one(cells: &[(Field, &str)]) -> Result<(Draft, Vec<String>), String> {
    let heads = Heads { row: 1, rows: 1, names: vec![String::new(); 16] };
    let columns: Columns = Field::ALL.iter().enumerate().map(|(at, field)| (*field, at)).collect();
    let mut row = Row { number: 2, cells: vec![String::new(); 16] };
    for (field, text) in [(Field::FoundOn, "2024-03-05"), (Field::Place, "食堂"), (Field::Description, "地滑")].iter().chain(cells) {
        row.cells[columns[field]] = (*text).to_owned();
    }
    let asked = Asked { heads: &heads, columns: &columns, year: None, from_1904: false, today: on("2026-11-22") };
    match read(&[row], &HashSet::new(), &asked).remove(0).outcome {
        Outcome::Taken { draft, repaired, .. } => Ok((*draft, repaired.into_iter().map(|one| one.key).collect())),
        Outcome::Left(why) => Err(why.into_iter().map(|one| one.key).collect::<Vec<_>>().join(",")),
        Outcome::Apart(why) => Err(why.key),
    }
}

#[test]
fn states_are_read_from_words_and_days() {
    for (state, rectified, verified, closed) in [
        ("已整改", "", "", true),
        ("整改完毕", "", "", true),
        ("合格", "", "", true),
        ("不合格", "", "", false),
        ("未整改", "", "", false),
        ("整改中", "", "", false),
        ("未完成", "2024-03-08", "", false),
        ("是", "", "", true),
        ("否", "", "", false),
        ("closed", "", "", true),
        ("Not closed", "", "", false),
        ("", "2024-03-08", "", true),
        ("", "", "2024-03-09", true),
        ("", "已整改", "", true),
        ("", "未整改", "", false),
        ("", "", "", false),
        ("另行通知", "", "", false),
        ("/", "", "", false),
    ] {
        let (draft, _) = one(&[(Field::State, state), (Field::RectifiedOn, rectified), (Field::VerifiedOn, verified)]).unwrap();
        assert_eq!(draft.closed, closed, "{state} {rectified} {verified}");
    }
}

#[test]
fn what_contradicts_itself_is_mended_by_rule_and_said() {
    for (cells, keys) in [
        (vec![(Field::DueOn, "2024-03-01")], vec!["legacy-mended-due-before"]),
        (vec![(Field::DueOn, "尽快")], vec!["legacy-mended-due-unread"]),
        (vec![(Field::DueOn, "无")], vec![]),
        (vec![(Field::RectifiedOn, "2024-03-01")], vec!["legacy-mended-before"]),
        (vec![(Field::RectifiedOn, "2030-03-01")], vec!["legacy-mended-future"]),
        (vec![(Field::RectifiedOn, "2024-03-06"), (Field::State, "未整改")], vec!["legacy-mended-open-dated"]),
        (vec![(Field::Kind, "消防/用电")], vec!["legacy-mended-kinds"]),
        (vec![(Field::Kind, "消防\n用电")], vec!["legacy-mended-kinds"]),
        (vec![(Field::Grade, "三级")], vec!["legacy-mended-grade"]),
        (vec![(Field::Funds, "若干")], vec!["legacy-mended-funds"]),
    ] {
        let (_, mended) = one(&cells).unwrap();
        assert_eq!(mended, keys, "{cells:?}");
    }
    let (draft, _) = one(&[(Field::Kind, "用电、消防"), (Field::Grade, "重大隐患"), (Field::RectifiedOn, "2024-03-01")]).unwrap();
    assert_eq!((draft.category.as_deref(), draft.kind.as_str(), draft.grade.as_deref()), (Some("electrical"), "用电、消防", Some("major")));
    assert_eq!((draft.rectified_on, draft.closed), (Some(on("2024-03-01")), true), "kept as the ledger states it");
    let (draft, mended) = one(&[(Field::Description, &"长".repeat(3000))]).unwrap();
    assert_eq!((draft.description.chars().count(), mended), (2000, vec!["legacy-mended-cut".to_owned()]));
    for (cells, why) in [
        ((Field::Description, " \u{200b} "), "legacy-left-no-description"),
        ((Field::Description, "/"), "legacy-left-no-description"),
        ((Field::FoundOn, ""), "legacy-left-no-day"),
        ((Field::FoundOn, "2027-01-01"), "legacy-left-future"),
        ((Field::FoundOn, "2024年3月"), "legacy-left-month-only"),
        ((Field::FoundOn, "某日"), "legacy-left-unread-day"),
    ] {
        assert_eq!(one(&[cells]).unwrap_err(), why, "{cells:?}");
    }
}

#[test]
fn sums_are_exact() {
    for (text, fen) in [
        ("500", Some(50_000)),
        ("500元", Some(50_000)),
        ("￥1,234.50", Some(123_450)),
        ("0", Some(0)),
        ("0.5万元", Some(500_000)),
        ("1.2万", Some(1_200_000)),
        ("无", None),
        ("0.001", None),
        ("-5", None),
        ("99999999999", None),
    ] {
        assert_eq!(one(&[(Field::Funds, text)]).unwrap().0.funds_fen, fen, "{text}");
    }
}

#[test]
fn the_same_danger_is_known_however_it_is_spaced() {
    let day = on("2024-03-05");
    let key = key_of(day, "食堂 后厨", "灭火器，过期！", 0);
    assert_eq!(key, key_of(day, "食堂后厨", "灭火器过期", 0));
    assert_eq!(key, key_of(day, "食堂（后厨）", " 灭火器　过期。", 0));
    for other in [
        key_of(on("2024-03-06"), "食堂后厨", "灭火器过期", 0),
        key_of(day, "食堂", "灭火器过期", 0),
        key_of(day, "食堂后厨", "灭火器没有", 0),
        key_of(day, "食堂后厨灭", "火器过期", 0),
        key_of(day, "食堂后厨", "灭火器过期", 1),
    ] {
        assert_ne!(key, other);
    }
    // Two rows that say the same but differ in something else are two, and known as two again.
    let heads = &["编号", "发现日期", "地点", "隐患描述", "备注"][..];
    let twice = rows(&[heads, &["1", "2024-3-5", "食堂", "地滑", "东"], &["2", "2024-3-5", "食堂", "地滑", "西"]]);
    let keys = |lines: &[Line]| -> Vec<[u8; 32]> {
        let key = |line: &Line| match &line.outcome {
            Outcome::Taken { key, .. } => Some(*key),
            _ => None,
        };
        lines.iter().filter_map(key).collect()
    };
    let first = keys(&lines(&twice, None));
    assert_eq!(first.len(), 2);
    assert_ne!(first[0], first[1]);
    assert_eq!(first, keys(&lines(&twice, None)), "the same rows read the same");
}

proptest::proptest! {
    #[test]
    fn no_cell_makes_the_reader_stumble(cells in proptest::collection::vec(proptest::collection::vec(".{0,12}", 0..6), 1..8), year in proptest::option::of(1980_i32..2100)) {
        let rows: Vec<Row> = (1..).zip(cells).map(|(number, cells)| Row { number, cells }).collect();
        if let Some(heads) = guess(&rows) {
            let columns: Columns = [(Field::FoundOn, 0), (Field::Description, 1), (Field::DueOn, 2), (Field::Funds, 3)].into();
            let asked = Asked { heads: &heads, columns: &columns, year, from_1904: false, today: on("2026-11-22") };
            proptest::prop_assert_eq!(read(&rows, &HashSet::new(), &asked).len(), rows.len());
        }
    }
}
