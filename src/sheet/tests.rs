use super::*;
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

fn first(_: &Table) -> bool {
    true
}

fn cells(table: &Table) -> Vec<(u32, Vec<&str>)> {
    table.rows.iter().map(|row| (row.number, row.cells.iter().map(String::as_str).collect())).collect()
}

fn csv(text: impl AsRef<[u8]>) -> Result<Table, Fault> {
    read(text.as_ref(), &first)
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook of one sheet, by hand.
fn by_hand(sheet: &str, strings: &str) -> Vec<u8> {
    let workbook = r#"<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    let relations = r#"<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    let package = r#"<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    zipped(&[
        ("_rels/.rels", package.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.xml", format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>").as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
    ])
}

#[test]
fn csv_is_read_as_spreadsheets_write_it() {
    let plain = [(1, vec!["名称", "区域"]), (2, vec!["食堂", "a"])];
    let text = "名称,区域\r\n食堂,a\r\n";
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.replace(',', "\t").encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for (bytes, how) in [
        (text.as_bytes().to_vec(), "plain"),
        (format!("\u{feff}{text}").into_bytes(), "with a mark"),
        (encoding_rs::GB18030.encode(text).0.into_owned(), "as a Chinese Excel saves it"),
        (text.replace(',', ";").into_bytes(), "semicolons"),
        (text.replace(',', "\t").into_bytes(), "tabs"),
        (utf16, "Unicode text"),
        (text.replace("\r\n", "\n").into_bytes(), "line feeds"),
        (text.replace("\r\n", "\r").into_bytes(), "carriage returns"),
        (text.trim_end().as_bytes().to_vec(), "no last line end"),
        (format!("{text},,\r\n\r\n , \r\n\u{1a}").into_bytes(), "empty rows at the end"),
        ("\"名称\",\"区域\" \r\n\"食堂\",a\r\n".as_bytes().to_vec(), "quotes"),
    ] {
        assert_eq!(cells(&csv(&bytes).unwrap_or_else(|fault| panic!("{how}: {fault}"))), plain, "{how}");
    }
    let table = csv("\n\na,\"b \"\"c\"\"\nd\",e\"f\n").unwrap();
    assert_eq!(cells(&table), [(3, vec!["a", "b \"c\"\nd", "e\"f"])], "blank rows count, quotes hold line ends");
}

#[test]
fn what_is_no_csv_is_named() {
    let wide = "a,".repeat(150) + "b";
    let long = "a\n".repeat(MOST_ROWS + HEAD_ROWS + 1);
    for (bytes, fault) in [
        (b"".to_vec(), Fault::Empty),
        (b"\xEF\xBB\xBF \r\n,,\r\n".to_vec(), Fault::Empty),
        (b"a,b\nc,\"d\ne,f\n".to_vec(), Fault::Quote(2)),
        (b"a,b\nc,\"d\"e,f\n".to_vec(), Fault::Quote(2)),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), Fault::NotATable),
        (b"%PDF-1.7 \x01\x02".to_vec(), Fault::NotATable),
        (b"\xff\xff\xff\x80".to_vec(), Fault::Encoding),
        (wide.into_bytes(), Fault::TooWide),
        (long.into_bytes(), Fault::TooManyRows),
        (vec![b'a'; MOST_BYTES + 1], Fault::TooLarge),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old".to_vec(), Fault::OldExcel),
    ] {
        assert_eq!(csv(&bytes).map(|table| table.rows.len()), Err(fault), "{:?}", String::from_utf8_lossy(&bytes[..bytes.len().min(40)]));
    }
    let mut locked = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(csv(&locked), Err(Fault::Locked));
}

