//! Papers are made of the record: every cell of every paper against the row it comes from, on the page and in the workbook.

use crate::common::{Page, TestSite, photo, story};
use calamine::{Reader, Xlsx};
use std::collections::BTreeMap;

fn cells(page: &Page) -> BTreeMap<String, String> {
    page.attrs("[data-cell]", "data-cell").into_iter().zip(page.all("[data-cell]")).collect()
}

fn sheet(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes.to_vec())).expect("an xlsx");
    let range = book.worksheet_range_at(0).expect("a sheet").expect("readable");
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

/// Journey 10, for a major one to its end: all four papers.
#[tokio::test(flavor = "multi_thread")]
async fn every_cell_of_every_paper_is_the_records() {
    let site = TestSite::new().await;
    let (school, bureau) = (site.school("一中"), site.bureau("东区局"));
    let (staff, officer, principal, reviewer) =
        (school.staff().await, school.officer().await, school.principal().await, bureau.reviewer().await);
    let url = story::reported_as(&school, &officer, "major").await;
    for kind in ["notice", "receipt", "verification", "none"] {
        assert_eq!(officer.get(&format!("{url}/papers/{kind}")).await.status(), 404, "{kind} says nothing yet");
    }
    story::confirmed(&url, &officer, "major").await;
    let form = officer.get(&format!("{url}/control")).await.form("/control").set("kind", "cordon").set("words", "围挡完好");
    officer.done(form.set("owner", &staff.person.to_string())).await;
    story::assigned(&url, &principal, &staff).await;
    let notice = cells(&officer.get(&format!("{url}/papers/notice")).await);
    let major = cells(&officer.get(&format!("{url}/papers/major-report")).await);
    reviewer.done(reviewer.get(&url).await.form("/approve-plan")).await;
    story::submitted(&url, &staff).await;
    story::passed(&url, &officer).await;
    story::signed(&url, &principal).await;
    story::accepted(&url, &reviewer).await;

    // What the row says, put as a paper puts it.
    let one = |column: &'static str| {
        let site = site.clone();
        async move {
            sqlx::query_scalar::<_, Option<String>>(sqlx::AssertSqlSafe(format!("SELECT ({column})::text FROM ticket")))
                .fetch_one(site.owner())
                .await
                .expect("the row")
                .unwrap_or_default()
        }
    };
    let clock = "'YYYY\"年\"FMMM\"月\"FMDD\"日\" HH24:MI'";
    let day = "'YYYY\"年\"FMMM\"月\"FMDD\"日\"'";
    let moment = async |act: &str| {
        sqlx::query_scalar::<_, String>(sqlx::AssertSqlSafe(format!(
            "SELECT to_char(max(at) AT TIME ZONE 'Asia/Shanghai', {clock}) FROM ledger_event WHERE subject = 'ticket' AND act = '{act}'"
        )))
        .fetch_one(site.owner())
        .await
        .expect("a moment")
    };
    let who = async |column: &str| {
        sqlx::query_scalar::<_, String>(sqlx::AssertSqlSafe(format!(
            "SELECT p.name || coalesce((SELECT '（' || q.title || '）' FROM post q WHERE q.person_id = p.id AND q.title <> '' LIMIT 1), '') FROM ticket t JOIN person p ON p.id = t.{column}"
        )))
        .fetch_one(site.owner())
        .await
        .expect("a name")
    };
    let money = |fen: &str| format!("{}.{}", &fen[..fen.len() - 2], &fen[fen.len() - 2..]);
    let due: String = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT to_char(due_on, {day}) FROM ticket")))
        .fetch_one(site.owner())
        .await
        .expect("it");
    let (planned, spent) = (one("planned_fen").await, one("spent_fen").await);
    let found: String =
        sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT to_char(found_at AT TIME ZONE 'Asia/Shanghai', {clock}) FROM ticket")))
            .fetch_one(site.owner())
            .await
            .expect("it");
    let what = [
        ("number", one("number").await),
        ("school", "一中".to_owned()),
        ("title", one("title").await),
        ("place", one("place").await),
        ("risk-point", String::new()),
        ("grade", "重大隐患".to_owned()),
        ("category", "消防".to_owned()),
        ("found-by", who("reporter_id").await),
        ("found-at", found),
    ];
    let five = |spent: Option<&str>| {
        let funds = match spent {
            Some(spent) => format!("预算 ¥{}，实支 ¥{}", money(&planned), money(spent)),
            None => format!("预算 ¥{}", money(&planned)),
        };
        vec![("funds", funds.replace("¥", "")), ("deadline", due.clone())]
    };
    let (measures, contingency, responsible) = (one("measures").await, one("contingency").await, who("responsible_id").await);
    let compared = |paper: &str, shown: &BTreeMap<String, String>, more: Vec<(&'static str, String)>| {
        let mut expected: BTreeMap<String, String> =
            what.iter().cloned().chain(more).map(|(name, value)| (name.to_owned(), value)).collect();
        let mut shown = shown.clone();
        let code = shown.remove("code").expect("a code");
        assert!(code.len() == 9 && code.chars().nth(4) == Some('-'), "{code}");
        // The mark of the currency is the page's own affair.
        for value in shown.values_mut().chain(expected.values_mut()) {
            *value = value.replace(['¥', ' '], "").replace(['、', '\n'], ",");
        }
        assert_eq!(shown, expected, "{paper}");
    };
    let assigned = moment("assign").await;
    compared(
        "notice",
        &notice,
        [
            vec![("responsible", responsible.clone()), ("measures", measures.clone()), ("contingency", contingency.clone())],
            five(None),
            vec![("controls", "围挡完好".into()), ("assigned-by", who("assigner_id").await), ("assigned-at", assigned)],
        ]
        .concat(),
    );
    let mut six = vec![
        ("basis", "经研判定为重大，理由见处理记录。".to_owned()),
        ("measures", measures.clone()),
        ("responsible", responsible.clone()),
        ("contingency", contingency.clone()),
        ("controls", "围挡完好 一中教师".to_owned()),
    ];
    for part in ["causes", "harm", "goal", "materials", "bodies", "requirements"] {
        six.push((part, one(part).await));
    }
    compared("major-report", &major, [six, five(None)].concat());
    let receipt = officer.get(&format!("{url}/papers/receipt")).await;
    compared(
        "receipt",
        &cells(&receipt),
        vec![
            ("done", one("done").await),
            ("spent-yuan", money(&spent)),
            ("deadline", due.clone()),
            ("rectifier", who("rectifier_id").await),
            ("rectified-at", moment("submit").await),
        ],
    );
    assert_eq!(receipt.all("figure.shot img").len(), 2, "before and after");
    let sheet_page = officer.get(&format!("{url}/papers/verification")).await;
    let closed: String =
        sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT to_char(closed_at AT TIME ZONE 'Asia/Shanghai', {day}) FROM ticket")))
            .fetch_one(site.owner())
            .await
            .expect("it");
    let visited: String = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT to_char(visited_on, {day}) FROM ticket")))
        .fetch_one(site.owner())
        .await
        .expect("it");
    compared(
        "verification",
        &cells(&sheet_page),
        [
            vec![("responsible", responsible), ("measures", measures), ("contingency", contingency)],
            five(Some(&spent)),
            vec![
                ("done", one("done").await),
                ("opinion", "现场试压合格".into()),
                ("verifier", who("verifier_id").await),
                ("verified-at", moment("pass").await),
                ("signer", who("signer_id").await),
                ("signed-at", moment("sign").await),
                ("members", one("array_to_string(members, '、')").await),
                ("visited-on", visited),
                ("closed-on", closed),
            ],
        ]
        .concat(),
    );

    // The workbook has the same cells, and the same code.
    for kind in ["notice", "receipt", "major-report", "verification"] {
        let page = officer.get(&format!("{url}/papers/{kind}")).await;
        let on_page: Vec<String> = page.all("[data-cell]");
        let file = officer.get(&format!("{url}/papers/{kind}/xlsx")).await;
        assert!(file.header("content-disposition").is_some_and(|name| name.contains("UTF-8''")), "{kind}");
        let in_file: Vec<String> =
            sheet(&file.bytes).into_iter().skip(1).map(|row| row[1].split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(in_file, on_page.iter().map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>(), "{kind}");
    }
    assert_eq!(site.school("三中").officer().await.get(&format!("{url}/papers/receipt")).await.status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_of_a_period_adds_up_to_its_lines_and_to_the_file() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (staff, officer) = (school.staff().await, school.officer().await);
    for _ in 0..3 {
        let url = story::reported(&school, &officer).await;
        story::confirmed(&url, &officer, "general").await;
        story::assigned(&url, &officer, &staff).await;
    }
    let gone = story::reported(&school, &officer).await;
    officer.done(officer.get(&format!("{gone}/void")).await.form("/void").set("reason", "untrue").set("note", "看错了")).await;
    // One of the month before, found then and reported now.
    let page = officer.get(&school.url("tickets/new")).await;
    let before = format!("{}T08:00", story::in_days(&officer, -40).await);
    let form = page.form("/tickets").set("title", "旧的一条").set("place", "后门").set("category", "other").set("grade", "general");
    let page = officer.send(form.set("found_at", &before).file("photo", photo(3))).await;
    assert_eq!(page.status(), 303, "{page}");

    let base = school.url("ticket-ledger");
    let page = officer.get(&base).await;
    let today = story::in_days(&officer, 0).await;
    let numbers = ["0001", "0002", "0003"].map(|n| format!("{}-{n}", &today[..4]));
    assert_eq!(page.attrs("[data-entry]", "data-entry"), numbers);
    assert!(page.statements.len() <= 6, "{:?}", page.statements);
    let sum: i64 = sqlx::query_scalar("SELECT sum(planned_fen)::bigint FROM ticket").fetch_one(site.owner()).await.expect("a sum");
    assert_eq!(page.text("[data-sum=planned]"), format!("{}.{:02}", sum / 100, sum % 100));
    let all = officer.get(&format!("{base}?from=2020-01-01&to=2020-02-01")).await;
    assert!(all.text("tbody").contains("没有隐患"), "{all}");
    let span = format!("from={}&to={}", story::in_days(&officer, -60).await, story::in_days(&officer, 0).await);
    let page = officer.get(&format!("{base}?{span}&photos=yes")).await;
    assert_eq!(page.all("[data-entry]").len(), 4);
    assert_eq!(page.all("[data-entry] img").len(), 4, "one before each");
    let file = sheet(&officer.get(&format!("{base}/xlsx?{span}")).await.bytes);
    let on_page: Vec<String> = page.attrs("[data-entry]", "data-entry");
    assert_eq!(file.iter().skip(1).map(|row| row[1].clone()).collect::<Vec<_>>(), on_page);
    let planned: f64 = file.iter().skip(1).filter_map(|row| row[9].parse::<f64>().ok()).sum();
    assert_eq!((planned * 100.0).round() as i64, sum);
    let bad = officer.get(&format!("{base}?from=2026-02-01&to=2026-01-01")).await;
    assert!(bad.status() == 200 && bad.has("#to-err"), "{bad}");
    // The bureau's has the school's name, and only what is below it.
    let bureau = site.bureau("东区局").reviewer().await;
    let page = bureau.get(&site.bureau("东区局").url(&format!("ticket-ledger?{span}"))).await;
    assert_eq!(page.all("[data-entry]").len(), 4);
    assert!(page.text("[data-entry]").contains("一中"));
    let other = site.bureau("西区局").reviewer().await;
    assert_eq!(other.get(&site.bureau("西区局").url(&format!("ticket-ledger?{span}"))).await.all("[data-entry]").len(), 0);
}
