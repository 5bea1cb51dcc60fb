//! Money: planned, approved, spent; who may enter what; every figure the sum of its list; a shortage told in time.

use crate::common::{Org, Page, TestSite, User, photo, story};
use sqlx::{AssertSqlSafe, Executor, Row};

/// `¥3,280.05` in fen.
fn fen(text: &str) -> i64 {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let sum: i64 = digits.parse().unwrap_or_else(|_| panic!("{text:?} is no amount"));
    if text.contains('-') { -sum } else { sum }
}

/// A hidden danger with a plan of so much. Returns the address of its ticket.
async fn planned(school: &Org, reporter: &User, officer: &User, fixer: &User, category: &str, yuan: &str) -> String {
    let url = story::reported(school, reporter).await;
    let page = officer.get(&format!("{url}/confirm")).await;
    officer.done(page.form("/confirm").set("grade", "general").set("category", category)).await;
    let page = officer.get(&format!("{url}/assign")).await;
    let form = page.form("/assign").set("responsible", &fixer.person.to_string()).set("measures", "修").set("planned", yuan);
    officer.done(form.set("due_on", &story::in_days(officer, 7).await).set("contingency", "围挡")).await;
    url
}

/// The page of its money.
fn money_of(url: &str) -> String {
    url.replace("/tickets/", "/funds/")
}

async fn approve(url: &str, by: &User, yuan: &str, source: &str) -> Page {
    let page = by.get(&format!("{}?do=approve", money_of(url))).await;
    by.done(page.form("/approve").set("amount", yuan).set("source", source)).await
}

async fn spend(url: &str, by: &User, yuan: &str, source: &str, voucher: &str) -> Page {
    let page = by.get(&format!("{}?do=spend", money_of(url))).await;
    by.done(page.form("/spend").set("amount", yuan).set("source", source).set("voucher", voucher)).await
}

async fn budget(school: &Org, by: &User, lines: &[(&str, &str)]) -> Page {
    let page = by.get(&school.url("funds/budget")).await;
    let form = lines.iter().fold(page.form("/budget").set("words", "年初预算"), |form, (source, yuan)| form.set(source, yuan));
    by.done(form).await
}

/// Opens every figure of a page and holds it against the list behind it, to the fen.
async fn every_figure_is_its_list(user: &User, page: &Page) -> usize {
    let links: Vec<(String, String)> =
        page.attrs("main a[href*='/funds/list?']", "href").into_iter().zip(page.all("main a[href*='/funds/list?']")).collect();
    let mut figures = 0;
    for (href, shown) in links.iter().filter(|(_, shown)| shown.contains('¥')) {
        let list = user.get(href).await;
        assert_eq!(list.status(), 200, "{href}: {list}");
        assert!(list.statements.len() <= 6, "{:?}", list.statements);
        assert_eq!(&list.text("[data-total]"), shown, "{href}");
        let rows: i64 = list.all("tbody tr td.r:last-child").iter().map(|cell| fen(cell)).sum();
        assert_eq!(rows, fen(shown), "{href} is not the sum of its lines:\n{list}");
        figures += 1;
    }
    figures
}

