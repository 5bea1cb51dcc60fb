//! A real inspection: 16 items and 4 findings of a primary school in February 2024 (facts only, reworded), from check list to four closed tickets.

use crate::common::{TestSite, photo, story};
use calamine::{Reader, Xlsx};

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

    // The same record as a table, and the same inspection in the ledger, on paper and as a file.
    let number = url.rsplit('/').next().expect("a number");
    let table = cells(&officer.get(&format!("{url}/record.xlsx")).await.bytes, 0);
    assert_eq!(table.len(), items.len() + 1, "a heading and a line each");
    for (n, (line, item)) in table.iter().skip(1).zip(&items).enumerate() {
        let answer = match item.result.as_str() {
            "problem" => "不合格",
            "ok" => "合格",
            _ => "不适用",
        };
        let found = item.result == "problem";
        assert_eq!(
            (line[0].as_str(), &line[1], &line[2], line[4].as_str(), line[9].as_str(), line[10].is_empty()),
            (format!("{}", n + 1).as_str(), &item.area, &item.question, answer, if found { "1" } else { "0" }, !found)
        );
        assert_eq!(line[5], if found { item.finding.as_str() } else { "" });
    }
    let book = officer.get(&school.url("inspections/book")).await;
    assert_eq!(book.all("tbody tr").len(), 1);
    let line = book.text("tbody tr");
    assert!(line.contains(number) && findings.iter().all(|one| line.contains(&one.finding)) && line.contains("已销号"), "{book}");
    let bytes = officer.get(&school.url("inspections/book.xlsx")).await.bytes;
    let (walks, found) = (cells(&bytes, 0), cells(&bytes, 1));
    let count = |result: &str| items.iter().filter(|item| item.result == result).count().to_string();
    let all = items.len().to_string();
    assert_eq!(walks[1][0], number);
    assert_eq!(walks[1][9..14], [all.as_str(), &count("ok"), "4", &count("not_applicable"), "4"]);
    assert_eq!(
        found.iter().skip(1).map(|line| line[3].as_str()).collect::<Vec<_>>(),
        findings.iter().map(|one| one.finding.as_str()).collect::<Vec<_>>()
    );
    assert!(found.iter().skip(1).all(|line| line[8] == "已销号" && !line[9].is_empty()));
    // Days without it, and somebody else's walks.
    for none in ["from=2030-01-01", "to=2020-01-01", "kind=petition", "unfinished=yes", &format!("person={}", staff.person)] {
        assert_eq!(officer.get(&school.url(&format!("inspections/book?{none}"))).await.all("tbody tr").len(), 0, "{none}");
        assert_eq!(officer.get(&school.url(&format!("inspections?{none}"))).await.all(".rows a.t").len(), 0, "{none}");
    }

    // The figures of the last month, and each leads to exactly what it counts.
    for (user, org) in [
        (&officer, school.url("inspections/figures")),
        (&site.bureau("东区局").reviewer().await, site.bureau("东区局").url("inspections/figures")),
    ] {
        let page = user.get(&org).await;
        assert!(page.statements.len() <= 6, "{:?}", page.statements);
        for row in page.all("section:not([aria-labelledby=tasks-h]) tbody tr") {
            assert!(row.contains(&all) && row.contains('4'), "{row}");
        }
        let links = page.attrs("section:not([aria-labelledby=tasks-h]) tbody td a", "href");
        assert!(links.len() >= 4, "walks and problems, by whom and by occasion: {page}");
        for link in links {
            assert_eq!(user.get(&link).await.all(".rows a.t").len(), 1, "{link}");
        }
    }
    let page = officer.get(&school.url("inspections/figures?from=2026-09-02&to=2026-09-01")).await;
    assert!(page.has("#to-err") && page.value("#to") == "2026-09-01", "{page}");
    let stranger = site.school("三中").officer().await;
    for url in [
        school.url("inspections/book"),
        school.url("inspections/book.xlsx"),
        school.url("inspections/figures"),
        format!("{url}/record.xlsx"),
    ] {
        assert_eq!(stranger.get(&url).await.status(), 404, "{url}");
    }
}

/// The cells of a sheet, as a spreadsheet shows them.
fn cells(bytes: &[u8], sheet: usize) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).expect("an xlsx");
    let range = book.worksheet_range_at(sheet).expect("the sheet is there").expect("it is read");
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}
