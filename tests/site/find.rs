//! Looking for tickets: by number, words, people, place and risk point, narrowed by links.

use crate::common::{Org, Page, TestSite, User, photo, story};
use hazard_register::access::Role;

async fn reported(school: &Org, by: &User, n: u8, title: &str, place: &str, more: &[(&str, &str)]) -> String {
    let page = by.get(&school.url("tickets/new")).await;
    let mut form =
        page.form("/tickets").set("title", title).set("place", place).set("category", "fire").set("grade", "general").set("anyway", "yes");
    for (name, value) in more {
        form = form.set(name, value);
    }
    let page = by.send(form.file("photo", photo(n))).await;
    assert_eq!(page.status(), 303, "{page}");
    page.location().to_owned()
}

fn titles(page: &Page) -> Vec<String> {
    let mut titles = page.all("ul.tix a.t");
    titles.sort();
    titles
}

async fn found(by: &User, org: &Org, query: &str) -> Vec<String> {
    let page = by.get(&org.url(&format!("tickets?{query}"))).await;
    assert_eq!(page.status(), 200, "{page}");
    assert!(page.statements.len() <= 6, "{query}: {:?}", page.statements);
    titles(&page)
}

/// The number beside a link.
fn behind(page: &Page, facet: &str, text: &str) -> Option<(i64, String)> {
    let (texts, hrefs) = (page.all(&format!("a[data-facet={facet}]")), page.attrs(&format!("a[data-facet={facet}]"), "href"));
    texts
        .iter()
        .zip(hrefs)
        .find(|(one, _)| one.starts_with(text))
        .map(|(one, href)| (one.rsplit(' ').next().and_then(|n| n.parse().ok()).unwrap_or(-1), href))
}