/// The amounts of a table's line.
fn line(page: &Page, table: &str, head: &str) -> Vec<i64> {
    let heads = page.all(&format!("[role=region][aria-labelledby={table}] tbody th"));
    let width = page.all(&format!("[role=region][aria-labelledby={table}] thead th")).len() - 1;
    let at = heads.iter().position(|one| one.starts_with(head)).unwrap_or_else(|| panic!("no {head} in {heads:?}"));
    let cells = page.all(&format!("[role=region][aria-labelledby={table}] tbody td"));
    cells[at * width..(at + 1) * width].iter().map(|cell| fen(cell)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_planned_granted_and_spent_adds_up_with_the_tickets() {
    let site = TestSite::new().await;
    let (school, bureau) = (site.school("一中"), site.bureau("东区局"));
    let (staff, officer, principal) = (school.staff().await, school.officer().await, school.principal().await);
    let reviewer = bureau.reviewer().await;
    story::dated(&school, &principal, "term", "本学期", &story::in_days(&officer, -60).await, &story::in_days(&officer, 60).await).await;
    budget(&school, &principal, &[("public", "2,000"), ("above", "500.05")]).await;

    let fire = planned(&school, &staff, &officer, &staff, "fire", "320").await;
    let wires = planned(&school, &staff, &officer, &staff, "electrical", "1,234.50").await;
    let food = planned(&school, &staff, &officer, &staff, "food", "0.05").await;
    approve(&fire, &principal, "320", "public").await;
    approve(&wires, &principal, "1000", "public").await;
    approve(&wires, &reviewer, "234.50", "above").await;
    spend(&fire, &staff, "300", "public", "FP-001").await;
    spend(&wires, &officer, "999.99", "public", "FP-002").await;
    let page = spend(&wires, &officer, "９９．０１", "above", "FP-003").await;
    assert_eq!(page.text("[role=status]"), "支出已入账。");
    spend(&food, &staff, "0.05", "other", "收据 7").await;
    // One wrong, taken back.
    let wrong = spend(&fire, &staff, "3000", "public", "FP-004").await;
    let href = wrong.attrs("[data-entry=spent] a[href*='do=cancel']", "href").last().cloned().expect("it can be taken back");
    let form = officer.get(&href).await;
    let page = officer.done(form.form("/cancel").set("words", "多打了一个 0")).await;
    assert_eq!((page.text("[data-sum=spent]"), page.all("[data-entry=spent].fund-gone").len()), ("¥300.00".into(), 2));

    let page = principal.get(&school.url("funds")).await;
    assert!(page.statements.len() <= 6, "{:?}", page.statements);
    let sum = |name: &str| fen(&page.text(&format!("[data-sum={name}]")));
    assert_eq!((sum("budget"), sum("planned"), sum("approved"), sum("spent")), (250_005, 155_455, 155_450, 139_905));
    assert_eq!((sum("left"), sum("open")), (250_005 - 139_905, 2_000 + 123_450 - 109_900));
    assert_eq!(line(&page, "fund-by-category", "消防"), [32_000, 32_000, 30_000]);
    assert_eq!(line(&page, "fund-by-category", "用电"), [123_450, 123_450, 109_900]);
    assert_eq!(line(&page, "fund-by-term", "本学期"), [155_455, 155_450, 139_905], "this term");
    assert_eq!(line(&page, "source-h", "公用经费"), [200_000, 132_000, 129_999, 70_001]);
    assert_eq!(line(&page, "source-h", "其他"), [0, 0, 5, -5], "spent without a budget");
    assert!(every_figure_is_its_list(&principal, &page).await >= 15);
    let tickets: i64 = sqlx::query("SELECT sum(planned_fen)::bigint FROM ticket").fetch_one(site.owner()).await.unwrap().get(0);
    assert_eq!(sum("planned"), tickets);

    // The bureau sees the same, and the city the sum of it.
    let second = site.school("二小");
    let (other_staff, other_officer) = (second.staff().await, second.officer().await);
    planned(&second, &other_staff, &other_officer, &other_staff, "fire", "1").await;
    let city = site.bureau("市局");
    for (user, url) in [(&reviewer, bureau.url("funds")), (&city.leader().await, city.url("funds"))] {
        let page = user.get(&url).await;
        assert!(page.statements.len() <= 6, "{:?}", page.statements);
        let total: Vec<i64> = page.all("tr[data-total] td").iter().map(|cell| fen(cell)).collect();
        assert_eq!(total, [250_005, 155_555, 155_450, 139_905, 250_005 - 139_905]);
        assert!(every_figure_is_its_list(user, &page).await >= 7);
    }
    let west = site.bureau("西区局").reviewer().await;
    assert!(!west.get("/o/430406/funds").await.has("tr[data-school='430405S001']"));
    assert_eq!(west.get(&school.url("funds")).await.status(), 404);
    assert_eq!(staff.get(&school.url("funds")).await.status(), 404);

    // Stated and vouchers: told where they differ.
    story::submitted(&fire, &staff).await;
    assert!(!officer.get(&money_of(&fire)).await.has(".tile-late"), "300 stated, 300 by voucher");
    let page = staff.get(&format!("{wires}/submit")).await;
    staff.done(page.form("/submit").set("done", "换线").set("spent", "1100").file("photo", photo(2))).await;
    assert!(officer.get(&money_of(&wires)).await.has(".tile-late"));
    let list = officer.get(&school.url("funds/list?figure=differs")).await;
    assert_eq!((list.all("tbody tr").len(), list.text("[data-total]")), (1, "¥1,100.00".into()));
    site.holds_together().await;

    // A fen moved behind the application's back is named by its ticket.
    sqlx::query("UPDATE fund_entry SET voucher = 'FP-999' WHERE voucher = 'FP-002'").execute(site.owner()).await.unwrap();
    sqlx::query("UPDATE fund_entry SET fen = fen + 1 WHERE voucher = 'FP-003'").execute(site.owner()).await.unwrap();
    let mut conn = site.owner().acquire().await.unwrap();
    let report = hazard_register::ledger::verify(&mut conn, None).await.unwrap();
    let found: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|one| one.contains("ticket 2026-0002") || one.contains("-0002")) && found[0].contains("money"), "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn planning_spending_and_approving_stay_apart() {
    let site = TestSite::new().await;
    let (school, bureau) = (site.school("一中"), site.bureau("东区局"));
    let (staff, officer, principal) = (school.staff().await, school.officer().await, school.principal().await);
    let (reviewer, leader) = (bureau.reviewer().await, bureau.leader().await);
    let url = planned(&school, &staff, &officer, &staff, "fire", "320").await;
    let money = money_of(&url);
    let other = school.another(hazard_register::access::Role::Staff).await;

    let forms = |page: &Page| {
        page.attrs("form[action*='/funds/']", "action")
            .into_iter()
            .filter_map(|action| action.rsplit('/').next().map(ToOwned::to_owned))
            .collect::<Vec<_>>()
    };
    for (user, offered) in
        [(&staff, vec!["spend"]), (&officer, vec!["spend"]), (&principal, vec!["approve"]), (&reviewer, vec!["approve"]), (&other, vec![])]
    {
        let page = user.get(&money).await;
        assert_eq!((page.status(), forms(&page)), (200, offered.iter().map(ToString::to_string).collect()), "{}", user.role);
        assert!(page.statements.len() <= 6, "{:?}", page.statements);
    }
    // Forged: refused in words, and nothing is written.
    for (user, deed) in [(&principal, "spend"), (&officer, "approve"), (&staff, "approve"), (&other, "spend"), (&reviewer, "spend")] {
        let page =
            user.post(&format!("{money}/{deed}"), &[("amount", "1"), ("source", "public"), ("voucher", "x"), ("on", "2026-01-01")]).await;
        assert_eq!((page.status(), page.has(".errsum")), (409, true), "{} {deed}: {page}", user.role);
    }
    assert_eq!(site.count("fund_entry").await, 0);

    // A double press is one entry.
    let page = principal.get(&money).await;
    assert_eq!(page.form("/approve").get("amount"), "320.00", "what is planned is offered");
    let form = page.form("/approve").set("source", "public");
    principal.done(form.clone()).await;
    principal.done(form).await;
    assert_eq!(site.count("fund_entry").await, 1);
    let approved = officer.get(&money).await;
    assert!(!principal.get(&money).await.has("a[href*='do=cancel']"), "not who approved");
    let cancel = approved.attr("a[href*='do=cancel']", "href");
    let form = officer.get(&cancel).await.form("/cancel");
    let refused = officer.send(form.clone()).await;
    assert_eq!(refused.status(), 422, "a reason is asked for");
    officer.done(form.set("words", "来源写错")).await;
    let again = officer.post(&format!("{money}/cancel"), &[("words", "x"), ("entry", cancel.split(['=', '#']).nth(2).unwrap())]).await;
    assert_eq!((again.status(), again.has(".errsum")), (409, true), "once");
    // What the bureau granted, another of the bureau takes back.
    approve(&url, &reviewer, "100", "above").await;
    assert!(!officer.get(&money).await.has("a[href*='do=cancel']") && !reviewer.get(&money).await.has("a[href*='do=cancel']"));
    let href = leader.get(&money).await.attr("a[href*='do=cancel']", "href");
    leader.done(leader.get(&href).await.form("/cancel").set("words", "改由学校出")).await;

    // A scan instead of a number; it is no picture of the repair.
    let page = staff.get(&money).await;
    let form = page.form("/spend").set("amount", "12.30").set("source", "public");
    let missing = staff.send(form.clone()).await;
    assert_eq!((missing.status(), missing.has("#voucher-err")), (422, true), "{missing}");
    let page = staff.done(form.file("photo", photo(7))).await;
    let scan = page.attr("img.fund-scan", "src");
    assert_eq!((principal.get(&scan).await.status(), reviewer.get(&scan).await.status()), (200, 200));
    assert_eq!(site.school("二小").officer().await.get(&scan).await.status(), 404);
    let ticket = officer.get(&url).await;
    assert!(!ticket.has(&format!(".pair img[src='{scan}']")));
    // Its story tells of the money, its version has not moved.
    assert_eq!(ticket.events().iter().filter(|act| act.ends_with("_funds")).count(), 5);
    let versions: Vec<i32> = sqlx::query_scalar("SELECT version FROM ticket").fetch_all(site.owner()).await.unwrap();
    assert_eq!(versions, [3]);
    site.holds_together().await;

    // By SQL, as the application's user.
    let row: (String, String, String, String) =
        sqlx::query_as("SELECT district_id::text, school_id::text, path, id::text FROM ticket").fetch_one(site.owner()).await.unwrap();
    let (district, id, path, ticket) = row;
    let insert =
        "INSERT INTO fund_entry (district_id, id, school_id, path, ticket_id, kind, fen, source, on_day, person_id, words, cancels)";
    let values = |kind: &str, fen: &str, day: &str, person: &str, words: &str, cancels: &str| {
        format!(
            "{insert} VALUES ('{district}', gen_random_uuid(), '{id}', '{path}', '{ticket}', '{kind}', {fen}, 'public', {day}, '{person}', '{words}', {cancels})"
        )
    };
    let (officer_id, staff_id, principal_id) = (officer.person.to_string(), staff.person.to_string(), principal.person.to_string());
    let spent: String = sqlx::query_scalar("SELECT id::text FROM fund_entry WHERE kind = 'spent'").fetch_one(site.owner()).await.unwrap();
    let mut answers = Vec::new();
    for sql in [
        "UPDATE fund_entry SET fen = 1".to_owned(),
        "DELETE FROM fund_entry".into(),
        "UPDATE fund_budget SET fen = 1".into(),
        format!("{} /* who planned */", values("approved", "100", "current_date", &officer_id, "", "NULL")),
        format!("{} /* who answers for it */", values("approved", "100", "current_date", &staff_id, "", "NULL")),
        format!("{} /* who approved */", values("spent", "100", "current_date", &principal_id, "", "NULL")),
        format!("{} /* tomorrow */", values("spent", "100", "current_date + 1", &officer_id, "", "NULL")),
        format!("{} /* nothing */", values("spent", "0", "current_date", &officer_id, "", "NULL")),
        format!("{} /* taken back without an entry */", values("spent", "-5", "current_date", &officer_id, "x", "NULL")),
        format!("{} /* taken back to another fen */", values("spent", "-1229", "current_date", &officer_id, "x", &format!("'{spent}'"))),
        format!("{} /* taken back without a word */", values("spent", "-1230", "current_date", &officer_id, "", &format!("'{spent}'"))),
    ] {
        let mut tx = site.runtime(&path).await;
        let error = tx.execute(AssertSqlSafe(sql.clone())).await.expect_err(&sql);
        answers.push(error.as_database_error().and_then(|error| error.code()).map(|code| code.into_owned()).unwrap_or_default());
    }
    assert_eq!(answers, ["42501", "42501", "42501", "42501", "42501", "42501", "42501", "23514", "23514", "23503", "23514"]);
    let mut tx = site.runtime(&path).await;
    tx.execute(AssertSqlSafe(values("spent", "-1230", "current_date", &officer_id, "x", &format!("'{spent}'"))))
        .await
        .expect("its opposite, with a word");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shortage_is_told_on_the_page_in_the_plan_and_at_home() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (staff, officer, principal) = (school.staff().await, school.officer().await, school.principal().await);
    let url = planned(&school, &staff, &officer, &staff, "fire", "320").await;
    let told = |page: &Page| page.has("[data-short]");
    assert!(!told(&officer.get("/").await) && officer.get(&school.url("funds")).await.has("[data-no-budget]"), "nothing to compare with");
    budget(&school, &officer, &[("public", "320")]).await;
    assert!(!told(&officer.get("/").await) && !told(&officer.get(&school.url("funds")).await), "it will just do");
    spend(&url, &staff, "20", "public", "FP-1").await;
    assert!(!told(&principal.get("/").await), "what was paid is no longer to be paid");

    let second = story::reported(&school, &staff).await;
    story::confirmed(&second, &officer, "general").await;
    let plan = officer.get(&format!("{second}/assign")).await;
    assert_eq!(plan.text("[data-funds]"), "今年预算还剩 ¥300.00，未销号的隐患还要花 ¥300.00。");
    assert!(plan.statements.len() <= 6, "{:?}", plan.statements);
    planned(&school, &staff, &officer, &staff, "food", "0.01").await;
    for user in [&officer, &principal] {
        for page in ["/".to_owned(), school.url("funds")] {
            let page = user.get(&page).await;
            assert!(page.text("[data-short]").contains("资金缺口 ¥0.01"), "{page}");
            assert!(page.statements.len() <= 6, "{:?}", page.statements);
        }
    }
    assert!(!told(&staff.get("/").await));
    assert!(officer.get(&format!("{second}/assign")).await.has(".note-late[data-funds]"));

    // A changed budget says why; who saw an older one is told; a double press is one version.
    let form = principal.get(&school.url("funds/budget")).await.form("/budget").set("public", "1000");
    assert_eq!(principal.send(form.clone()).await.status(), 422, "why");
    let late = officer.get(&school.url("funds/budget")).await.form("/budget").set("public", "900").set("words", "x");
    let form = form.set("words", "区里追加");
    principal.done(form.clone()).await;
    principal.done(form).await;
    let page = officer.send(late).await;
    assert_eq!((page.status(), page.value("#public")), (409, "900".into()), "{page}");
    assert_eq!(site.count("fund_budget").await, 2);
    assert!(!told(&officer.get("/").await));
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn amounts_are_read_as_typed_or_refused_in_words_and_exports_cannot_run() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (staff, officer) = (school.staff().await, school.officer().await);
    let url = planned(&school, &staff, &officer, &staff, "fire", "320").await;
    let form = staff.get(&money_of(&url)).await.form("/spend").set("source", "repair").set("voucher", "=1+1").set("words", "@SUM(A1)");
    for (typed, said) in [
        ("", "请填写"),
        ("0", "金额要大于 0"),
        ("-5", "不能是负数"),
        ("NaN", "请填金额"),
        ("1e3", "请填金额"),
        ("1.234", "两位小数"),
        ("1万", "按元填写"),
        ("1,5", "逗号"),
        ("99999999999", "太大"),
    ] {
        let page = staff.send(form.clone().set("amount", typed)).await;
        assert_eq!(page.status(), 422, "{typed}");
        assert!(page.text("#amount-err").contains(said), "{typed}: {}", page.text("#amount-err"));
        assert_eq!(page.value("#amount"), typed);
    }
    let early = staff.send(form.clone().set("amount", "1").set("on", "2020-01-01")).await;
    assert_eq!((early.status(), early.has("#on-err")), (422, true));
    staff.done(form.set("amount", "１，２３４．５")).await;
    assert_eq!(site.count("fund_entry").await, 1);
    let csv = officer.get(&school.url("funds/export.csv?figure=spent")).await.body();
    assert!(csv.contains(",1234.50,维修专项,'=1+1,'@SUM(A1),"), "{csv}");
    let xlsx = officer.get(&school.url("funds/export.xlsx?figure=spent")).await;
    assert_eq!((xlsx.status(), &xlsx.bytes[..2]), (200, b"PK".as_slice()));
    let schools = site.bureau("东区局").reviewer().await.get("/o/430405/funds/export.csv").await.body();
    assert!(schools.contains("430405S001") && schools.contains(",0.00,320.00,0.00,1234.50,-1234.50"), "{schools}");
}
