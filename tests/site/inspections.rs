//! A real inspection: 16 items and 4 findings of a primary school in February 2024 (facts only, reworded), from check list to four closed tickets.

use crate::common::{TestSite, photo, story};

/// One line of the check list as it was filled in.
struct Item {
    area: String,
    question: String,
    result: String,
    finding: String,
    measure: String,
}

fn items() -> Vec<Item> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/inspection_2024-02-25.csv");
    let mut file = csv::Reader::from_path(path).expect("the file is there");
    file.records()
        .map(|row| row.expect("a row"))
        .map(|row| Item {
            area: row[1].to_owned(),
            question: row[2].to_owned(),
            result: row[3].to_owned(),
            finding: row[4].to_owned(),
            measure: row[5].to_owned(),
        })
        .collect()
}

/// The list as an officer types it: a heading for each area, a line for each question.
fn typed(items: &[Item]) -> String {
    let mut text = String::new();
    let mut area = "";
    for item in items {
        if item.area != area {
            area = &item.area;
            text.push_str(&format!("# {area}\n"));
        }
        text.push_str(&format!("{}\n", item.question));
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_inspection_is_walked_from_check_list_to_four_closed_tickets() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (officer, staff, principal) = (school.officer().await, school.staff().await, school.principal().await);
    let items = items();
    let findings: Vec<&Item> = items.iter().filter(|item| item.result == "problem").collect();
    assert_eq!((items.len(), findings.len()), (16, 4));

    // The list is typed once and walked on the phone.
    let page = officer.get(&school.url("inspections/new")).await;
    let form = page.form("/inspections").set("title", "二月校园安全检查").set("kind", "comprehensive").set("own", &typed(&items));
    let begun = officer.send(form).await;
    assert_eq!(begun.status(), 303, "{begun}");
    let url = begun.location().to_owned();

    // Half-way the network is bad: what was answered so far is saved.
    let page = officer.get(&url).await;
    let mut form = page.form(&url).set("do", "save");
    for (n, item) in items.iter().enumerate().take(8) {
        form = form.set(&format!("r-{}", n + 1), &item.result).set(&format!("n-{}", n + 1), &item.finding);
    }
    let saved = officer.send(form).await;
    assert_eq!(saved.status(), 303, "{saved}");

    // The rest; but a problem without a photo is not taken, and nothing is lost.
    let page = officer.get(&url).await;
    assert_eq!(page.value("#n-1"), items[0].finding, "the words came back");
    let mut form = page.form(&url).set("do", "submit");
    for (n, item) in items.iter().enumerate().skip(8) {
        form = form.set(&format!("r-{}", n + 1), &item.result).set(&format!("n-{}", n + 1), &item.finding);
    }
    let refused = officer.send(form).await;
    assert_eq!(refused.status(), 422, "four photos are missing");
    assert_eq!(site.count("ticket").await, 0);

    // With a photo of each it is frozen, and each finding is a ticket.
    let mut form = refused.form(&url).set("do", "submit");
    for (n, _) in items.iter().enumerate().filter(|(_, item)| item.result == "problem") {
        form = form.file(&format!("p-{}", n + 1), photo(u8::try_from(n).expect("small")));
    }
    let again = form.clone();
    let submitted = officer.send(form).await;
    assert_eq!(submitted.status(), 303, "{submitted}");
    assert_eq!(site.count("ticket").await, 4);
    let repeated = officer.send(again).await;
    assert_eq!((repeated.status(), repeated.location()), (303, submitted.location()), "a second press leads to the same");
    assert_eq!(site.count("ticket").await, 4);
    let record = officer.get(&url).await;
    assert!(!record.has("[name='r-1']"), "a submitted record is read only");

    // Each is walked to its end by three people.
    let tickets: Vec<String> =
        sqlx::query_scalar("SELECT number FROM ticket ORDER BY number").fetch_all(site.owner()).await.expect("tickets");
    for (number, finding) in tickets.iter().zip(&findings) {
        let ticket = school.url(&format!("tickets/{number}"));
        let page = officer.get(&ticket).await;
        assert!(page.body().contains(&finding.finding), "{page}");
        story::confirmed(&ticket, &officer, "general").await;
        story::assigned(&ticket, &officer, &staff).await;
        let page = staff.get(&format!("{ticket}/submit")).await;
        staff.done(page.form("/submit").set("done", &finding.measure).set("spent", "0").file("photo", photo(9))).await;
        story::passed(&ticket, &officer).await;
        let closed = story::signed(&ticket, &principal).await;
        assert_eq!(closed.events(), ["sign", "pass", "submit", "assign", "confirm", "report"]);
    }
    let closed: i64 = sqlx::query_scalar("SELECT count(*) FROM ticket WHERE state = 'closed' AND source = 'inspection'")
        .fetch_one(site.owner())
        .await
        .expect("a count");
    assert_eq!(closed, 4);
    site.holds_together().await;
}
