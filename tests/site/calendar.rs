//! The school calendar, told through the pages: who keeps it, whom it reaches, and what it does to the day's tasks.

use super::tasks::{daily, today};
use crate::common::{TestSite, story};
use chrono::{Datelike, Days, NaiveDate};
use hazard_register::calendar::store::install;
use hazard_register::task::schedule;
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread")]
async fn public_holidays_are_there_once_and_follow_their_file() {
    let site = TestSite::new().await;
    let rows = async || -> Vec<String> {
        sqlx::query_scalar(
            "SELECT concat_ws(' ', id, kind, name, starts_on, ends_on, created_at, retired_at) FROM calendar_entry ORDER BY id",
        )
        .fetch_all(site.owner())
        .await
        .expect("the entries")
    };
    let first = rows().await;
    assert_eq!(first.len(), 16);
    install(site.owner()).await.expect("installed again");
    assert_eq!(rows().await, first, "a second time changes nothing");

    // A line that is no longer in the file goes out of use, one that came back returns, and what others keep stays.
    let school = site.school("一中");
    story::dated(&school, &school.officer().await, "off", "校运会", "2026-11-05", "2026-11-05").await;
    sqlx::query("INSERT INTO calendar_entry (id, owner_path, kind, name, starts_on, ends_on) VALUES (gen_random_uuid(), '', 'off', '旧的', '2026-03-03', '2026-03-03')")
        .execute(site.owner())
        .await
        .expect("a line of an older file");
    sqlx::query("UPDATE calendar_entry SET retired_at = now() WHERE name = '国庆节' AND starts_on = '2026-10-01'")
        .execute(site.owner())
        .await
        .expect("taken out once");
    install(site.owner()).await.expect("installed again");
    assert_eq!(site.count("calendar_entry WHERE retired_at IS NULL AND owner_path = ''").await, 16);
    assert_eq!(site.count("calendar_entry WHERE retired_at IS NOT NULL AND name = '旧的'").await, 1);
    assert_eq!(site.count("calendar_entry WHERE retired_at IS NULL AND owner_path <> ''").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bureaus_term_reaches_its_schools_and_a_schools_own_word_wins() {
    let site = TestSite::new().await;
    let (school, next, other, east) = (site.school("一中"), site.school("二小"), site.school("三中"), site.bureau("东区局"));
    let (officer, reviewer) = (school.officer().await, east.reviewer().await);
    let (neighbour, stranger) = (next.officer().await, other.officer().await);
    let now = today(&site).await;
    for path in ["calendar", "plans"] {
        let page = officer.get(&school.url(path)).await;
        assert!(page.text("[data-terms]").contains("每个工作日都算上课日"), "{page}");
    }
    let text = |day: NaiveDate| day.to_string();
    let (starts, ends) = (text(now - Days::new(40)), text(now + Days::new(100)));
    let term = story::dated(&east, &reviewer, "term", "", &starts, &ends).await;
    for path in ["calendar", "plans"] {
        assert!(!officer.get(&school.url(path)).await.has("[data-terms]"));
        assert!(stranger.get(&other.url(path)).await.has("[data-terms]"), "next door nothing has changed");
    }
    let page = officer.get(&school.url("calendar")).await;
    assert!(page.statements.len() <= 4, "{:?}", page.statements);
    let line = page.text("[data-entry=term]");
    assert!(line.contains("学期") && line.contains("东区局") && !page.has("[data-entry=term] a"), "{page}");
    assert!(page.text("[data-today]").contains("第 6 周") || page.text("[data-today]").contains("第 7 周"), "{page}");
    assert_eq!((page.all(".cal-m").len(), page.all("td[aria-current=date]").len()), (12, 1));
    assert!(page.text("td[aria-current=date]").starts_with(&now.day().to_string()));

    // The school is off today, its neighbour not. The bureau has lessons today in spite of the week: the school's own word is nearer.
    let at = async |user: &crate::common::User, org: &crate::common::Org| {
        user.get(&org.url("calendar")).await.attr("[data-today]", "data-today")
    };
    let ours = story::dated(&school, &officer, "off", "校庆", &text(now), &text(now)).await;
    assert_eq!(at(&officer, &school).await, "off");
    assert_ne!(at(&neighbour, &next).await, "off");
    story::dated(&east, &reviewer, "school", "全区补课", &text(now), &text(now)).await;
    assert_eq!((at(&officer, &school).await.as_str(), at(&neighbour, &next).await.as_str()), ("off", "make_up"));
    assert_ne!(at(&stranger, &other).await, "make_up");
    let page = officer.get(&school.url("calendar")).await;
    assert!(page.all("[data-entry=school]").iter().any(|one| one.contains("全区补课") && one.contains("不生效")), "{page}");

    // Taken out, the bureau is heard again.
    let asked = officer.get(&ours).await;
    assert!(asked.text("main").contains("校庆"), "{asked}");
    let page = officer.done(asked.form("/retire")).await;
    assert!(page.text(".flash").contains("已经生成的任务不变"), "{page}");
    assert_eq!(at(&officer, &school).await, "make_up");
    let again = officer.post(&ours, &[]).await;
    assert!(again.status() == 409 && again.text("main").contains("已经撤下"), "{again}");
    assert_eq!(officer.get(&ours).await.status(), 404);
    assert_eq!(
        officer.post(&term.replace(&east.place.code, &school.place.code), &[]).await.status(),
        404,
        "the bureau's is not the school's to take"
    );

    // Each act stands in the keeper's own chain, by name; nothing was deleted.
    let acts: Vec<String> = sqlx::query_scalar(
        "SELECT o.name_zh || ' ' || e.act || ' ' || t.body FROM ledger_event e JOIN org o ON o.id = e.school_id
           JOIN ledger_text t ON t.school_id = e.school_id AND t.seq = e.seq AND t.field = 'name' WHERE e.subject = 'calendar' ORDER BY o.path, e.seq",
    )
    .fetch_all(site.owner())
    .await
    .expect("the acts");
    assert_eq!(acts.len(), 4);
    assert_eq!([&acts[1], &acts[2], &acts[3]], ["东区局 add_calendar 全区补课", "一中 add_calendar 校庆", "一中 retire_calendar 校庆"]);
    assert_eq!(site.count("calendar_entry WHERE name = '校庆' AND retired_at IS NOT NULL").await, 1);
    let page = east.auditor().await.get(&school.url("ledger/events")).await;
    assert!(page.text("tbody").contains("校庆") && page.text("tbody").contains("校历"), "{page}");
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_its_own_people_keep_a_calendar() {
    let site = TestSite::new().await;
    let (school, east, city) = (site.school("一中"), site.bureau("东区局"), site.bureau("市局"));
    let ours = story::dated(&school, &school.officer().await, "off", "校庆", "2026-11-05", "2026-11-05").await;
    let bureaus = story::dated(&east, &east.leader().await, "off", "全区教研", "2026-11-12", "2026-11-12").await;
    for (user, org, keeps) in [
        (school.officer().await, &school, true),
        (school.principal().await, &school, true),
        (school.staff().await, &school, false),
        (east.reviewer().await, &east, true),
        (east.administrator().await, &east, true),
        (east.auditor().await, &east, false),
        (east.leader().await, &school, false),
        (city.leader().await, &east, false),
    ] {
        let shown = user.get(&org.url("calendar")).await;
        assert_eq!(
            (shown.status(), shown.has("a[href$='/calendar/new']"), shown.has(".rows a")),
            (200, keeps, keeps),
            "{:?} at {}",
            user.role,
            org.place.code
        );
        let entry = if org.place.is_school() { &ours } else { &bureaus };
        for path in [&org.url("calendar/new"), entry] {
            assert_eq!(user.get(path).await.status(), if keeps { 200 } else { 404 }, "{path} as {}", user.role);
        }
        if !keeps {
            let sent = [("kind", "off"), ("name", "放假"), ("starts", "2026-11-05"), ("ends", "2026-11-05")];
            assert_eq!(
                (user.post(&org.url("calendar"), &sent).await.status(), user.post(entry, &[]).await.status()),
                (404, 404),
                "{}",
                user.role
            );
        }
    }
    assert_eq!(site.school("三中").officer().await.get(&school.url("calendar")).await.status(), 404);
    assert_eq!(site.count("calendar_entry WHERE owner_path <> ''").await, 2);
    // Nor by SQL, with what the running server may do: not another's, not in the past, never anew.
    for sql in [
        "INSERT INTO calendar_entry (id, owner_path, kind, name, starts_on, ends_on) VALUES (gen_random_uuid(), '', 'off', 'x', '2026-11-05', '2026-11-05')",
        "INSERT INTO calendar_entry (id, owner_path, kind, name, starts_on, ends_on) VALUES (gen_random_uuid(), '43.4304.430405.', 'off', 'x', '2026-11-05', '2026-11-05')",
        "UPDATE calendar_entry SET retired_at = now() - interval '1 day' WHERE name = '校庆'",
        "UPDATE calendar_entry SET name = 'x'",
        "DELETE FROM calendar_entry",
    ] {
        let mut tx = site.runtime(&school.place.path).await;
        assert!(sqlx::query(sql).execute(&mut *tx).await.is_err(), "{sql}");
    }
    let mut tx = site.runtime(&school.place.path).await;
    let others =
        sqlx::query("UPDATE calendar_entry SET retired_at = now() WHERE name <> '校庆'").execute(&mut *tx).await.expect("no error, no row");
    assert_eq!(others.rows_affected(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_is_said_at_its_field_and_a_form_counts_once() {
    let site = TestSite::new().await;
    let (school, east) = (site.school("一中"), site.bureau("东区局"));
    let officer = school.officer().await;
    story::dated(&east, &east.leader().await, "term", "全区学期", "2026-09-01", "2027-01-20").await;
    // The school's own term may lie over the bureau's, not over another of its own.
    story::dated(&school, &officer, "term", "本校学期", "2026-09-07", "2027-01-15").await;
    let new = school.url("calendar/new");
    let form = officer
        .get(&new)
        .await
        .form("/calendar")
        .set("kind", "off")
        .set("name", "校运会")
        .set("starts", "2026-11-05")
        .set("ends", "2026-11-06");
    for (changes, at, words) in [
        (vec![("kind", "x")], "#kind", "是什么日子"),
        (vec![("name", "")], "#name", "名称"),
        (vec![("starts", "2026-02-30")], "#starts", ""),
        (vec![("ends", "2026-11-04")], "#ends", "早于"),
        (vec![("ends", "2027-02-13")], "#ends", "100"),
        (vec![("kind", "term"), ("starts", "2027-01-15"), ("ends", "2027-07-03")], "#starts", "本校学期"),
    ] {
        let page = officer.send(changes.iter().fold(form.clone(), |form, (name, value)| form.set(name, value))).await;
        assert!(page.status() == 422 && page.text(&format!("{at}-err")).contains(words), "{changes:?}: {page}");
        assert_eq!(
            page.attr("#ends", "value"),
            changes.iter().find(|(name, _)| *name == "ends").map_or("2026-11-06", |(_, value)| value),
            "what was typed stays"
        );
    }
    assert_eq!(site.count("calendar_entry WHERE owner_path <> ''").await, 2);
    let (first, second) = (officer.send(form.clone()).await, officer.send(form.clone()).await);
    assert_eq!((first.status(), second.status(), first.location()), (303, 303, second.location()));
    assert_eq!(site.count("calendar_entry WHERE name = '校运会'").await, 1);
    let same = officer.send(form.set("request_id", &Uuid::now_v7().to_string()).set("kind", "school")).await;
    assert!(same.status() == 422 && same.text("#starts-err").contains("校运会"), "{same}");

    // The usual days of the next term are a link away.
    let preset = officer.get(&new).await.attr("a[href*='kind=term']", "href");
    let page = officer.get(&preset).await;
    assert!(
        page.has("#kind[checked][value=term]") && page.value("#name").contains("学期") && page.value("#name_en").contains("term"),
        "{page}"
    );
    let kept = officer.done(page.form("/calendar")).await;
    assert!(kept.text(".flash").contains("从明天起"), "{kept}");
    for (year, status) in [("2026", 200), ("2000", 200), ("1999", 404), ("2099", 404), ("x", 404), ("2026x", 404)] {
        assert_eq!(officer.get(&school.url(&format!("calendar?year={year}"))).await.status(), status, "{year}");
    }
    // Holidays that are not announced yet, until somebody keeps some.
    let in_2027 = school.url("calendar?year=2027");
    assert!(officer.get(&in_2027).await.text("[data-unannounced]").contains("2027、2028"));
    story::dated(&school, &officer, "off", "春节", "2027-02-06", "2027-02-12").await;
    let page = officer.get(&in_2027).await;
    assert!(!page.text("[data-unannounced]").contains("2027") && page.text("[data-entry=off]").contains("待公布"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_on_school_days_follow_the_calendar() {
    let site = TestSite::new().await;
    let (school, next, east) = (site.school("一中"), site.school("二小"), site.bureau("东区局"));
    let (officer, neighbour) = (school.officer().await, next.officer().await);
    let now = today(&site).await;
    let text = |ahead: u64| (now + Days::new(ahead)).to_string();
    story::dated(&east, &east.leader().await, "term", "学期", &(now - Days::new(40)).to_string(), &text(90)).await;
    // Ten days off, with lessons on the third.
    story::dated(&school, &officer, "off", "停课", &text(1), &text(10)).await;
    story::dated(&school, &officer, "school", "补课", &text(3), &text(3)).await;
    daily(&school, &officer, &officer, "南门", &[("school_days", "yes")]).await;
    daily(&next, &neighbour, &neighbour, "北门", &[("school_days", "yes")]).await;
    schedule::make(&site.app().db, site.app().zone, now + Days::new(10)).await.expect("made");
    let days = async |org: &crate::common::Org| -> Vec<NaiveDate> {
        sqlx::query_scalar(
            "SELECT DISTINCT (opens_at AT TIME ZONE 'Asia/Shanghai')::date FROM inspection_task
              WHERE school_id = $1 AND (opens_at AT TIME ZONE 'Asia/Shanghai')::date > $2 ORDER BY 1",
        )
        .bind(org.place.id)
        .bind(now)
        .fetch_all(site.owner())
        .await
        .expect("days with tasks")
    };
    assert_eq!(days(&school).await, [now + Days::new(3)]);
    assert!(!days(&next).await.is_empty(), "the neighbour is not off");
    site.holds_together().await;
}
