//! Old ledgers taken over from spreadsheets, told through the pages.

use crate::common::{Org, Page, TestSite, User, story};
use hazard_register::access::Role;
use hazard_register::job;
use hazard_register::sheet;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use sha2::{Digest, Sha256};
use std::io::{Cursor, Write};

fn count(page: &Page, what: &str) -> i64 {
    page.text(&format!("[data-count={what}]")).parse().unwrap_or_else(|_| panic!("no figure {what}:\n{page}"))
}

/// Why a row is where it is.
fn why(page: &Page, row: u32) -> String {
    page.text(&format!("[data-row='{row}'] p"))
}

async fn work(site: &TestSite) -> usize {
    job::drain(site.app(), &hazard_register::jobs()).await.expect("the queue answers")
}

/// As schools keep them. Every oddity that was met in the field is in it once.
fn odd_workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let plain = Format::new();
    let day = Format::new().set_num_format("yyyy/m/d");
    let sheet = book.add_worksheet().set_name("排查台账").expect("a name");
    sheet.merge_range(0, 0, 0, 11, "一中2024年安全隐患排查治理台账", &plain).expect("a title");
    sheet.merge_range(1, 0, 1, 11, "填报单位：一中　　填报时间：2024年7月1日", &plain).expect("a second title");
    for (column, head) in [(0, "序号"), (1, "发现\n日期"), (2, "隐患部位"), (3, "隐患描述"), (4, "隐患类别"), (10, "复查人"), (11, "备注")]
    {
        sheet.merge_range(2, column, 3, column, head, &plain).expect("a heading over two rows");
    }
    sheet.merge_range(2, 5, 2, 9, "整改", &plain).expect("a heading over columns");
    for (column, head) in [(5, "措施"), (6, "期限"), (7, "责任人"), (8, "完成时间"), (9, "情况")] {
        sheet.write_string(3, column, head).expect("a lower heading");
    }
    // Row 5: a real date, a newline after the name.
    sheet.write_number(4, 0, 1.0).expect("1");
    sheet.write_datetime_with_format(4, 1, ExcelDateTime::from_ymd(2024, 3, 5).expect("a day"), &day).expect("a real date");
    for (column, text) in [
        (2, "食堂"),
        (3, "灭火器过期"),
        (4, "消防"),
        (5, "更换"),
        (6, "2024.3.8"),
        (7, "张三\n"),
        (8, "2024.3.7"),
        (9, "已整改"),
        (10, "王校长"),
    ] {
        sheet.write_string(4, column, text).expect("a text");
    }
    // Row 6: a serial number without a format, several types in a cell, due before found.
    sheet.write_number(5, 0, 2.0).expect("2");
    sheet.write_number(5, 1, 45357.0).expect("a serial");
    for (column, text) in [(2, "配电室"), (3, "门没锁"), (4, "用电/安保"), (5, "上锁"), (6, "2024.3.1"), (7, "李四\n王五"), (9, "未整改")]
    {
        sheet.write_string(5, column, text).expect("a text");
    }
    // Row 7: a group; rows 8 and 9 under it, their day and place merged.
    sheet.merge_range(6, 0, 6, 11, "二、教学楼", &plain).expect("a group");
    sheet.write_number(7, 0, 3.0).expect("3");
    sheet.merge_range(7, 1, 8, 1, "3月8日", &plain).expect("a day without a year, merged");
    sheet.merge_range(7, 2, 8, 2, "三楼走廊", &plain).expect("a place, merged");
    for (row, text) in [(7, "堆放杂物"), (8, "应急灯不亮")] {
        sheet.write_string(row, 3, text).expect("a text");
        sheet.write_string(row, 9, "整改中").expect("a state");
    }
    sheet.write_number(8, 0, 4.0).expect("4");
    // Row 10: no description. Row 11: no day. Row 12: an impossible one. Row 13: rectified before found.
    for (row, found, text) in
        [(9, "2024年3月9日", ""), (10, "", "栏杆松动"), (11, "2024年2月30日", "水龙头漏水"), (12, "2024-03-12", "电线裸露")]
    {
        sheet.write_number(row, 0, f64::from(row) - 4.0).expect("a number");
        sheet.write_string(row, 1, found).expect("a day");
        sheet.write_string(row, 2, "宿舍").expect("a place");
        sheet.write_string(row, 3, text).expect("a text");
    }
    sheet.write_string(12, 8, "2024-03-01").expect("a day before");
    // Rows 14 and 15: one description over two rows of measures.
    sheet.write_number(13, 0, 9.0).expect("9");
    for (column, text) in [(1, "2024.3.15"), (2, "操场"), (3, "篮球架锈蚀")] {
        sheet.merge_range(13, column, 14, column, text, &plain).expect("merged");
    }
    for (row, measure) in [(13, "除锈"), (14, "加固")] {
        sheet.write_string(row, 5, measure).expect("a measure");
    }
    // Row 16: a line prepared and never filled in. Rows 18 and 19: explanations below an empty row.
    sheet.write_number(15, 0, 10.0).expect("10");
    sheet.merge_range(17, 0, 17, 11, "说明：1.本表一式两份。2.“期限”不得超过一个月。", &plain).expect("an explanation");
    sheet.write_string(18, 0, "填表人：赵六").expect("who");
    sheet.write_string(18, 6, "审核人：").expect("who");
    book.add_worksheet().set_name("Sheet2").expect("an empty second sheet");
    let third = book.add_worksheet().set_name("填表须知").expect("a third");
    third.write_string(0, 0, "请如实填写").expect("a text");
    book.save_to_buffer().expect("a workbook")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ledger_with_every_oddity_is_read_row_by_row() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (officer, staff) = (school.officer().await, school.staff().await);
    assert!(officer.get(&school.url("tickets")).await.has("a[href$='/taken-over']"), "the way there");

    // 1. One file, and its name stays.
    let file = odd_workbook();
    let url = story::ledger_sent(&school, &officer, "2024年台账.xlsx", file.clone()).await;
    let page = officer.get(&url).await;
    assert!(page.text("main").contains("2024年台账.xlsx"), "{page}");

    // 2. The sheet, the headings over two rows below the titles, and the columns are guessed.
    assert_eq!((page.value("#sheet"), page.value("#head"), page.value("#head_rows")), ("0".into(), "3".into(), "2".into()), "{page}");
    for (field, column) in [
        ("ordinal", "0"),
        ("found_on", "1"),
        ("place", "2"),
        ("description", "3"),
        ("kind", "4"),
        ("measures", "5"),
        ("due_on", "6"),
        ("responsible", "7"),
        ("rectified_on", "8"),
        ("state", "9"),
        ("verifier", "10"),
        ("remarks", "11"),
        ("grade", ""),
        ("funds", ""),
    ] {
        assert_eq!(page.value(&format!("#col_{field}")), column, "{field}: {page}");
    }
    assert_eq!(page.value("#year"), "2024", "the year of the title");
    assert!(page.text("#sheet").contains("Sheet2 · 0"), "the empty second sheet is there, and empty: {page}");
    // Another sheet may be looked at, and the needed columns are asked for.
    let other = officer.get(&format!("{url}?map=yes&sheet=2&head=1&head_rows=1")).await;
    let refused = officer.send(other.form("/columns")).await;
    assert_eq!(
        (refused.status(), refused.attrs(".errsum a", "href")),
        (422, vec!["#col_found_on".into(), "#col_description".into()]),
        "{refused}"
    );
    let twice = officer.send(page.form("/columns").set("col_place", "3").set("year", "24")).await;
    assert_eq!(twice.attrs(".errsum a", "href"), ["#col_description", "#year"], "{twice}");

    // 3. Every row is to be taken over or named with its number and its reason.
    let page = officer.done(page.form("/columns")).await;
    assert_eq!((count(&page, "new"), count(&page, "there"), count(&page, "left"), count(&page, "apart")), (6, 0, 3, 9), "{page}");
    assert_eq!(count(&page, "all"), 18, "a row with nothing in it is none");
    for (row, reason) in [
        (1, "标题"),
        (2, "标题"),
        (3, "列名"),
        (4, "列名"),
        (6, "早于发现日期，没记期限"),
        (7, "分组“二、教学楼”"),
        (10, "没有隐患描述"),
        (11, "没有发现日期"),
        (12, "2024年2月30日”读不出来"),
        (13, "2024-03-01 早于发现日期，照台账写的记"),
        (15, "和第 14 行合并"),
        (16, "只有序号"),
        (18, "说明"),
        (19, "说明"),
    ] {
        assert!(why(&page, row).contains(reason), "row {row}: {}\n{page}", why(&page, row));
    }
    assert!(why(&page, 6).contains("一格写了几个类别“用电/安保”"), "{}", why(&page, 6));
    let samples: Vec<String> = page.all("[data-samples] > li").iter().map(|one| one.split_whitespace().collect()).collect();
    assert!(
        samples[0].contains("2024年3月5日") && samples[0].contains("责任人张三整改措施"),
        "a real date, a newline after a name: {samples:?}"
    );
    assert!(samples[1].contains("2024年3月6日") && samples[1].contains("李四、王五") && !samples[1].contains("整改期限"), "{samples:?}");
    assert!(samples[2].contains("2024年3月8日") && samples[2].contains("三楼走廊"), "{samples:?}");
    assert!(samples[3].contains("2024年3月8日") && samples[3].contains("三楼走廊"), "merged cells hold for both: {samples:?}");
    let sheets = page.all("[data-sheet]").join("|");
    assert!(sheets.contains("“Sheet2”（0 行）没有读") && sheets.contains("“填表须知”（1 行）没有读"), "{sheets}");
    for table in ["legacy_ticket", "ledger_event", "job"] {
        assert_eq!(site.count(table).await, 0, "{table}: nothing before the button");
    }
    let csv = officer.get(&format!("{url}/rows.csv")).await;
    let table = sheet::read(&csv.bytes, &|_| true).expect("a table");
    assert_eq!(
        (table.rows.len(), table.rows[10].cell(0), table.rows[10].cell(1), table.rows[10].cell(2)),
        (19, "10", "不能接", "没有隐患描述")
    );

    // 4 and 5. A job takes them over, once, and says so in the ledger.
    let form = page.form("/go");
    assert_eq!(officer.send(form.clone()).await.status(), 303);
    assert_eq!(officer.send(form).await.status(), 303, "a second press");
    assert_eq!(site.count("job").await, 1, "starts it once");
    let waiting = officer.get(&url).await;
    assert_eq!((waiting.header("refresh"), waiting.attr("progress", "max")), (Some("2"), "6".to_owned()), "{waiting}");
    work(&site).await;
    let page = officer.get(&url).await;
    assert_eq!((count(&page, "taken"), count(&page, "left"), count(&page, "apart")), (6, 3, 9), "{page}");
    assert_eq!((site.count("legacy_ticket").await, site.count("ticket").await, site.count("ledger_event").await), (6, 0, 1));
    let (facts, rows): (serde_json::Value, Vec<Vec<u8>>) = (
        sqlx::query_scalar("SELECT facts FROM ledger_event WHERE act = 'take_over'").fetch_one(site.owner()).await.expect("the event"),
        sqlx::query_scalar("SELECT digest FROM legacy_ticket ORDER BY row").fetch_all(site.owner()).await.expect("the rows"),
    );
    let digest = rows.iter().fold(Sha256::new(), |hash, one| hash.chain_update(one)).finalize();
    assert_eq!((facts["rows"].as_str(), facts["taken"].as_str()), (Some(hex::encode(digest).as_str()), Some("6")), "{facts}");
    assert_eq!(facts["file"].as_str(), Some(hex::encode(Sha256::digest(&file)).as_str()));

    // It looks like what it is: a list and figures of its own, none of it among the tickets.
    let list = staff.get(&school.url("taken-over")).await;
    assert_eq!((count(&list, "found"), count(&list, "closed"), count(&list, "open"), count(&list, "before")), (6, 2, 4, 1), "{list}");
    assert!(!list.has("input[name=pick]") && !list.has("a[href$='/taken-over/import']"), "staff look on: {list}");
    assert!(staff.get(&school.url("tickets?show=all")).await.has(".empty"));
    let merged = staff.get(&school.url("taken-over?words=篮球架")).await.attr("main li a.t", "href");
    let one = staff.get(&merged).await;
    assert!(one.text("main").contains("除锈；加固"), "one danger over two rows: {one}");
    for told in ["2024年台账.xlsx", "排查台账", "没有在这里核实", &officer.name, &hex::encode(Sha256::digest(&file))] {
        assert!(one.text("main").contains(told), "{told}: {one}");
    }
    assert!(one.text("[aria-labelledby=cells-h]").contains("2024.3.15"), "the cells as they were: {one}");
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_import_adds_none_and_what_is_open_goes_on_as_a_ticket() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (officer, staff) = (school.officer().await, school.staff().await);
    let rows = [
        ["1", "2024.3.5", "食堂", "地面湿滑", "2024.3.8", "未整改"],
        ["2", "2024.3.6", "操场", "篮球架松动", "2024.3.9", "已整改"],
        ["3", "2024.3.7", "大门", "门禁失灵", "", "整改中"],
        ["4", "2024.3.8", "厕所", "灯不亮", "", "未整改"],
    ];
    let url = story::ledger_sent(&school, &officer, "春季.csv", story::old_ledger(&rows)).await;
    story::ledger_mapped(&url, &officer).await;
    let page = story::ledger_taken(&school, &url, &officer).await;
    assert_eq!(count(&page, "taken"), 4, "{page}");

    // The same file again, and another with the same dangers otherwise spaced and one new: mapped by itself, nothing doubled.
    let again = story::ledger_sent(&school, &officer, "春季.csv", story::old_ledger(&rows)).await;
    assert_ne!(again, url);
    let page = officer.get(&again).await;
    assert_eq!((count(&page, "new"), count(&page, "there")), (0, 4), "the columns are known by now: {page}");
    assert!(why(&page, 3).contains("已经接过：“春季.csv”第 3 行") && !page.has("button.btn-1"), "{page}");
    let other = [["7", "2024年3月5日", "食 堂", "地面，湿滑。", "", "已整改"], ["8", "2024-03-20", "食堂", "油烟管积油", "", "未整改"]];
    let second = story::ledger_sent(&school, &officer, "全年.csv", story::old_ledger(&other)).await;
    let page = officer.get(&second).await;
    assert_eq!((count(&page, "new"), count(&page, "there")), (1, 1), "{page}");
    assert!(why(&page, 2).contains("“春季.csv”第 2 行"), "{page}");
    // Before it goes on, somebody else takes the new one over from a third file: the job sees it.
    let third = story::ledger_sent(&school, &officer, "别的.csv", story::old_ledger(&other[1..])).await;
    story::ledger_taken(&school, &third, &officer).await;
    let page = story::ledger_taken(&school, &second, &officer).await;
    assert_eq!((count(&page, "taken"), count(&page, "there"), site.count("legacy_ticket").await), (0, 2, 5), "{page}");
    // What is under way or done is not mapped anew.
    let late = officer.post(&format!("{second}/columns"), &[("sheet", "0")]).await;
    assert_eq!(late.status(), 303, "{late}");

    // One press carries one over, a second gives no second; it is a report like any other, and says where it comes from.
    let list = officer.get(&school.url("taken-over?waiting=yes")).await;
    assert_eq!(list.all("main li a.t").len(), 4, "{list}");
    let one = officer.get(&school.url("taken-over?words=湿滑")).await.attr("main li a.t", "href");
    let form = officer.get(&one).await.form("/carry");
    let first = officer.send(form.clone()).await;
    let ticket = officer.done(form).await;
    assert!(first.location().contains("/tickets/"), "{first}");
    assert_eq!(site.count("ticket").await, 1);
    let text = ticket.text("main");
    for told in ["地面湿滑", "旧台账接转", "春季.csv", "待核实"] {
        assert!(text.contains(told), "{told}: {ticket}");
    }
    assert_eq!(ticket.events(), ["report"]);
    let (found, reported): (chrono::DateTime<chrono::Utc>, bool) =
        sqlx::query_as("SELECT found_at, reported_at > now() - interval '1 hour' FROM ticket")
            .fetch_one(site.owner())
            .await
            .expect("the ticket");
    assert_eq!((found.to_rfc3339(), reported), ("2024-03-04T16:00:00+00:00".to_owned(), true), "found as claimed, reported now");
    assert!(officer.get(&one).await.has("a[href*='/tickets/']") && !officer.get(&one).await.has("form[action$='/carry']"));
    // Many chosen rows: what was closed there, and what went on already, is left.
    let ids: Vec<String> = officer
        .get(&school.url("taken-over"))
        .await
        .attrs("main li a.t", "href")
        .iter()
        .map(|url| url.rsplit('/').next().unwrap_or_default().to_owned())
        .collect();
    let mut form = list.form("/carry");
    for id in &ids {
        form = form.also("pick", id);
    }
    officer.done(form).await;
    assert_eq!(site.count("ticket").await, 4, "three more: not the closed one, not the first again");
    let page = officer.get(&school.url("taken-over")).await;
    assert_eq!((count(&page, "open"), count(&page, "carried")), (4, 4), "{page}");
    let nothing = officer.send(list.form("/carry")).await;
    assert_eq!(nothing.status(), 303, "nothing chosen is said, not done");
    // It walks the whole loop.
    let url = first.location().to_owned();
    story::confirmed(&url, &officer, "general").await;
    story::assigned(&url, &officer, &staff).await;
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_ledger_reconciles_exactly() {
    let (csv, sums) = (include_bytes!("../data/ledger/building_violations_2012.csv"), include_str!("../data/ledger/SHA256"));
    assert!(sums.contains(&format!("{}  building_violations_2012.csv", hex::encode(Sha256::digest(csv)))), "the file as it was published");
    let site = TestSite::new().await;
    let school = site.school("一中");
    let officer = school.officer().await;
    let url = story::ledger_sent(&school, &officer, "building_violations_2012.csv", csv.to_vec()).await;
    let form = officer.get(&url).await.form("/columns").set("col_ordinal", "").set("col_found_on", "3").set("col_kind", "2");
    let page = officer.done(form.set("col_description", "5").set("col_rectified_on", "4").set("col_place", "").set("col_state", "")).await;
    assert_eq!((count(&page, "new"), count(&page, "left"), count(&page, "there"), count(&page, "apart")), (545, 0, 0, 1), "{page}");
    let page = story::ledger_taken(&school, &url, &officer).await;
    assert_eq!((count(&page, "taken"), count(&page, "all")), (545, 546));
    let list = officer.get(&school.url("taken-over")).await;
    assert_eq!((count(&list, "found"), count(&list, "closed"), count(&list, "open"), count(&list, "before")), (545, 429, 116, 1), "{list}");
    // Counted from the file by another program: rows, first and last day, closed, mean days to closing in hundredths, their median in tenths.
    let golden = [
        ("Air Pollutants and Odors", 2, "2012-12-05", "2012-12-19", 1, 2800, 280),
        ("Animals and Pests", 180, "2012-01-03", "2012-12-28", 138, 4122, 260),
        ("Biohazards", 7, "2012-04-13", "2012-12-18", 6, 1550, 25),
        ("Building Conditions", 62, "2012-01-12", "2012-12-26", 43, 3326, 280),
        ("Chemical Hazards", 17, "2012-02-08", "2012-12-06", 16, 8556, 780),
        ("Garbage and Refuse", 126, "2012-01-03", "2012-12-21", 102, 3474, 180),
        ("Retail Food", 1, "2012-12-20", "2012-12-20", 1, 3400, 340),
        ("Unsanitary Conditions", 83, "2012-01-03", "2012-12-19", 65, 5185, 340),
        ("Vegetation", 67, "2012-02-01", "2012-12-05", 57, 4023, 280),
    ];
    let rows: Vec<(String, i64, String, String, i64, i64, i64)> = sqlx::query_as(
        "SELECT kind, count(*), min(found_on)::text, max(found_on)::text, count(*) FILTER (WHERE closed), round(avg(rectified_on - found_on) FILTER (WHERE closed) * 100)::bigint, (percentile_cont(0.5) WITHIN GROUP (ORDER BY rectified_on - found_on) FILTER (WHERE closed) * 10)::bigint FROM legacy_ticket GROUP BY kind ORDER BY kind COLLATE \"C\"",
    )
    .fetch_all(site.owner())
    .await
    .expect("figures");
    let rows: Vec<_> = rows.iter().map(|row| (row.0.as_str(), row.1, row.2.as_str(), row.3.as_str(), row.4, row.5, row.6)).collect();
    assert_eq!(rows, golden);
    let (late, inspections): (i64, i64) = sqlx::query_as(
        "SELECT count(*) FILTER (WHERE t.rectified_on - t.found_on > 30), count(DISTINCT r.cells[2]) FROM legacy_ticket t JOIN legacy_upload_row r ON r.upload_id = t.upload_id AND r.row = t.row",
    )
    .fetch_one(site.owner())
    .await
    .expect("figures");
    assert_eq!((late, inspections), (198, 387));
    // And once more: none is added.
    let again = story::ledger_sent(&school, &officer, "again.csv", csv.to_vec()).await;
    let page = officer.get(&again).await;
    assert_eq!((count(&page, "new"), count(&page, "there")), (0, 545), "{page}");
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_rows_come_in_pieces() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let officer = school.officer().await;
    let mut text = String::from("序号,发现日期,隐患部位,隐患描述,整改期限,整改情况\n");
    for n in 1..=10_000 {
        text.push_str(&format!(
            "{n},2024-0{}-1{},教学楼{},第{n}处线路老化,,{}\n",
            n % 9 + 1,
            n % 10,
            n % 40,
            if n % 3 == 0 { "未整改" } else { "已整改" }
        ));
    }
    let url = story::ledger_sent(&school, &officer, "大.csv", text.clone().into_bytes()).await;
    let page = story::ledger_mapped(&url, &officer).await;
    assert_eq!((count(&page, "new"), count(&page, "left")), (10_000, 0));
    officer.done(page.form("/go")).await;
    // The first instance dies after its first piece: it had taken the next one.
    let kinds = job::Kinds::default().on("take_over_ledger", |app, job| {
        Box::pin(async move {
            hazard_register::legacy::carry_on(app, job).await?;
            std::future::pending::<Result<job::Outcome, job::Stop>>().await
        })
    });
    let app = site.app().clone();
    let dying = tokio::spawn(async move { job::drain(&app, &kinds).await });
    while site.count("legacy_ticket").await == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    dying.abort();
    let page = officer.get(&url).await;
    assert_eq!(
        (page.attr("progress", "value"), page.attr("progress", "max")),
        ("500".into(), "10000".into()),
        "pieces, and not all at once: {page}"
    );
    sqlx::query("UPDATE job SET locked_until = now() - interval '1 second'").execute(site.owner()).await.expect("time passes");
    let (one, other) = tokio::join!(work(&site), work(&site));
    assert!(one + other >= 19, "{one} and {other}");
    let page = officer.get(&url).await;
    assert_eq!((count(&page, "taken"), count(&page, "there")), (10_000, 0), "each once");
    let list = officer.get(&school.url("taken-over")).await;
    assert_eq!((count(&list, "closed"), count(&list, "open")), (6_667, 3_333));
    let older = officer.get(&list.attr("a[rel=next]", "href")).await;
    assert_eq!(older.all("main li a.t").len(), 50);
    assert!(list.attrs("main li a.t", "href").iter().all(|url| !older.attrs("main li a.t", "href").contains(url)), "pages do not overlap");
    // One more row is too many.
    text.push_str("10001,2024-03-05,x,y,,\n");
    let mut more = text.into_bytes();
    for n in 0..30 {
        more.extend(format!("{n},2024-03-05,x,z{n},,\n").into_bytes());
    }
    let form = officer.get(&school.url("taken-over/import")).await.form("/import").file("file", more);
    let refused = officer.send(form).await;
    assert!(refused.status() == 422 && refused.text("#file-err").contains("10000"), "{refused}");
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_no_ledger_are_refused_with_words_and_leave_nothing() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let officer = school.officer().await;
    let zipped = |parts: &[(&str, Vec<u8>)]| {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part");
            zip.write_all(bytes).expect("bytes");
        }
        zip.finish().expect("an archive").into_inner()
    };
    let zeros = vec![b'0'; 70 * 1024 * 1024];
    let old = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    let locked: Vec<u8> = old.iter().copied().chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for (what, file, status, words) in [
        ("a picture under another name", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0".to_vec(), 422, "不是 .xlsx"),
        ("a zip bomb", zipped(&[("xl/workbook.xml", zeros.clone()), ("xl/worksheets/sheet1.xml", zeros)]), 422, "展开后太大"),
        ("macros", zipped(&[("xl/workbook.xml", b"<workbook/>".to_vec()), ("xl/vbaProject.bin", b"x".to_vec())]), 422, "带宏"),
        ("a locked workbook", locked, 422, "密码"),
        ("an old workbook", old, 422, ".xls"),
        ("half a workbook", odd_workbook()[..2000].to_vec(), 422, "坏了"),
        ("an empty file", b"\xEF\xBB\xBF".to_vec(), 422, "没有内容"),
        ("too many bytes", vec![b'a'; sheet::MOST_BYTES + 1], 413, "太大"),
    ] {
        let form = officer.get(&school.url("taken-over/import")).await.form("/import").file("file", file);
        let page = officer.send(form).await;
        assert_eq!(page.status(), status, "{what}: {page}");
        assert!(page.text("#file-err").contains(words), "{what}: {}", page.text("#file-err"));
    }
    let nothing = officer.send(officer.get(&school.url("taken-over/import")).await.form("/import")).await;
    assert_eq!((nothing.status(), nothing.has("#file-err")), (422, true));
    assert_eq!(site.count("legacy_upload").await, 0);
    // What a Chinese Excel calls csv is read.
    let text = "发现日期,地点,隐患描述\n2024年3月5日,食堂,地滑\n";
    let gb = encoding_rs::GB18030.encode(text).0.into_owned();
    let url = story::ledger_sent(&school, &officer, "gb.csv", gb).await;
    assert_eq!(count(&story::ledger_mapped(&url, &officer).await, "new"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reaches_another_schools_ledger_and_nobody_changes_history() {
    let site = TestSite::new().await;
    let (school, next): (Org, Org) = (site.school("一中"), site.school("二小"));
    let (officer, stranger) = (school.officer().await, next.officer().await);
    let reviewer = site.bureau("东区局").reviewer().await;
    let rows = [["1", "2024.3.5", "食堂", "地面湿滑", "2024.3.8", "未整改"]];
    // The bureau above may do it for its school, and the job with it.
    let url = story::ledger_sent(&school, &reviewer, "局里.csv", story::old_ledger(&rows)).await;
    story::ledger_mapped(&url, &reviewer).await;
    let page = story::ledger_taken(&school, &url, &reviewer).await;
    assert_eq!(count(&page, "taken"), 1, "{page}");
    let wide = reviewer.get(&site.bureau("东区局").url("taken-over")).await;
    assert_eq!((count(&wide, "found"), wide.all("main li a.t").len()), (1, 1), "{wide}");
    let one = officer.get(&school.url("taken-over")).await.attr("main li a.t", "href");
    let id = one.rsplit('/').next().expect("an id").to_owned();
    for path in [one.clone(), url.clone(), school.url("taken-over"), next.url(&format!("taken-over/{id}"))] {
        assert_eq!(stranger.get(&path).await.status(), 404, "{path}");
    }
    // Chosen at another school, nothing happens to it.
    stranger.post(&next.url("taken-over/carry"), &[("pick", &id)]).await;
    assert_eq!(site.count("ticket").await, 0);
    let auditor = site.bureau("东区局").signed_in(Role::Auditor).await;
    assert_eq!((auditor.get(&one).await.status(), auditor.get(&url).await.status()), (200, 404));
    let upload = url.rsplit('/').next().expect("an id");
    for sql in [
        "UPDATE legacy_ticket SET closed = true".to_owned(),
        "DELETE FROM legacy_ticket".into(),
        "DELETE FROM legacy_upload".into(),
        "DELETE FROM legacy_upload_row".into(),
        "UPDATE legacy_upload SET file_name = 'x'".into(),
        "UPDATE legacy_upload_row SET cells = '{x}'".into(),
        "DELETE FROM legacy_carried".into(),
        format!(
            "INSERT INTO legacy_ticket (district_id, id, school_id, path, upload_id, sheet, row, key, digest, found_on, place, description, closed, person_id, taken_at) SELECT district_id, gen_random_uuid(), school_id, path, '{upload}', 0, 2, key, digest, found_on, 'x', 'y', true, person_id, '2020-01-01' FROM legacy_ticket"
        ),
    ] {
        let mut runtime = site.runtime(&school.place.path).await;
        let refused = sqlx::query(sqlx::AssertSqlSafe(sql.clone())).execute(&mut *runtime).await;
        let code = refused.err().and_then(|error| error.as_database_error().and_then(|error| error.code().map(|code| code.into_owned())));
        assert_eq!(code.as_deref(), Some("42501"), "{sql}");
    }
    // A settled row stays what it is: no row is found to change.
    let mut runtime = site.runtime(&school.place.path).await;
    let touched = sqlx::query("UPDATE legacy_upload_row SET remarks = '[]' WHERE state = 'taken'")
        .execute(&mut *runtime)
        .await
        .expect("allowed, and nothing to do");
    assert_eq!(touched.rows_affected(), 0);
    let mut foreign = site.runtime(&next.place.path).await;
    for table in ["legacy_upload", "legacy_upload_row", "legacy_heading", "legacy_ticket"] {
        let seen: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}")))
            .fetch_one(&mut *foreign)
            .await
            .expect("a count");
        assert_eq!(seen, 0, "{table}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_changes_what_was_taken_over_is_found_out() {
    for (sql, told) in [
        ("UPDATE legacy_ticket SET closed = true WHERE NOT closed", "not those that were recorded"),
        ("UPDATE legacy_ticket SET found_on = found_on - 1 WHERE row = 2", "not those"),
        ("UPDATE legacy_ticket SET description = description || 'x' WHERE row = 3", "not those"),
        ("UPDATE legacy_upload_row SET cells[4] = 'x' WHERE row = 2", "not those"),
        ("DELETE FROM legacy_ticket WHERE row = 3", "not those"),
        ("DELETE FROM legacy_ticket; DELETE FROM legacy_upload_row; DELETE FROM legacy_upload", "it is gone"),
        (
            "DELETE FROM ledger_text; DELETE FROM ledger_event; UPDATE ledger_head SET seq = 0, hash = decode(repeat('00', 32), 'hex')",
            "no event tells",
        ),
    ] {
        let site = TestSite::new().await;
        let school = site.school("一中");
        let officer = school.officer().await;
        let rows = [["1", "2024.3.5", "食堂", "地面湿滑", "2024.3.8", "未整改"], ["2", "2024.3.6", "操场", "篮球架松动", "", "已整改"]];
        let url = story::ledger_sent(&school, &officer, "春季.csv", story::old_ledger(&rows)).await;
        story::ledger_mapped(&url, &officer).await;
        story::ledger_taken(&school, &url, &officer).await;
        let mut conn = site.owner().acquire().await.expect("a connection");
        let report = hazard_register::ledger::verify(&mut conn, None).await.expect("a report");
        assert!(report.clean(), "{:?}", report.findings);
        sqlx::raw_sql(sql).execute(&mut *conn).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        let report = hazard_register::ledger::verify(&mut conn, None).await.expect("a report");
        let found: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
        assert!(matches!(found.as_slice(), [one] if one.contains("old ledger") && one.contains(told)), "{sql}: {found:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_goes_no_further_than_its_post() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let gone: User = school.another(Role::Officer).await;
    let rows = [["1", "2024.3.5", "食堂", "地面湿滑", "", "未整改"]];
    let url = story::ledger_sent(&school, &gone, "x.csv", story::old_ledger(&rows)).await;
    let page = story::ledger_mapped(&url, &gone).await;
    gone.done(page.form("/go")).await;
    sqlx::query("UPDATE post SET to_on = current_date - 1 WHERE person_id = $1")
        .bind(gone.person)
        .execute(site.owner())
        .await
        .expect("the post ends");
    work(&site).await;
    assert_eq!(site.count("legacy_ticket").await, 0);
    let officer = school.officer().await;
    let page = officer.get(&url).await;
    assert!(page.has("[role=alert]"), "{page}");
    let page = story::ledger_taken(&school, &url, &officer).await;
    assert_eq!(count(&page, "taken"), 1, "whoever holds the post now goes on: {page}");
}
