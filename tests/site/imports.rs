//! Risk lists brought along in a spreadsheet, and taken away again, told through the pages.

use crate::common::{Org, Page, TestSite, User};
use hazard_register::access::Role;
use hazard_register::job;
use hazard_register::sheet::{self, Book, Cell, Table, csv_line};
use rust_xlsxwriter::{Format, Workbook};
use std::io::{Cursor, Write};
use std::time::Instant;

const HEADS: [&str; 15] = [
    "序号",
    "风险点名称",
    "区域",
    "类别",
    "具体位置",
    "危险源",
    "因素",
    "事故类型",
    "可能导致的事故",
    "L",
    "E",
    "C",
    "D值",
    "风险等级",
    "管控措施",
];

/// A sound row: 1 x 6 x 40 = 240, orange.
fn row(n: usize) -> Vec<String> {
    let name = format!("配电箱 {n}");
    ["", &name, "教室", "设施", "教学楼", "线路老化", "物", "触电", "触电、火灾", "1", "6", "40", "240", "较大", "断电；挂牌"]
        .map(ToOwned::to_owned)
        .to_vec()
}

fn rows(count: usize) -> Vec<Vec<String>> {
    (1..=count).map(row).collect()
}

fn heads() -> Vec<String> {
    HEADS.map(ToOwned::to_owned).to_vec()
}

fn csv(rows: &[Vec<String>]) -> Vec<u8> {
    let line = |row: &Vec<String>| csv_line(&row.iter().map(|cell| Cell::text(cell.as_str())).collect::<Vec<_>>());
    std::iter::once(&heads()).chain(rows).map(line).collect::<String>().into_bytes()
}

/// As schools have them: a merged title above, numbers as numbers, empty formatted rows below.
fn workbook(rows: &[Vec<String>]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 0, 14, "一中安全风险清单（2026 年秋）", &Format::new()).expect("a title");
    for (at, cells) in (1_u32..).zip(std::iter::once(&heads()).chain(rows)) {
        for (column, cell) in (0_u16..).zip(cells) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(at, column, number).expect("a number"),
                Err(_) => sheet.write_string(at, column, cell).expect("a text"),
            };
        }
    }
    for below in 0..50 {
        sheet.write_blank(u32::try_from(rows.len()).expect("few") + 2 + below, 1, &Format::new().set_bold()).expect("a blank");
    }
    book.save_to_buffer().expect("a workbook")
}

async fn sent(school: &Org, by: &User, file: Vec<u8>) -> Page {
    by.send(by.get(&school.url("risks/import")).await.form("/import").file("file", file)).await
}

/// Sends a file that can be read, and looks at what it says. The page, and its address.
async fn checked(school: &Org, by: &User, file: Vec<u8>) -> (Page, String) {
    let page = sent(school, by, file).await;
    assert_eq!(page.status(), 303, "the file was not read:\n{page}");
    let url = page.location().to_owned();
    let page = by.get(&url).await;
    assert_eq!(page.status(), 200, "{page}");
    (page, url)
}

fn count(page: &Page, what: &str) -> i64 {
    page.text(&format!("[data-count={what}]")).parse().expect("a number")
}

async fn work(site: &TestSite) -> usize {
    job::drain(site.app(), &hazard_register::jobs()).await.expect("the queue answers")
}

/// Lets a checked import in, faults left out, and sees it through.
async fn let_in(site: &TestSite, by: &User, page: &Page, url: &str) -> Page {
    let form = page.form(url.rsplit('/').next().expect("an id"));
    let page = by.send(if page.has("#leave") { form.set("leave", "yes") } else { form }).await;
    assert_eq!(page.status(), 303, "{page}");
    work(site).await;
    by.get(url).await
}