#[tokio::test(flavor = "multi_thread")]
async fn tickets_are_found_by_number_words_people_place_and_risk_point() {
    let site = TestSite::new().await;
    let (school, next, bureau) = (site.school("一中"), site.school("二小"), site.bureau("东区局"));
    let (staff, officer, reviewer) = (school.staff().await, school.officer().await, bureau.reviewer().await);
    let other = school.another(Role::Staff).await;
    for (person, name) in [(&staff, "欧阳春晓"), (&other, "慕容德")] {
        sqlx::query("UPDATE person SET name = $2 WHERE id = $1")
            .bind(person.person)
            .bind(name)
            .execute(site.owner())
            .await
            .expect("a name");
    }
    story::adopted(&school, &officer).await;
    let point: uuid::Uuid = sqlx::query_scalar("UPDATE risk_point SET name = '三号锅炉' WHERE number = 'FX-002' RETURNING id")
        .fetch_one(site.owner())
        .await
        .expect("a point");
    let valve = reported(&school, &staff, 1, "燃气阀门漏气", "食堂后厨", &[("description", "靠近灶台的那一只，50%_开着")]).await;
    reported(&school, &officer, 2, "安全出口堵塞", "教学楼三楼", &[("category", "building")]).await;
    reported(&school, &officer, 3, "压力表失灵", "后勤楼", &[("risk_point", &point.to_string()), ("category", "equipment")]).await;
    reported(&next, &next.staff().await, 4, "燃气报警器没电", "食堂", &[]).await;
    story::confirmed(&valve, &officer, "general").await;
    story::assigned(&valve, &officer, &other).await;

    let number = valve.rsplit('/').next().expect("a number");
    for (query, expected) in [
        (format!("words={number}"), vec!["燃气阀门漏气"]),
        (format!("words={}", &number[5..]), vec!["燃气阀门漏气"]),
        ("words=阀门".into(), vec!["燃气阀门漏气"]),
        ("words=气阀".into(), vec!["燃气阀门漏气"]),
        ("words=灶".into(), vec!["燃气阀门漏气"]),
        ("words=灶台的那".into(), vec!["燃气阀门漏气"]),
        ("words=后厨".into(), vec!["燃气阀门漏气"]),
        ("words=后".into(), vec!["压力表失灵", "燃气阀门漏气"]),
        ("words=试压".into(), vec!["燃气阀门漏气"]),
        ("words=慕容".into(), vec!["燃气阀门漏气"]),
        ("words=慕".into(), vec!["燃气阀门漏气"]),
        ("words=欧阳春晓".into(), vec!["燃气阀门漏气"]),
        ("words=三号锅炉".into(), vec!["压力表失灵"]),
        ("words=锅炉".into(), vec!["压力表失灵"]),
        ("words=食堂+慕容+阀门".into(), vec!["燃气阀门漏气"]),
        ("words=%E3%80%80食堂%E3%80%80漏气".into(), vec!["燃气阀门漏气"]),
        ("words=食堂+锅炉".into(), vec![]),
        ("words=没有这回事".into(), vec![]),
        // Signs of patterns are letters like others.
        ("words=50%25_".into(), vec!["燃气阀门漏气"]),
        ("words=5_%25".into(), vec![]),
        ("words=%25".into(), vec!["燃气阀门漏气"]),
        ("words=%5C".into(), vec![]),
        ("words=%27%3B+DROP".into(), vec![]),
    ] {
        assert_eq!(found(&officer, &school, &query).await, expected, "{query}");
    }
    // The bureau looks through its range, the school through its own only.
    assert_eq!(found(&reviewer, &bureau, "words=燃气").await, ["燃气报警器没电", "燃气阀门漏气"]);
    assert_eq!(found(&reviewer, &bureau, "words=慕容").await, ["燃气阀门漏气"]);
    assert_eq!(found(&reviewer, &bureau, "words=锅炉").await, ["压力表失灵"]);
    assert_eq!(found(&officer, &school, "words=燃气").await, ["燃气阀门漏气"]);
    assert_eq!(found(&reviewer, &next, "words=慕容").await, Vec::<String>::new(), "a name of another school finds nothing here");
    let elsewhere = site.bureau("西区局").reviewer().await;
    assert_eq!(found(&elsewhere, &site.bureau("西区局"), "words=燃气").await, Vec::<String>::new());
    // Closed ones are looked for where all are, and an empty answer says so.
    let page = officer.get(&school.url("tickets?words=没有这回事")).await;
    let all = page.attr(".empty a[href*='show=all']", "href");
    assert!(all.contains("words="), "the words go along: {page}");
    // The function itself answers nobody beyond their reach, whatever they ask for.
    let mut foreign = site.runtime(&next.place.path).await;
    type Keys = Option<Vec<uuid::Uuid>>;
    let seen: Vec<(Keys, Keys)> = sqlx::query_as("SELECT people, tickets FROM tickets_saying(ARRAY['慕容'], '', 300)")
        .fetch_all(&mut *foreign)
        .await
        .expect("an answer");
    assert_eq!(seen, [(Some(vec![]), Some(vec![]))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn links_narrow_with_their_numbers_and_keep_each_other() {
    let site = TestSite::new().await;
    let (school, bureau) = (site.school("一中"), site.bureau("东区局"));
    let (staff, officer) = (school.staff().await, school.officer().await);
    let mut urls = Vec::new();
    for (n, (title, category, grade)) in [
        ("漏电甲", "electrical", "general"),
        ("漏电乙", "electrical", "general"),
        ("漏水甲", "building", "general"),
        ("裂缝", "building", "major"),
    ]
    .into_iter()
    .enumerate()
    {
        urls.push(
            reported(&school, &staff, u8::try_from(n).expect("few") + 1, title, "教学楼", &[("category", category), ("grade", grade)])
                .await,
        );
    }
    story::confirmed(&urls[0], &officer, "general").await;
    story::assigned(&urls[0], &officer, &staff).await;
    sqlx::query("UPDATE ticket SET due_on = current_date - 3 WHERE title = '漏电甲'").execute(site.owner()).await.expect("late");
    sqlx::query("UPDATE ticket SET found_at = '2020-03-05' WHERE title = '漏水甲'").execute(site.owner()).await.expect("long ago");

    let page = officer.get(&school.url("tickets")).await;
    let n = |page: &Page, facet: &str, text: &str| behind(page, facet, text).map(|(n, _)| n);
    for (facet, text, expected) in [
        ("state", "待核实", Some(3)),
        ("state", "整改中", Some(1)),
        ("state", "已销号", None),
        ("overdue", "只看逾期", Some(1)),
        ("grade", "重大", Some(1)),
        ("grade", "一般", Some(3)),
        ("category", "建筑", Some(2)),
        ("source", "随手拍", Some(4)),
        ("person", &staff.name, Some(1)),
    ] {
        let text = if facet == "category" {
            page.all("a[data-facet=category]")
                .iter()
                .find(|one| one.ends_with(" 2"))
                .map_or("", |one| one.split(' ').next().unwrap_or_default())
                .to_owned()
        } else {
            text.to_owned()
        };
        assert_eq!(n(&page, facet, &text), expected, "{facet} {text}: {page}");
    }
    assert!(page.text("[role=status].count-line").contains('4'), "{page}");
    // Each link leads to as many as it said, keeps the others, and is taken back by its chip.
    for facet in ["state", "overdue", "grade", "category", "source", "term", "person"] {
        for (text, href) in page.all(&format!("a[data-facet={facet}]")).iter().zip(page.attrs(&format!("a[data-facet={facet}]"), "href")) {
            let narrowed = officer.get(&href).await;
            assert_eq!(Some(titles(&narrowed).len().to_string().as_str()), text.rsplit(' ').next(), "{facet} {text}: {narrowed}");
            assert_eq!(narrowed.attrs(".find-chips a.tag", "href"), [school.url("tickets")], "{facet}: {narrowed}");
            assert!(narrowed.has(&format!("a[data-facet={facet}][aria-current]")), "{facet}: {narrowed}");
        }
    }
    let (_, href) = behind(&page, "grade", "一般").expect("the link");
    let general = officer.get(&format!("{href}&words=漏")).await;
    assert_eq!(titles(&general), ["漏水甲", "漏电乙", "漏电甲"]);
    let (count, href) = behind(&general, "overdue", "只看逾期").expect("the link");
    assert!(count == 1 && href.contains("grade=general") && href.contains("words="), "{href}");
    let late = officer.get(&href).await;
    assert_eq!((titles(&late), late.all(".find-chips a.tag").len()), (vec!["漏电甲".to_owned()], 3), "{late}");
    // The other grades are still offered, with what they would give.
    assert_eq!((n(&late, "grade", "重大"), n(&late, "grade", "一般")), (None, Some(1)));
    let without = officer.get(&late.attrs(".find-chips a.tag", "href")[0]).await;
    assert!(!without.attr("#words", "value").contains('漏') && without.all(".find-chips a.tag").len() == 2, "{without}");
    // The search keeps the links, the tabs keep both.
    assert_eq!(late.form("/tickets").get("grade"), "general");
    assert!(late.attrs(".tabs a", "href").iter().all(|href| href.contains("grade=general") && href.contains("words=")), "{late}");
    let past = officer.get(&school.url("tickets?term=2019-2")).await;
    assert_eq!(titles(&past), ["漏水甲"]);
    assert!(past.text(".find-chips").contains("2019—2020 学年第二学期"), "{past}");
    assert_eq!(titles(&officer.get(&school.url(&format!("tickets?person={}", staff.person))).await), ["漏电甲"]);
    // What is not understood narrows nothing.
    for odd in ["term=x", "source=none", "person=me", "grade=huge", "term=2019-2-1"] {
        assert_eq!(officer.get(&school.url(&format!("tickets?{odd}"))).await.all("ul.tix a.t").len(), 4, "{odd}");
    }
    // A district has numbers too; its city has links to nothing it would have to count.
    let wide = bureau.reviewer().await.get(&bureau.url("tickets?words=漏")).await;
    assert_eq!((n(&wide, "grade", "一般"), n(&wide, "person", &staff.name)), (Some(3), None), "{wide}");
    let city = site.bureau("市局");
    let all = city.reviewer().await.get(&city.url("tickets?words=漏电")).await;
    assert_eq!((titles(&all).len(), all.has("a[data-facet]")), (2, false), "{all}");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_what_was_found_go_on_by_key() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let bureau = site.bureau("东区局");
    let (officer, reviewer) = (school.officer().await, bureau.reviewer().await);
    reported(&school, &officer, 1, "灯管闪烁", "走廊", &[]).await;
    // A hundred and twenty more like it, some without a deadline, several on one day: more than a word is looked up for by its letters.
    sqlx::query(
        "INSERT INTO ticket (district_id, id, school_id, path, number, state, waits_for, grade, category, title, place, source, found_at, reporter_id)
         SELECT district_id, gen_random_uuid(), school_id, path, '1999-' || lpad(n::text, 4, '0'), state, waits_for, grade, category, CASE WHEN n <= 420 THEN title || n ELSE '水管滴水' || n END, place, source, found_at, reporter_id
           FROM ticket, generate_series(1, 840) n",
    )
    .execute(site.owner())
    .await
    .expect("more");
    for (by, org) in [(&officer, &school), (&reviewer, &bureau)] {
        for show in ["", "&show=all"] {
            let mut url = org.url(&format!("tickets?words=灯管+走廊{show}"));
            let mut seen = std::collections::BTreeSet::new();
            let mut pages = 0;
            loop {
                let page = by.get(&url).await;
                assert!(page.text("[role=status].count-line").contains("421"), "{page}");
                for href in page.attrs("ul.tix a.t", "href") {
                    assert!(seen.insert(href.clone()), "{href} twice");
                }
                pages += 1;
                match page.attrs("a[rel=next]", "href").into_iter().next() {
                    None => break,
                    Some(next) => url = next,
                }
                assert!(pages < 20, "it ends");
            }
            assert_eq!((seen.len(), pages), (421, 9), "{show}");
        }
        // Two words that many tickets say, and none both; two that the same ones say.
        assert_eq!(found(by, org, "words=灯管+水管").await, Vec::<String>::new());
        assert_eq!(found(by, org, "words=灯管+闪烁").await.len(), 50);
    }
}
