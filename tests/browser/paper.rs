//! What is made to be printed, printed: a notice card is one page of A5, whatever somebody wrote on it.

use crate::chromium::{Scripts, Stage};
use crate::common::{Org, User, story};

/// Pages of a printed file with their sizes in points, rounded.
fn pages(pdf: &[u8]) -> Vec<(i64, i64)> {
    let text = String::from_utf8_lossy(pdf);
    let page = |part: &str| {
        let part = part.split("endobj").next().unwrap_or_default();
        let numbers = part.split("/MediaBox").nth(1).and_then(|rest| rest.split('[').nth(1)).and_then(|rest| rest.split(']').next());
        let sides: Vec<f64> = numbers.unwrap_or_default().split_whitespace().filter_map(|one| one.parse().ok()).collect();
        #[expect(clippy::cast_possible_truncation, reason = "a page is a few hundred points")]
        let whole = |side: f64| side.round() as i64;
        (whole(sides[2]), whole(sides[3]))
    };
    text.split("/Type /Page").skip(1).filter(|part| !part.starts_with('s')).map(page).collect()
}

/// A point with as many words as its form takes.
async fn wordy(school: &Org, by: &User, letter: &str) {
    let words = |n: usize| letter.chars().cycle().take(n).collect::<String>();
    let mut form = by.get(&school.url("risks/new")).await.form("/risks");
    for (name, value) in [
        ("name", words(60)),
        ("area", "canteen".into()),
        ("kind", "place".into()),
        ("place", words(60)),
        ("accident", words(120)),
        ("hazard_what", words(500)),
        ("hazard_type", "other_explosion".into()),
        ("factor", "thing".into()),
        ("score_1", "30".into()),
        ("score_2", "100".into()),
        ("score_3", "40".into()),
        ("measure_kind_1", "engineering".into()),
        ("measure_text_1", words(500)),
        ("measure_kind_2", "management".into()),
        ("measure_text_2", words(500)),
        ("measure_kind_3", "emergency".into()),
        ("measure_text_3", format!("{};", words(29)).repeat(16)),
        ("measure_kind_4", "emergency".into()),
        ("measure_text_4", words(500)),
        ("duty_post", by.person.to_string()),
    ] {
        form = form.set(name, &value);
    }
    let page = by.send(form).await;
    assert_eq!(page.status(), 303, "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_card_is_one_page_of_its_own_with_nothing_cut_off() {
    let Some(stage) = Stage::open(Scripts::On).await else { return };
    let tab = &stage.tab;
    let school = stage.site.school("一中");
    let officer = school.officer().await;
    officer.done(officer.get(&school.url("risks/adopt?tick=all")).await.form("/adopt")).await;
    wordy(&school, &officer, "危").await;
    wordy(&school, &officer, "wide ").await;
    officer
        .done(officer.get(&school.url("notice")).await.form("/notice").set("duty_line", &"0734-000 0000 ".repeat(2)).set("open", "yes"))
        .await;
    tab.remember("session", &officer.cookie("session").expect("signed in")).await;
    for language in ["zh-CN", "en"] {
        tab.remember("language", language).await;
        tab.open(&school.url("risks/cards")).await;
        assert_eq!(tab.count(".sheet.a5l").await, 90);
        let printed = pages(&tab.pdf().await);
        assert_eq!(printed.len(), 90, "one page for each card: {printed:?}");
        assert!(printed.iter().all(|(width, height)| (width - 595).abs() <= 1 && (height - 420).abs() <= 1), "A5 landscape: {printed:?}");
        // The card hides what does not fit, so that it stays one page; nothing may be hidden.
        let hidden = "const over = [...document.querySelectorAll('.ncard')].filter(card => {\
                const [head, body, foot] = card.children; const table = body.firstElementChild;\
                return table.getBoundingClientRect().bottom > foot.getBoundingClientRect().top + 1 || foot.getBoundingClientRect().bottom > card.getBoundingClientRect().bottom + 1; });\
             return over.map(card => card.querySelector('.num').textContent + ' ' + card.className).join(', ');";
        let over = tab.script(hidden, vec![]).await;
        if over != "" {
            tab.fail(&format!("words do not fit on the cards in {language}: {over}")).await;
        }
    }
    tab.open(&school.url("risks/FX-001/card")).await;
    assert_eq!(pages(&tab.pdf().await).len(), 1);
    // The other papers: in order, on as many pages as they need.
    for (path, fewest, most) in
        [(format!("/public/{}", school.place.code), 2, 12), (school.url(&format!("duties/{}/card", officer.person)), 4, 20)]
    {
        tab.open(&path).await;
        let printed = pages(&tab.pdf().await);
        assert!((fewest..=most).contains(&printed.len()), "{path} on {} pages", printed.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_school_year_is_one_page_of_a4() {
    let Some(stage) = Stage::open(Scripts::On).await else { return };
    let tab = &stage.tab;
    let (school, bureau) = (stage.site.school("一中"), stage.site.bureau("东区局"));
    let (officer, reviewer) = (school.officer().await, bureau.reviewer().await);
    for (kind, name, starts, ends) in [
        ("term", "", "2026-09-01", "2027-01-20"),
        ("term", "", "2027-02-24", "2027-07-03"),
        ("key", "冬季：冰雪、一氧化碳、火灾", "2026-12-01", "2027-02-28"),
        ("key", "夏季：汛情、高温、溺水、雷电", "2027-06-01", "2027-07-31"),
    ] {
        story::dated(&bureau, &reviewer, kind, name, starts, ends).await;
    }
    for (kind, name, starts, ends) in [
        ("off", "秋季运动会", "2026-10-29", "2026-10-30"),
        ("school", "补运动会的课", "2026-11-07", "2026-11-07"),
        ("off", "期中家长会", "2026-11-13", "2026-11-13"),
    ] {
        story::dated(&school, &officer, kind, name, starts, ends).await;
    }
    tab.remember("session", &officer.cookie("session").expect("signed in")).await;
    for language in ["zh-CN", "en"] {
        tab.remember("language", language).await;
        tab.open(&school.url("calendar?year=2026")).await;
        assert_eq!(tab.count(".cal-m").await, 12);
        let printed = pages(&tab.pdf().await);
        assert!(printed.len() == 1 && (printed[0].0 - 595).abs() <= 1 && (printed[0].1 - 842).abs() <= 1, "{language}: {printed:?}");
    }
}
