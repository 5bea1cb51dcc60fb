//! What is worth a second look (值得再看一眼), walked through the pages: each pattern is a question on the record and in the bureau's list, an
//! honest record is asked nothing. Only the clock is helped along, in the database.

use crate::common::{Org, Page, TestSite, User, photo, story};
use crate::tasks::daily;

/// Moves times in the database.
async fn run(site: &TestSite, sql: &str) {
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(site.owner()).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// An inspection begun by hand with so many questions. Returns its address.
async fn begun(school: &Org, by: &User, title: &str, items: usize) -> String {
    let questions: Vec<String> = (1..=items).map(|n| format!("第 {n} 处好吗")).collect();
    let page = by.get(&school.url("inspections/new")).await;
    let page = by.send(page.form("/inspections").set("title", title).set("kind", "daily").set("own", &questions.join("\n"))).await;
    assert_eq!(page.status(), 303, "the inspection was not begun:\n{page}");
    page.location().to_owned()
}

/// As if it had been begun so many minutes earlier.
async fn earlier(site: &TestSite, walk: &str, minutes: i64) {
    let number = walk.rsplit('/').next().expect("a number");
    run(site, &format!("UPDATE inspection SET started_at = started_at - interval '{minutes} minutes' WHERE number = '{number}' AND submitted_at IS NULL")).await;
}

/// Submitted with a problem at the first item, shown by this photo. Returns the record's address.
async fn found(by: &User, walk: &str, shot: Vec<u8>) -> String {
    let page = by.get(walk).await;
    let form = story::all_fine(&page, walk).set("r-1", "problem").set("n-1", "灭火器压力不足").file("p-1", shot);
    let done = by.send(form).await;
    assert_eq!(done.status(), 303, "{done}");
    done.location().to_owned()
}

/// The same without one.
async fn fine(by: &User, walk: &str) -> String {
    let done = by.send(story::all_fine(&by.get(walk).await, walk)).await;
    assert_eq!(done.status(), 303, "{done}");
    done.location().to_owned()
}

/// What a record asks whoever reads it.
fn asked(page: &Page) -> Vec<String> {
    page.all("[aria-labelledby=looks-h] .list li")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_looks_too_good_is_a_question_on_the_record_and_in_the_bureaus_list() {
    let site = TestSite::new().await;
    let (school, honest, bureau) = (site.school("一中"), site.school("二小"), site.bureau("东区局"));
    let (officer, staff, principal, reviewer) =
        (school.officer().await, school.staff().await, school.principal().await, bureau.reviewer().await);

    // Ten items at once.
    let walk = begun(&school, &officer, "十处一眼看完", 10).await;
    let rushed = found(&officer, &walk, photo(11)).await;
    // The same photo again, in its own time.
    let walk = begun(&school, &officer, "旧照片", 10).await;
    earlier(&site, &walk, 30).await;
    let twin = found(&officer, &walk, photo(11)).await;
    // Twenty records of one person over ten weeks, and nothing found: nineteen before are moved back, three days and some apart.
    for n in 1..20 {
        let walk = begun(&school, &staff, "天天都好", 2).await;
        fine(&staff, &walk).await;
        run(
            &site,
            &format!(
                "UPDATE inspection SET started_at = started_at - interval '{days} days', submitted_at = submitted_at - interval '{days} days'
                  WHERE inspector_id = '{}' AND started_at > now() - interval '1 hour'",
                staff.person,
                days = 70 - 3 * n
            ),
        )
        .await;
    }
    let walk = begun(&school, &staff, "还是都好", 2).await;
    let clear = fine(&staff, &walk).await;
    // A day's task, open since the morning, sent four minutes before its end.
    daily(&school, &officer, &principal, "校门", &[]).await;
    let task = principal.get(&school.url("tasks?whose=me")).await.attr("[data-task=open] a", "href");
    run(
        &site,
        "UPDATE inspection_task SET opens_at = now() - interval '9 hours', due_at = now() + interval '4 minutes 30 seconds';
         DELETE FROM rollup_task;
         INSERT INTO rollup_task (district_id, org_id, path, due_on, due)
         SELECT t.district_id, o.id, o.path, ((due_at - interval '1 microsecond') AT TIME ZONE 'Asia/Shanghai')::date, 1 FROM inspection_task t JOIN org o ON o.id IN (t.district_id, t.school_id)",
    )
    .await;
    let last = fine(&principal, &task).await;

    // Another school walks as long, finds something, takes a picture of it, and hands in at noon.
    let walker = honest.officer().await;
    for shot in [41, 43] {
        let walk = begun(&honest, &walker, "认真看过", 10).await;
        earlier(&site, &walk, 25).await;
        let record = found(&walker, &walk, photo(shot)).await;
        for user in [&walker, &reviewer] {
            let page = user.get(&record).await;
            assert!(!page.has("#looks-h"), "an honest record is asked nothing: {page}");
        }
    }
    daily(&honest, &walker, &walker, "南门", &[]).await;
    let task = walker.get(&honest.url("tasks?whose=me")).await.attr("[data-task=open] a", "href");
    run(
        &site,
        &format!(
            "UPDATE inspection_task SET opens_at = now() - interval '9 hours' WHERE school_id = '{}' AND done_at IS NULL",
            honest.place.id
        ),
    )
    .await;
    // Near midnight it would be the last minute indeed.
    let ends: i64 =
        sqlx::query_scalar("SELECT (extract(epoch FROM min(due_at) - now()) / 60)::bigint FROM inspection_task WHERE done_at IS NULL")
            .fetch_one(site.owner())
            .await
            .expect("its end");
    let record = fine(&walker, &task).await;
    assert_eq!(asked(&walker.get(&record).await).is_empty(), ends > 10);

    // Each is one question, to the school's own and to the bureau; not to who only walks.
    let number = |record: &str| record.rsplit('/').next().expect("a number").to_owned();
    let ticket: String = sqlx::query_scalar("SELECT number FROM ticket WHERE school_id = $1 ORDER BY number LIMIT 1")
        .bind(school.place.id)
        .fetch_one(site.owner())
        .await
        .expect("the first problem's ticket");
    let cases = [
        (&rushed, "10 项只用了 0:", true),
        (&twin, "第 1 项的照片和", false),
        (&clear, "同一人连续 20 次、67 天没有发现一处问题", true),
        (&last, "截止前 4 分钟才提交", false),
    ];
    for (record, words, _) in &cases {
        for user in [&officer, &principal, &reviewer] {
            let page = user.get(record).await;
            let questions = asked(&page);
            assert!(questions.len() == 1 && questions[0].contains(words), "{words}: {questions:?}");
            let question = questions[0].trim_end_matches("去看").trim_end();
            assert!(question.ends_with(['？', '?']), "a question, no verdict: {question}");
        }
        assert!(!staff.get(record).await.has("#looks-h"), "no reproach to who walks");
    }
    let page = reviewer.get(&twin).await;
    assert!(asked(&page)[0].contains(&ticket) || asked(&page)[0].contains(&number(&rushed)), "it says where else the photo is: {page}");
    assert_eq!(page.attr("[aria-labelledby=looks-h] .list a", "href"), "#i-1");
    assert!(page.has("#i-1"), "and which item shows it");
    let english = reviewer.in_english().get(&rushed).await;
    assert!(asked(&english)[0].contains('?'), "{english}");

    // The bureau's list names exactly these; haste and months without a finding stand among its signals too.
    let page = reviewer.get(&bureau.url("inspections?looks=yes")).await;
    let mut listed: Vec<String> = page.attrs(".rows a.t", "href");
    let mut expected: Vec<String> = cases.iter().map(|(record, ..)| (*record).clone()).collect();
    listed.sort();
    expected.sort();
    listed.retain(|href| href.contains(&school.place.code));
    assert_eq!(listed, expected, "{page}");
    let all = reviewer.get(&bureau.url("inspections")).await;
    assert!(all.text("main").contains("值得再看一眼") && all.all(".rows a.t").len() > 5, "{all}");
    if ends > 10 {
        assert_eq!(page.all(".rows a.t").len(), cases.len(), "none of an honest school: {page}");
    }
    let signals = reviewer.get(&bureau.url("signals")).await;
    let led: Vec<String> = signals.attrs("[data-signal] a.t", "href");
    for (record, words, signal) in &cases {
        assert!(!signal || led.iter().any(|href| href.ends_with(&number(record))), "{words}: {led:?}");
    }
    assert!(led.iter().all(|href| !href.contains(&honest.place.code)), "{led:?}");
    // The chain knows when each was really handed in.
    run(
        &site,
        &format!(
            "UPDATE inspection i SET submitted_at = e.at FROM ledger_event e WHERE e.subject_id = i.id AND e.act = 'submit' AND i.inspector_id = '{}'",
            staff.person
        ),
    )
    .await;
    // Nothing follows from a question: the records stand as they were handed in.
    assert_eq!(site.count("inspection WHERE submitted_at IS NULL AND title NOT LIKE '%检查表'").await, 0);
    site.holds_together().await;
}