fn downloaded(page: &Page) -> Table {
    assert_eq!(page.status(), 200, "{page}");
    sheet::read(&page.bytes, &|_| true).unwrap_or_else(|fault| panic!("{}: {fault}", page.asked))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_day_of_a_school_with_a_list() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (officer, principal) = (school.officer().await, school.principal().await);
    assert!(officer.get(&school.url("risks")).await.has("a[href$='/risks/import']"));

    // 86 rows, 4 with faults: named by row and column before anything is stored.
    let mut list = rows(86);
    list[4][9] = "7".into();
    list[20][2] = "月球".into();
    list[33][1] = String::new();
    list[85][12] = "250".into();
    let (page, url) = checked(&school, &officer, workbook(&list)).await;
    assert_eq!((count(&page, "new"), count(&page, "there"), count(&page, "faulty")), (82, 0, 4));
    let faults = page.all("[data-faults] .stack-sm li");
    assert!(faults[0].starts_with("第 7 行 J 列：分值表里没有 7"), "{faults:?}");
    assert!(faults[1].contains("第 23 行 C 列") && faults[1].contains("月球"), "{faults:?}");
    assert!(faults[2].contains("第 36 行 B 列") && faults[3].contains("第 88 行 M 列") && faults[3].contains("240"), "{faults:?}");
    let english = officer.in_english().get(&url).await;
    assert!(english.all("[data-faults] .stack-sm li")[1].starts_with("Row 23, column C:"), "{english}");
    for table in ["risk_point", "ledger_event", "job"] {
        assert_eq!(site.count(table).await, 0, "{table}: nothing is stored before the button");
    }

    // Leaving faults out is said aloud.
    let form = page.form(url.rsplit('/').next().expect("an id"));
    let refused = officer.send(form.clone()).await;
    assert_eq!((refused.status(), refused.attrs(".errsum a", "href")), (422, vec!["#leave".to_owned()]), "{refused}");
    assert_eq!(officer.send(form.clone().set("leave", "yes")).await.status(), 303);
    assert_eq!(officer.send(form.set("leave", "yes")).await.status(), 303, "a second press");
    assert_eq!(site.count("job").await, 1, "starts it once");
    let waiting = officer.get(&url).await;
    assert_eq!((waiting.header("refresh"), waiting.attr("progress", "max")), (Some("2"), "82".to_owned()), "{waiting}");
    work(&site).await;
    let page = officer.get(&url).await;
    assert!(page.header("refresh").is_none());
    assert_eq!((count(&page, "added"), count(&page, "faulty")), (82, 4));
    assert!(page.text("[data-summary]").contains("82"), "{page}");
    assert_eq!((site.count("risk_point").await, site.count("evaluation").await, site.count("measure").await), (82, 82, 164));
    assert_eq!(site.count("ledger_event").await, 82, "each point begins in the ledger");
    let point = principal.get(&school.url("risks/FX-001")).await;
    assert_eq!((point.text("h1").as_str(), point.events()), ("配电箱 1", vec!["add_point".to_owned()]));
    assert!(point.text("[aria-labelledby=hazard-1] .chart").contains("240"), "{point}");
    site.holds_together().await;

    // The same form again with the same file is the same import; gone back to with another file, it is another.
    let form = officer.get(&school.url("risks/import")).await.form("/import");
    let mut urls = Vec::new();
    for file in [csv(&list), csv(&list), csv(&list[..9])] {
        urls.push(officer.send(form.clone().file("file", file)).await.location().to_owned());
    }
    assert!(urls[0] == urls[1] && urls[1] != urls[2], "{urls:?}");

    // The four are mended: four are added, the others are there already.
    for (at, column, value) in [(4, 9, "1"), (20, 2, "食堂"), (33, 1, "配电箱 34"), (85, 12, "240")] {
        list[at][column] = value.into();
    }
    let (page, url) = checked(&school, &officer, workbook(&list)).await;
    assert_eq!((count(&page, "new"), count(&page, "there"), count(&page, "faulty")), (4, 82, 0));
    let page = let_in(&site, &officer, &page, &url).await;
    assert_eq!((count(&page, "added"), count(&page, "there")), (4, 82));
    assert_eq!(site.count("risk_point").await, 86);

    // The same file again changes nothing, whoever sends it and in whatever format.
    let before = site.count("ledger_event").await;
    for file in [workbook(&list), csv(&list)] {
        let (page, _) = checked(&school, &principal, file).await;
        assert_eq!((count(&page, "new"), count(&page, "there")), (0, 86));
        assert!(page.text("[data-summary]").contains("86") && !page.has("main form button"), "{page}");
    }
    assert_eq!((site.count("risk_point").await, site.count("ledger_event").await), (86, before));
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_no_list_are_refused_with_words_and_leave_nothing() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let officer = school.officer().await;
    let mut bomb = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["xl/workbook.xml", "xl/worksheets/sheet1.xml"] {
        bomb.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        bomb.write_all(&vec![b'0'; 70 * 1024 * 1024]).expect("zeros");
    }
    let bomb = bomb.finish().expect("a bomb").into_inner();
    let old = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    let locked: Vec<u8> = old.iter().copied().chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let headless = csv(&rows(3)).split(|b| *b == b'\n').skip(1).map(<[u8]>::to_vec).collect::<Vec<_>>().join(&b'\n');
    let quotes = [csv(&rows(2)), "\"没有关上\n".as_bytes().to_vec()].concat();
    let many = csv(&rows(sheet::MOST_ROWS + 1));
    let cases: [(&str, Vec<u8>, u16, &str); 12] = [
        ("a PNG under another name", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0".to_vec(), 422, "不是 .xlsx"),
        ("a zip bomb", bomb, 422, "展开后太大"),
        ("a locked workbook", locked, 422, "密码"),
        ("an old workbook", old, 422, ".xls"),
        ("half a workbook", workbook(&rows(3))[..2000].to_vec(), 422, "坏了"),
        ("a csv with broken quotes", quotes, 422, "第 4 行的引号"),
        ("an empty file", b"\xEF\xBB\xBF".to_vec(), 422, "没有内容"),
        ("no heading row", headless, 422, "标题行"),
        ("only headings", csv(&[]), 422, "没有风险点"),
        ("no scores", csv(&[]).split(|b| *b == b',').take(9).collect::<Vec<_>>().join(&b','), 422, "L 可能性"),
        ("10,001 rows", many, 422, "10000"),
        ("too many bytes", vec![b'a'; sheet::MOST_BYTES + 1], 413, "太大"),
    ];
    for (what, file, status, words) in cases {
        let page = sent(&school, &officer, file).await;
        assert_eq!(page.status(), status, "{what}: {page}");
        assert!(page.text("#file-err").contains(words), "{what}: {}", page.text("#file-err"));
        assert_eq!(page.attrs(".errsum a", "href"), ["#file"], "{what}");
    }
    let nothing = officer.send(officer.get(&school.url("risks/import")).await.form("/import")).await;
    assert_eq!(nothing.status(), 422);
    assert!(nothing.has("#file-err"));
    for table in ["risk_import", "risk_import_row", "job", "risk_point"] {
        assert_eq!(site.count(table).await, 0, "{table}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn csv_comes_in_any_encoding_and_people_are_found_by_name() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (officer, staff) = (school.officer().await, school.staff().await);
    let text = format!(
        "名称;区域;危险源;可能导致;L;E;C;责任人;备注\n门卫室;校门;无人值守;治安侵害;3;6;7;{};x\n大门;校门;无人值守;治安侵害;3;6;7;查无此人;x\n",
        staff.name
    );
    let gb = encoding_rs::GB18030.encode(&text).0.into_owned();
    let (page, url) = checked(&school, &officer, gb).await;
    assert_eq!((count(&page, "new"), count(&page, "faulty")), (1, 1));
    assert!(page.text("[data-faults]").contains("查无此人"), "{page}");
    let notes = page.text("[aria-labelledby=notes-h]");
    assert!(notes.contains("备注") && notes.contains("物的因素"), "what is left out and what is assumed is told: {notes}");
    let page = let_in(&site, &officer, &page, &url).await;
    assert_eq!(count(&page, "added"), 1);
    let point = officer.get(&school.url("risks/FX-001")).await;
    assert!(point.text("[aria-labelledby=duties-h]").contains(&staff.name), "{point}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_cut_off_in_the_middle_goes_on_where_it_stopped() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let officer = school.officer().await;
    let list = rows(700);
    let (page, url) = checked(&school, &officer, csv(&list)).await;
    officer.send(page.form(url.rsplit('/').next().expect("an id"))).await;
    // The first instance dies after its first piece: it had taken the next one.
    let kinds = job::Kinds::default().on("import_risks", |app, job| {
        Box::pin(async move {
            let done: i64 = hazard_register::risk::exchange::carry_on(app, job).await.map(|_| 1)?;
            tokio::time::sleep(std::time::Duration::from_millis(done.unsigned_abs())).await;
            std::future::pending::<Result<job::Outcome, job::Stop>>().await
        })
    });
    let app = site.app().clone();
    let dying = tokio::spawn(async move { job::drain(&app, &kinds).await });
    while site.count("risk_point").await == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    dying.abort();
    let page = officer.get(&url).await;
    assert_eq!((page.attr("progress", "value"), page.attr("progress", "max")), ("300".into(), "700".into()), "{page}");
    assert_eq!(work(&site).await, 0, "its lock still holds");
    sqlx::query("UPDATE job SET locked_until = now() - interval '1 second'").execute(site.owner()).await.expect("time passes");
    // Somebody types one of the points by hand meanwhile.
    let mut form = officer.get(&school.url("risks/new")).await.form("/risks");
    for (name, value) in [
        ("name", "配电箱 500"),
        ("place", "教学楼"),
        ("area", "classroom"),
        ("kind", "facility"),
        ("accident", "触电"),
        ("hazard_what", "线路老化"),
        ("hazard_type", "electric_shock"),
        ("factor", "thing"),
        ("score_1", "10"),
        ("score_2", "60"),
        ("score_3", "40"),
    ] {
        form = form.set(name, value);
    }
    assert_eq!(officer.send(form).await.status(), 303);
    // Two instances at once share what is left.
    let (one, other) = tokio::join!(work(&site), work(&site));
    assert!(one + other >= 2);
    let page = officer.get(&url).await;
    assert_eq!((count(&page, "added"), count(&page, "there")), (699, 1), "{page}");
    assert_eq!((site.count("risk_point").await, site.count("hazard").await), (700, 700), "each once");
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_reaches_no_further_than_the_post_it_was_started_through() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let officer = school.another(Role::Officer).await;
    let principal = school.principal().await;
    let (page, url) = checked(&school, &officer, csv(&rows(3))).await;
    officer.send(page.form(url.rsplit('/').next().expect("an id"))).await;
    sqlx::query("UPDATE post SET to_on = current_date - 1 WHERE person_id = $1")
        .bind(officer.person)
        .execute(site.owner())
        .await
        .expect("the post ends");
    work(&site).await;
    assert_eq!(site.count("risk_point").await, 0);
    let page = principal.get(&url).await;
    assert!(page.text("[role=alert]").contains("不在这个岗位"), "{page}");
    assert_eq!(count(&page, "left"), 3);
    let (error, failed): (String, bool) =
        sqlx::query_as("SELECT last_error, failed_at IS NOT NULL FROM job").fetch_one(site.owner()).await.expect("the job keeps its error");
    assert!(failed && error.contains("job-post-ended"), "{error}");
    // Whoever keeps the register now goes on.
    let page = let_in(&site, &principal, &page, &url).await;
    assert_eq!(count(&page, "added"), 3);
    let by: uuid::Uuid = sqlx::query_scalar("SELECT DISTINCT actor_id FROM ledger_event").fetch_one(site.owner()).await.expect("one actor");
    assert_eq!(by, principal.person.0, "the ledger names who let it in");
    assert!(failed);

    // Nobody can enqueue through somebody else's post, were they to write the statement themselves.
    let reviewer = site.bureau("东区局").reviewer().await;
    let theirs = reviewer.actor().await.post();
    let mut runtime = site.runtime(&school.place.path).await;
    let refused = sqlx::query("INSERT INTO job (id, kind, path, post_id, payload) VALUES ($1, 'import_risks', $2, $3, '{}')")
        .bind(uuid::Uuid::now_v7())
        .bind(&school.place.path)
        .bind(theirs)
        .execute(&mut *runtime)
        .await;
    assert!(refused.is_err_and(|error| error.to_string().contains("row-level security")));

    // Others see none of it.
    for stranger in [school.staff().await, site.school("二小").officer().await, reviewer] {
        assert_eq!(stranger.get(&url).await.status(), 404);
        assert_eq!(stranger.get(&school.url("risks/import")).await.status(), 404);
        assert_eq!(sent_by_force(&stranger, &url).await, 404);
    }
}

async fn sent_by_force(user: &User, url: &str) -> u16 {
    user.post(url, &[("leave", "yes")]).await.status()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_fails_is_tried_again_later_and_then_given_up() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let officer = school.officer().await;
    let (page, url) = checked(&school, &officer, csv(&rows(2))).await;
    officer.send(page.form(url.rsplit('/').next().expect("an id"))).await;
    let broken = job::Kinds::default().on("import_risks", |_, _| Box::pin(async { panic!("a bug") }));
    for attempt in 1..=job::MOST_ATTEMPTS {
        assert_eq!(job::drain(site.app(), &broken).await.expect("a panic stays inside"), 1, "attempt {attempt}");
        assert_eq!(job::drain(site.app(), &broken).await.expect("the queue answers"), 0, "not before its time");
        if attempt == 1 {
            assert!(officer.get(&url).await.text("main").contains("自动再试"));
        }
        sqlx::query("UPDATE job SET run_at = now()").execute(site.owner()).await.expect("time passes");
    }
    assert_eq!(job::drain(site.app(), &hazard_register::jobs()).await.expect("the queue answers"), 0, "given up");
    let mut owner = site.owner().acquire().await.expect("the owner");
    let failed = job::failed(&mut owner).await.expect("readable");
    assert!(failed.len() == 1 && failed[0].last_error.contains("a bug"), "its error is kept");
    let page = officer.get(&url).await;
    assert!(page.has("[role=alert]"), "{page}");
    assert_eq!(count(&let_in(&site, &officer, &page, &url).await, "added"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_worker_is_woken_and_stops_when_told() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let officer = school.officer().await;
    let (tell, told) = tokio::sync::watch::channel(false);
    let worker = tokio::spawn(job::work(site.app().clone(), hazard_register::jobs(), told));
    let (page, url) = checked(&school, &officer, csv(&rows(5))).await;
    officer.send(page.form(url.rsplit('/').next().expect("an id"))).await;
    let began = Instant::now();
    while officer.get(&url).await.has("progress") {
        assert!(began.elapsed().as_secs() < 20, "nobody works");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(site.count("risk_point").await, 5);
    tell.send(true).expect("it listens");
    tokio::time::timeout(std::time::Duration::from_secs(5), worker).await.expect("it stops").expect("cleanly");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_out_comes_in_again_and_nothing_in_it_runs() {
    let site = TestSite::new().await;
    let (school, other, bureau) = (site.school("一中"), site.school("二小"), site.bureau("东区局"));
    let officer = school.officer().await;
    officer.done(officer.get(&school.url("risks/adopt?tick=all")).await.form("/adopt").without("duty_post")).await;
    // One with a text that a spreadsheet would run, several hazards, and measures that hold what parts measures.
    let mut list = rows(1);
    list[0][1] = "=HYPERLINK(\"http://x\",\"点我\")".into();
    list[0][14] = "先断电；再挂牌\n+86 值班电话".into();
    let mut second = list[0].clone();
    second[5] = "@夜间无人".into();
    second[9] = "3".into();
    second[12] = "720".into();
    second[13] = "重大".into();
    let (page, url) = checked(&school, &officer, csv(&[list[0].clone(), second])).await;
    assert_eq!(count(&page, "new"), 1, "two rows are one point: {page}");
    let_in(&site, &officer, &page, &url).await;
    assert_eq!((site.count("risk_point").await, site.count("hazard").await), (89, 90));
    site.holds_together().await;

    // By the buttons of the list, narrowed as the list is.
    let page = officer.get(&school.url("risks?level=1&words=HYPERLINK")).await;
    let links = page.attrs("a[download]", "href");
    assert_eq!(links.len(), 2);
    for link in &links {
        let table = downloaded(&officer.get(link).await);
        assert_eq!(table.rows.len(), 3, "its two hazards: {link}");
        assert_eq!(table.rows[1].cell(1), "=HYPERLINK(\"http://x\",\"点我\")");
    }
    let raw = officer.get(&links[1]).await.body();
    assert!(raw.contains("'=HYPERLINK") && raw.contains("'@夜间无人") && !raw.contains(",=HYPERLINK"), "{raw}");
    let head = officer.get(&links[0]).await;
    assert!(head.header("content-disposition").is_some_and(|name| name.contains("risks-430405S001.xlsx") && name.contains("UTF-8''%E9")));

    for end in ["csv", "xlsx"] {
        let file = officer.get(&school.url(&format!("risks/export.{end}"))).await;
        assert_eq!(downloaded(&file).rows.len(), 91, "{end}");
        assert!(file.statements.len() <= 6, "{:?}", file.statements);
        // Where it came from it changes nothing; elsewhere it is the same register.
        let (page, _) = checked(&school, &officer, file.bytes.clone()).await;
        assert_eq!((count(&page, "new"), count(&page, "there"), count(&page, "faulty")), (0, 89, 0), "{end}: {page}");
        assert!(!page.has("[aria-labelledby=notes-h]"), "no column of ours is a stranger: {page}");
    }
    let keeper = other.officer().await;
    let file = officer.get(&school.url("risks/export.xlsx")).await;
    let (page, url) = checked(&other, &keeper, file.bytes.clone()).await;
    assert_eq!((count(&page, "new"), count(&page, "faulty")), (89, 0), "{page}");
    let_in(&site, &keeper, &page, &url).await;
    let again = keeper.get(&other.url("risks/export.xlsx")).await;
    let strip = |table: Table| -> Vec<Vec<String>> {
        // The school, and numbers given anew.
        let rows = table.rows.into_iter().map(|row| row.cells[1..row.cells.len().min(23)].to_vec());
        let mut rows: Vec<Vec<String>> = rows.collect();
        rows.sort();
        rows
    };
    assert_eq!(strip(downloaded(&again)), strip(downloaded(&file)));

    // A bureau takes away what it sees, and only that.
    let reviewer = bureau.reviewer().await;
    assert_eq!(downloaded(&reviewer.get(&bureau.url("risks/export.csv")).await).rows.len(), 181);
    assert_eq!(downloaded(&reviewer.get(&bureau.url("risks/export.csv?level=1&area=canteen")).await).rows[0].cell(1), "风险点名称");
    assert_eq!(site.bureau("西区局").reviewer().await.get(&bureau.url("risks/export.csv")).await.status(), 404);
    assert_eq!(site.school("三中").officer().await.get(&school.url("risks/export.xlsx")).await.status(), 404);
    let english = downloaded(&officer.in_english().get(&school.url("risks/export.csv")).await);
    assert_eq!(english.rows[0].cell(1), "Risk point");
    let (page, _) = checked(&school, &officer, officer.in_english().get(&school.url("risks/export.csv")).await.bytes).await;
    assert_eq!((count(&page, "new"), count(&page, "there")), (0, 89));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_template_is_a_list_to_fill_in() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (officer, staff) = (school.officer().await, school.staff().await);
    for (user, words) in [(&*officer, "可选的值"), (&officer.in_english(), "Allowed values")] {
        let file = user.get(&school.url("risks/import/template.xlsx")).await;
        assert_eq!(file.status(), 200);
        let lists = sheet::read(&file.bytes, &|table| table.sheet == words).expect("a workbook");
        assert_eq!(lists.sheet, words);
        assert!(lists.rows.iter().any(|row| row.cells.contains(&staff.name)), "the school's people are offered");
        // As it is, it says what it lacks.
        let page = sent(&school, &officer, file.bytes).await;
        assert_eq!(page.status(), 422);
        assert!(page.text("#file-err").contains("没有风险点"), "{page}");
    }
}

/// The most a process had in memory so far, in MiB; `None` where the system does not say.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}

/// A long list stays small in memory: the peak of this process may grow by little while it goes through. Run the whole 10,000 with
/// `IMPORT_ROWS=10000 cargo test --release --test site a_long_list -- --nocapture`.
#[tokio::test(flavor = "multi_thread")]
async fn a_long_list_goes_through_in_pieces_and_little_memory() {
    let wanted: usize = std::env::var("IMPORT_ROWS").ok().and_then(|rows| rows.parse().ok()).unwrap_or(1_200);
    let site = TestSite::new().await;
    let school = site.school("一中");
    let officer = school.officer().await;
    let mut book = Book::default();
    let mut leaf = book.leaf("清单", &heads(), &[]).expect("a sheet");
    for row in rows(wanted) {
        leaf.add(&row.into_iter().map(Cell::text).collect::<Vec<_>>()).expect("a row");
    }
    let file = book.bytes().expect("a workbook");
    let (before, began) = (peak(), Instant::now());
    let (page, url) = checked(&school, &officer, file).await;
    let read = began.elapsed();
    officer.send(page.form(url.rsplit('/').next().expect("an id"))).await;
    let pieces = work(&site).await;
    assert_eq!(pieces, wanted.div_ceil(300) + 1);
    let page = officer.get(&url).await;
    assert_eq!(count(&page, "added"), i64::try_from(wanted).expect("few"));
    let export = officer.get(&school.url("risks/export.xlsx")).await;
    assert_eq!(export.status(), 200);
    println!("{wanted} rows: read in {read:?}, all in {:?}, peak {before:?} -> {:?} MiB", began.elapsed(), peak());
    if let (Some(before), Some(after)) = (before, peak()) {
        assert!(after - before < 200, "{before} MiB before, {after} MiB after");
    }
}
