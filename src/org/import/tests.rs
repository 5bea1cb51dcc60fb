use proptest::prelude::*;

use super::*;

const HEAD: &str = "code,name_zh,name_en,parent,kind,ownership,boarding,pupils";
const TREE: &str = "43,湖南省,Hunan,,province,,,\n4304,衡阳市,Hengyang,43,city,,,\n430405,珠晖区,Zhuhui,4304,county,,,\n";

fn nobody(_: &str) -> Option<Kind> {
    None
}

fn faults(file: &str) -> Vec<String> {
    read(file.as_bytes(), &nobody).expect_err("a faulty file").iter().map(ToString::to_string).collect()
}

fn rows(file: &str) -> Vec<Row> {
    read(file.as_bytes(), &nobody).expect("a sound file")
}

/// The faults of one row (line 5) below a sound tree.
fn faults_of(row: &str) -> Vec<String> {
    let file = format!("{HEAD}\n{TREE}{row}\n");
    read(file.as_bytes(), &nobody).err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

#[test]
fn the_divisions_of_a_real_city_pass() {
    let file = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/org/divisions_hengyang_township_2023.csv"));
    let rows = read(file, &nobody).expect("the file we ship is sound");
    assert_eq!(rows.len(), 207);
    assert_eq!((rows[0].code.as_str(), rows[0].kind, rows[0].line), ("43", Kind::Province, 2));
    assert_eq!(rows[2].name_zh, "珠晖区");
    assert_eq!(rows[206].line, 208, "every line counted once, whatever its line break");
}

#[test]
fn a_school_is_read_whole() {
    let file = format!("{HEAD}\n{TREE} S1 , 青柏小学 ,Qingbai Primary School,430405,primary,public,no,1260\n");
    assert_eq!(
        rows(&file)[3],
        Row {
            line: 5,
            code: "S1".into(),
            name_zh: "青柏小学".into(),
            name_en: Some("Qingbai Primary School".into()),
            parent: Some("430405".into()),
            kind: Kind::School,
            stage: Some(Stage::Primary),
            ownership: Some(Ownership::Public),
            boarding: Some(false),
            pupils: Some(1260),
        }
    );
}

#[test]
fn columns_may_stand_in_any_order_and_the_optional_ones_be_left_out() {
    let rows = rows("\u{feff}kind,parent,name_zh,code\r\nprovince,,湖南省,43\r\n");
    assert_eq!((rows[0].code.as_str(), rows[0].name_en.as_deref(), rows[0].pupils), ("43", None, None));
}

#[test]
fn parents_come_before_children_and_the_rest_keeps_its_order() {
    let file = "code,name_zh,parent,kind\nb,二校,430405,primary\na,一校,4304,senior\n\
                430405,珠晖区,4304,county\n4304,衡阳市,43,city\n43,湖南省,,province\n";
    let codes: Vec<_> = rows(file).into_iter().map(|row| row.code).collect();
    assert_eq!(codes, ["43", "4304", "430405", "b", "a"]);
}

#[test]
fn a_parent_already_stored_will_do_and_a_stored_code_may_come_again() {
    let known = |code: &str| (code == "430405").then_some(Kind::County);
    let school = b"code,name_zh,parent,kind\nS1,x,430405,primary\n";
    assert_eq!(read(school, &known).map(|rows| rows.len()), Ok(1));
    let again = b"code,name_zh,parent,kind\n430405,x,4304,county\n4304,y,43,city\n43,z,,province\n";
    assert_eq!(read(again, &known).map(|rows| rows.len()), Ok(3));
    let changed = b"code,name_zh,parent,kind\n430405,x,4304,city\n";
    let told = read(changed, &known).expect_err("a county is no city");
    assert_eq!(told[1].problem, Problem::KindChanged { stored: Kind::County });
    assert_eq!(told[0].problem, Problem::ParentUnknown);
}

#[test]
fn every_kind_a_file_may_name() {
    for (word, stage) in [
        ("kindergarten", Stage::Kindergarten),
        ("primary", Stage::Primary),
        ("middle", Stage::Middle),
        ("senior", Stage::Senior),
        ("vocational", Stage::Vocational),
        ("special", Stage::Special),
        ("higher_ed", Stage::HigherEd),
        ("school", Stage::Other),
        ("other", Stage::Other),
    ] {
        let file = format!("{HEAD}\n{TREE}S1,某校,,430405,{word},,,\n");
        let rows = rows(&file);
        assert_eq!((rows[3].kind, rows[3].stage), (Kind::School, Some(stage)), "{word}");
    }
}

#[test]
fn yes_no_and_ownership_as_people_write_them() {
    let cases = [("yes", true), ("TRUE", true), ("1", true), ("是", true), ("no", false), ("False", false), ("0", false), ("否", false)];
    for (word, boarding) in cases {
        let file = format!("{HEAD}\n{TREE}S1,某校,,4304,senior,公办,{word},0\n");
        let row = &rows(&file)[3];
        assert_eq!((row.boarding, row.ownership, row.pupils), (Some(boarding), Some(Ownership::Public), Some(0)));
    }
    let file = format!("{HEAD}\n{TREE}S1,某校,,4304,senior,民办,,1000000\n");
    assert_eq!(rows(&file)[3].ownership, Some(Ownership::Private));
}

#[test]
fn the_header_is_checked() {
    for (head, told) in [
        (
            "",
            &[
                "line 1, column code: the column is missing",
                "line 1, column name_zh: the column is missing",
                "line 1, column parent: the column is missing",
                "line 1, column kind: the column is missing",
            ][..],
        ),
        ("code,name_zh,kind", &["line 1, column parent: the column is missing"]),
        ("Code,name_zh,parent,kind", &["line 1, column Code: unknown column", "line 1, column code: the column is missing"]),
        ("code,name_zh,parent,kind,phone", &["line 1, column phone: unknown column"]),
        ("code,name_zh,parent,kind,", &["line 1: unknown column"]),
        ("code,name_zh,parent,code,kind", &["line 1, column code: the column stands twice"]),
    ] {
        assert_eq!(faults(&format!("{head}\n")), told, "{head}");
    }
}

#[test]
fn rows_are_checked_even_when_the_header_is_faulty() {
    assert_eq!(
        faults("code,name_zh,kind,phone\n43,,province,1\n4304,衡阳市,town,2\n"),
        [
            "line 1, column phone: unknown column",
            "line 1, column parent: the column is missing",
            "line 2, column name_zh: empty",
            "line 3, column kind: unknown kind (\"town\")",
        ]
    );
}

#[test]
fn each_cell_is_checked() {
    let long = "x".repeat(33);
    let name = "名".repeat(201);
    let cases: Vec<(String, &[&str])> = vec![
        (",某校,,430405,primary,,,".into(), &["line 5, column code: empty"]),
        ("43.1,某校,,430405,primary,,,".into(), &["line 5, column code: a code has only letters a to z and digits (\"43.1\")"]),
        ("４３,某校,,430405,primary,,,".into(), &["line 5, column code: a code has only letters a to z and digits (\"４３\")"]),
        (
            format!("{long},某校,,430405,primary,,,"),
            &["line 5, column code: longer than 32 characters (\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\")"],
        ),
        ("S1, ,,430405,primary,,,".into(), &["line 5, column name_zh: empty"]),
        ("S1,某\u{7}校,,430405,primary,,,".into(), &["line 5, column name_zh: has control or invisible characters (\"某\u{fffd}校\")"]),
        ("S1,某校,\"A\nB\",430405,primary,,,".into(), &["line 5, column name_en: has control or invisible characters (\"A\u{fffd}B\")"]),
        ("S1,某\u{202e}校,,430405,primary,,,".into(), &["line 5, column name_zh: has control or invisible characters (\"某\u{fffd}校\")"]),
        ("S1,某校,,430405,,,,".into(), &["line 5, column kind: empty"]),
        ("S1,某校,,430405,Primary,,,".into(), &["line 5, column kind: unknown kind (\"Primary\")"]),
        ("S1,某校,,430405,primary,state,,".into(), &["line 5, column ownership: write public or private (\"state\")"]),
        ("S1,某校,,430405,primary,,maybe,".into(), &["line 5, column boarding: write yes or no (\"maybe\")"]),
        ("S1,某校,,430405".into(), &["line 5: 4 cells where the header has 8 (\"S1,某校,,430405\")"]),
    ];
    for (row, told) in cases {
        assert_eq!(faults_of(&row), told, "{row}");
    }
    assert_eq!(faults_of(&format!("S1,{name},,430405,primary,,,")).len(), 1);
    assert_eq!(faults_of(&format!("S1,{},,430405,primary,,,", "名".repeat(200))), [""; 0]);
    assert_eq!(faults_of(&format!("{},某校,,430405,primary,,,", "x".repeat(32))), [""; 0]);
}

#[test]
fn pupils_are_a_whole_number() {
    for wrong in ["-1", "+5", "1.5", "1e3", "１２", "1000001", "99999999999999999999", "12人", "\"1,200\""] {
        let told = faults_of(&format!("S1,某校,,430405,primary,,,{wrong}"));
        assert_eq!(told.len(), 1, "{wrong}");
        assert!(told[0].starts_with("line 5, column pupils: not a whole number"), "{wrong}: {told:?}");
    }
}

#[test]
fn the_tree_is_checked() {
    for (row, told) in [
        ("S1,某校,,9999,primary,,,", "line 5, column parent: no organisation has this code (\"9999\")"),
        ("S1,某校,,,primary,,,", "line 5, column parent: a school needs a parent"),
        ("44,广东省,,43,province,,,", "line 5, column parent: a province has no parent (\"43\")"),
        ("S1,某校,,43,primary,,,", "line 5, column parent: a school cannot stand under a province (\"43\")"),
        ("430499,某区,,43,county,,,", "line 5, column parent: a county cannot stand under a province (\"43\")"),
        ("4305,某市,,430405,city,,,", "line 5, column parent: a city cannot stand under a county (\"430405\")"),
        ("43040501,某乡,,4304,township,,,", "line 5, column parent: a township cannot stand under a city (\"4304\")"),
        ("430405,珠晖区,,4304,county,,,", "line 5, column code: the code already stands on line 4 (\"430405\")"),
        ("430406,某区,,430406,county,,,", "line 5, column parent: its parents lead back to itself (\"430406\")"),
    ] {
        assert_eq!(faults_of(row), [told]);
    }
    assert_eq!(
        faults_of("S1,某校,,430405,primary,,,\nS2,某班,,S1,primary,,,"),
        ["line 6, column parent: a school cannot stand under a school (\"S1\")"]
    );
}

#[test]
fn a_circle_is_told_on_its_own_rows_only() {
    let file = "code,name_zh,parent,kind\na,甲,b,city\nb,乙,c,county\nc,丙,a,township\nd,丁,c,school\n";
    assert_eq!(
        faults(file),
        [
            "line 2, column parent: its parents lead back to itself (\"b\")",
            "line 3, column parent: its parents lead back to itself (\"c\")",
            "line 4, column parent: its parents lead back to itself (\"a\")",
        ]
    );
}

#[test]
fn a_faulty_parent_does_not_make_its_children_faulty() {
    let file = "code,name_zh,parent,kind\n43,湖南省,,province\n4304,衡阳市,43,town\n430405,珠晖区,4304,county\n4305,邵阳市\n430502,双清区,4305,county\n";
    assert_eq!(faults(file), ["line 3, column kind: unknown kind (\"town\")", "line 5: 2 cells where the header has 4 (\"4305,邵阳市\")"]);
}

#[test]
fn all_faults_of_a_file_are_told_in_its_order() {
    let file = format!("{HEAD}\n{TREE}S-1,,,9,nursery,x,y,z\nS2,某校,,9,primary,,,\n");
    let told = faults(&file);
    let columns: Vec<_> = told.iter().map(|fault| fault.split(':').next().unwrap_or_default()).collect();
    assert_eq!(
        columns,
        [
            "line 5, column code",
            "line 5, column name_zh",
            "line 5, column parent",
            "line 5, column kind",
            "line 5, column ownership",
            "line 5, column boarding",
            "line 5, column pupils",
            "line 6, column parent",
        ]
    );
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    for end in ["\n", "\r\n", "\r"] {
        let file = ["code,name_zh,parent,kind", "43,湖南省,,province", "", ",,,", "44,\"广", "东\",,province", "4304,,43,city"].join(end);
        let lines: Vec<_> = read(file.as_bytes(), &nobody).expect_err("two faults").iter().map(|fault| fault.line).collect();
        assert_eq!(lines, [5, 7], "{end:?}");
    }
}

#[test]
fn other_encodings_are_named_by_line() {
    // 湖南省 in GBK.
    let file = b"code,name_zh,parent,kind\r\n43,\xba\xfe\xc4\xcf\xca\xa1,,province\r\n";
    assert_eq!(read(file, &nobody), Err(vec![Fault { line: 2, column: String::new(), value: String::new(), problem: Problem::NotUtf8 }]));
}

#[test]
fn a_long_cell_is_shortened() {
    let told = read(format!("code,name_zh,parent,kind\n43,x,,{}\n", "k".repeat(500)).as_bytes(), &nobody).expect_err("a strange kind");
    assert_eq!(told[0].value, format!("{}…", "k".repeat(40)));
}

#[test]
fn every_problem_has_words_in_both_languages() {
    let (kind, parent, stored) = (Kind::School, Kind::Province, Kind::City);
    let problems = [
        Problem::NotUtf8,
        Problem::MissingColumn,
        Problem::UnknownColumn,
        Problem::DoubledColumn,
        Problem::Cells { expected: 4, found: 3 },
        Problem::Empty,
        Problem::CodeCharacters,
        Problem::TooLong { most: 32 },
        Problem::CodeTwice { line: 2 },
        Problem::Control,
        Problem::UnknownKind,
        Problem::KindChanged { stored },
        Problem::ParentMissing { kind },
        Problem::ParentGiven,
        Problem::ParentUnknown,
        Problem::ParentKind { kind, parent },
        Problem::Cycle,
        Problem::Pupils,
        Problem::Boarding,
        Problem::Ownership,
    ];
    let keys = problems.iter().map(|problem| (problem.key(), problem.args()));
    let kinds = Kind::ALL.iter().map(|kind| (kind.key(), Vec::new()));
    let stages = Stage::ALL.iter().map(|stage| (stage.key(), Vec::new()));
    let ownerships = Ownership::ALL.iter().map(|ownership| (ownership.key(), Vec::new()));
    let wanted: Vec<_> = keys.chain(kinds).chain(stages).chain(ownerships).collect();
    for words in [
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/text/zh-CN/org.ftl")),
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/text/en/org.ftl")),
    ] {
        for (key, args) in &wanted {
            let from = words.split_once(&format!("\n{key} =")).map(|(_, from)| from);
            let message = from.and_then(|from| from.split("\norg-").next()).unwrap_or_default();
            assert!(!message.trim().is_empty(), "{key} has no words");
            for (name, _) in args {
                assert!(message.contains(&format!("${name}")), "{key} does not say {name}");
            }
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes: Vec<u8>) {
        let _ = read(&bytes, &nobody);
    }

    #[test]
    fn no_text_below_a_sound_header_makes_it_panic(body in "[0-9a-cS,\"\r\n 市 province city school]{0,200}") {
        let file = format!("code,name_zh,parent,kind\n{body}");
        match read(file.as_bytes(), &nobody) {
            Err(faults) => prop_assert!(!faults.is_empty()),
            Ok(rows) => for (index, row) in rows.iter().enumerate() {
                let above = row.parent.as_deref();
                prop_assert!(above.is_none_or(|above| rows[..index].iter().any(|row| row.code == above)));
            },
        }
    }

    /// Whatever the order of its lines, the same file gives the same rows, parents first.
    #[test]
    fn the_order_of_lines_does_not_matter(order in Just((0..7_usize).collect::<Vec<_>>()).prop_shuffle()) {
        let lines = [
            "43,湖南省,,province", "4304,衡阳市,43,city", "430405,珠晖区,4304,county", "43040501,茶山镇,430405,township",
            "S1,一校,43040501,primary", "S2,二校,430405,senior", "S3,三校,4304,special",
        ];
        let body: Vec<_> = order.iter().map(|line| lines[*line]).collect();
        let rows = rows(&format!("code,name_zh,parent,kind\n{}", body.join("\n")));
        prop_assert_eq!(rows.len(), 7);
        for (index, row) in rows.iter().enumerate() {
            let above = row.parent.as_deref();
            prop_assert!(above.is_none_or(|above| rows[..index].iter().any(|row| row.code == above)));
        }
    }
}