#[test]
fn a_workbook_is_read_by_what_it_shows() {
    let mut book = Workbook::new();
    let cover = book.add_worksheet();
    cover.set_name("封面").unwrap();
    cover.write_string(0, 0, "说明").unwrap();
    let sheet = book.add_worksheet();
    sheet.set_name("清单").unwrap();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    sheet.merge_range(0, 0, 0, 4, "一中风险清单", &Format::new()).unwrap();
    for (column, head) in (0_u16..).zip(["名称", "危险源", "L", "D", "日期"]) {
        sheet.write_string(1, column, head).unwrap();
    }
    sheet.merge_range(2, 0, 4, 0, "食堂", &Format::new()).unwrap();
    for (row, hazard) in (2_u32..).zip(["燃气", "用电", "滑倒"]) {
        sheet.write_string(row, 1, hazard).unwrap();
        sheet.write_number(row, 2, 0.1 + 0.2).unwrap();
        sheet.write_formula(row, 3, Formula::new("=1+1").set_result("2")).unwrap();
        sheet.write_datetime_with_format(row, 4, ExcelDateTime::from_ymd(2026, 11, 22).unwrap(), &day).unwrap();
    }
    for row in 5..2_000 {
        sheet.write_blank(row, 0, &day).unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let table = read(&bytes, &|table| table.rows.len() > 2).unwrap();
    assert_eq!(table.sheet, "清单");
    let line = |hazard| vec!["食堂", hazard, "0.3", "2", "2026-11-22"];
    assert_eq!(
        cells(&table),
        [(1, vec!["一中风险清单"]), (2, vec!["名称", "危险源", "L", "D", "日期"]), (3, line("燃气")), (4, line("用电")), (5, line("滑倒"))]
    );
    assert_eq!(read(&bytes, &|_| false).unwrap().sheet, "封面", "the first with anything in it");
}

#[test]
fn archives_that_lie_or_burst_are_refused_before_they_are_read() {
    let zeros = vec![b' '; 80 * 1024 * 1024];
    let bomb = zipped(&[("xl/workbook.xml", b"<workbook/>"), ("xl/worksheets/sheet1.xml", &zeros)]);
    assert!(bomb.len() < 200_000);
    assert_eq!(read(&bomb, &first), Err(Fault::Bomb));

    // The same, saying it unpacks to a handful of bytes: in both headers.
    let mut lying = bomb.clone();
    let size = u32::try_from(zeros.len()).unwrap().to_le_bytes();
    for at in 0..lying.len() - 4 {
        if lying[at..at + 4] == size {
            lying[at..at + 4].copy_from_slice(&9_u32.to_le_bytes());
        }
    }
    assert_ne!(lying, bomb);
    assert!(matches!(read(&lying, &first), Err(Fault::Bomb | Fault::Broken)));

    let many: Vec<(String, &[u8])> = (0..3_000).map(|n| (format!("x{n}.xml"), &b""[..])).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    assert_eq!(read(&zipped(&many), &first), Err(Fault::Bomb));

    let strings = r#"<sst uniqueCount="999999999999"><si><t>a</t></si></sst>"#;
    assert_eq!(read(&by_hand("", strings), &first), Err(Fault::Bomb), "room for a million million strings");
    let strings = format!("<sst>{}</sst>", "<si/>".repeat(700_000));
    assert_eq!(read(&by_hand("", &strings), &first), Err(Fault::Bomb), "tiny strings without number");
}

#[test]
fn damaged_workbooks_are_an_answer_and_no_crash() {
    let good = by_hand(r#"<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>"#, "<sst/>");
    assert_eq!(cells(&read(&good, &first).unwrap()), [(1, vec!["a"])]);
    for (sheet, fault) in [
        (r#"<row r="1"><c r="A1" t="s"><v>7</v></c></row>"#, Fault::Broken),
        (r#"<row r="1"><c r="A1" t="zz"><v>7</v></c></row>"#, Fault::Broken),
        (r#"<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>"#, Fault::Broken),
        (r#"<row r="1"><c r="XFD1"><v>1</v></c></row>"#, Fault::TooWide),
        ("", Fault::Empty),
    ] {
        assert_eq!(read(&by_hand(sheet, "<sst/>"), &first), Err(fault), "{sheet}");
    }
    // The reader's sums go over here, which a build with checks notices and one without does not.
    let nowhere = r#"<row r="1"><c r="AAAAAAAAAAAAAAAAAA99999999999" t="n"><v>1</v></c></row>"#;
    assert!(matches!(read(&by_hand(nowhere, "<sst/>"), &first), Err(Fault::Broken | Fault::TooWide)));
    // A cell at the end of the world costs nothing.
    let far = r#"<row r="1048576"><c r="A1048576"><v>1</v></c></row>"#;
    assert_eq!(cells(&read(&by_hand(far, "<sst/>"), &first).unwrap()), [(1_048_576, vec!["1"])]);
    for cut in [10, good.len() / 2, good.len() - 5] {
        assert!(read(&good[..cut], &first).is_err());
    }
    assert_eq!(read(&zipped(&[("word/document.xml", b"<w/>")]), &first), Err(Fault::NotATable));
    assert_eq!(read(&zipped(&[("xl/workbook.xml", b"")]), &first).err(), Some(Fault::Broken));
}

#[test]
fn nothing_written_to_csv_runs_when_it_is_opened() {
    for (text, written) in [
        ("=1+1", "'=1+1"),
        ("+86", "'+86"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1", "'＝1"),
        ("＠x", "'＠x"),
        ("\tx", "\"'\tx\""),
        ("'=1", "''=1"),
        ("'quoted'", "'quoted'"),
        ("=cmd|' /C calc'!A0, x", "\"'=cmd|' /C calc'!A0, x\""),
        ("a=b", "a=b"),
    ] {
        let line = csv_line(&[Cell::text(text), Cell::text("x")]);
        assert_eq!(line, format!("{written},x\r\n"));
        assert_eq!(cells(&csv(&line).unwrap()), [(1, vec![text, "x"])], "{text} comes back as it was");
    }
    assert_eq!(csv_line(&[Cell::Number("0.5".into()), Cell::Empty, Cell::text("a")]), "0.5,,a\r\n");
}

/// One sheet with these rows, written and read again.
fn through_xlsx(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    let mut book = Book::default();
    let mut leaf = book.leaf("S", &["head".to_owned()], &[]).unwrap();
    for row in rows {
        leaf.add(&row.iter().map(|cell| Cell::text(cell.as_str())).collect::<Vec<_>>()).unwrap();
    }
    let bytes = book.bytes().unwrap();
    let table = read(&bytes, &first).unwrap();
    table.rows.into_iter().skip(1).map(|row| row.cells).collect()
}

fn through_csv(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    let lines: String = rows.iter().map(|row| csv_line(&row.iter().map(|cell| Cell::text(cell.as_str())).collect::<Vec<_>>())).collect();
    csv(format!("{BYTE_ORDER_MARK}head,of,table\r\n{lines}")).unwrap().rows.into_iter().skip(1).map(|row| row.cells).collect()
}

#[test]
fn no_cell_of_a_workbook_is_a_formula() {
    let mut book = Book::default();
    let mut leaf = book.leaf("S", &["=1+1".to_owned()], &[8.0]).unwrap();
    leaf.add(&[Cell::text("=HYPERLINK(\"http://x\")"), Cell::Number("0.5".into()), Cell::Number("zero".into())]).unwrap();
    leaf.offer(&Choices { column: 0, sheet: "it's", at: 27, count: 4 }).unwrap();
    let bytes = book.bytes().unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let mut sheet = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("xl/worksheets/sheet1.xml").unwrap(), &mut sheet).unwrap();
    assert!(!sheet.contains("<f>"), "{sheet}");
    assert!(sheet.contains("'it''s'!$AB$2:$AB$5"), "{sheet}");
    assert_eq!(cells(&read(&bytes, &first).unwrap())[1].1, ["=HYPERLINK(\"http://x\")", "0.5", "zero"]);
}

#[test]
fn columns_are_named_as_spreadsheets_name_them() {
    for (column, name) in [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")] {
        assert_eq!(column_name(column), name);
    }
}

/// What people write: signs that mean something to a spreadsheet, line ends, Chinese, what lies outside the basic plane, and an Excel escape.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-z=+@;,\"'\t\n 楼梯，。；＝－0-9_x-]{0,12}",
        1 => "[\\u{1F300}-\\u{1F6FF}\\u{20000}-\\u{20100}é]{1,4}",
        1 => Just("_x0041_".to_owned()),
        1 => "\\PC{0,8}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Every row ends in a cell that holds something, so that none is dropped as empty.
    #[test]
    fn what_is_written_comes_back(rows in prop::collection::vec(prop::collection::vec(words(), 0..5), 1..6)) {
        let rows: Vec<Vec<String>> = rows.into_iter().map(|row| row.into_iter().chain(["end".to_owned()]).collect()).collect();
        prop_assert_eq!(through_csv(&rows), rows.clone());
        prop_assert_eq!(through_xlsx(&rows), rows);
    }

    /// Nothing that comes in makes the reader fall over.
    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..400), archive in any::<bool>()) {
        let mut file = if archive { b"PK\x03\x04".to_vec() } else { vec![] };
        file.extend(bytes);
        let _ = read(&file, &|_| true);
    }
}
