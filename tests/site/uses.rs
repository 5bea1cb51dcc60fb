//! What is checked before each use: begun by who uses it, from the home page or the day's page, one inspection a press.

use crate::common::{Page, TestSite, User, story};
use crate::tasks::daily;
use hazard_register::access::Role;

/// The addresses and titles that a page offers to begin.
fn offered(page: &Page) -> Vec<String> {
    page.all("[data-use] .b")
}

/// Begins the one of this title from a page. Returns the address of its task.
async fn begun(by: &User, page: &Page, title: &str) -> String {
    let at = offered(page).iter().position(|one| one == title).unwrap_or_else(|| panic!("{title} is offered:\n{page}"));
    let action = page.attrs("[data-use] form", "action")[at].clone();
    let answer = by.send(page.form(&action)).await;
    assert_eq!(answer.status(), 303, "{answer}");
    answer.location().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_uses_it_begins_the_check_once_a_press() {
    let site = TestSite::new().await;
    let school = site.school("一中");
    let (officer, teacher, colleague) = (school.officer().await, school.staff().await, school.another(Role::Staff).await);
    let (driver, nobody) = (school.another(Role::Staff).await, school.another(Role::Staff).await);
    story::adopted(&school, &officer).await;

    // The lab by its risk point, for the teacher; the bus by a list, for the driver; and one that comes every day by itself.
    let page = officer.get(&school.url("plans/new")).await;
    let point = page.attrs("input[name=pick]", "value")[0].clone();
    let form = page.form("/plans").set("title", "实验课前").set("person", &teacher.person.to_string()).set("asks", "route");
    officer.done(form.set("rhythm", "each_use").also("pick", &point)).await;
    let bus = daily(&school, &officer, &driver, "出车前", &[("rhythm", "each_use")]).await;
    daily(&school, &officer, &nobody, "每天的", &[]).await;
    // A colleague answers for that point in the register.
    sqlx::query(
        "INSERT INTO risk_duty (district_id, school_id, path, risk_point_id, tier, person_id) SELECT district_id, school_id, path, id, 'post', $2 FROM risk_point WHERE id = $1::uuid
         ON CONFLICT (district_id, risk_point_id, tier) DO UPDATE SET person_id = excluded.person_id",
    )
    .bind(&point)
    .bind(colleague.person)
    .execute(site.owner())
    .await
    .expect("the duty is written");
    let own = "inspection_task t JOIN inspection_plan p ON p.id = t.plan_id WHERE p.timing ->> 'rhythm' = 'each_use'";
    assert_eq!(site.count(own).await, 0, "nothing is made by the clock");

    // Each is offered their own, on both pages, in few statements.
    for (user, titles) in [(&teacher, vec!["实验课前"]), (&colleague, vec!["实验课前"]), (&driver, vec!["出车前"]), (&nobody, vec![])]
    {
        for url in ["/", school.url("tasks").as_str()] {
            let page = user.get(url).await;
            assert_eq!(offered(&page), titles, "{url}: {page}");
            assert!(page.statements.len() <= 6, "{:?}", page.statements);
        }
    }

    // A double press begins one; a press for the next lesson another.
    let page = teacher.get("/").await;
    let first = begun(&teacher, &page, "实验课前").await;
    assert_eq!(begun(&teacher, &page, "实验课前").await, first, "the same press");
    assert_eq!(site.count(own).await, 1);
    let walk = teacher.get(&first).await;
    teacher.done(story::all_fine(&walk, &first)).await;
    let page = teacher.get(&school.url("tasks")).await;
    assert_eq!(page.attr("[data-use] [data-today]", "data-today"), "1");
    let second = begun(&teacher, &page, "实验课前").await;
    assert!(second != first && site.count(own).await == 2);
    let presses = teacher.get("/").await;
    let action = presses.attr("[data-use] form", "action");
    let (a, b) = tokio::join!(teacher.send(presses.form(&action)), teacher.send(presses.form(&action)));
    assert_eq!((a.status(), b.status(), a.location()), (303, 303, b.location()), "at the same moment");
    assert_eq!(site.count(own).await, 3);

    // Begun by the colleague it is the colleague's; by the officer it is for the person of the plan.
    let page = colleague.get("/").await;
    let third = begun(&colleague, &page, "实验课前").await;
    assert!(colleague.get("/").await.has(&format!(".checks a[href='{third}']")), "it stands among their work");
    assert!(!teacher.get("/").await.has(&format!(".checks a[href='{third}']")));
    let plans = officer.get(&school.url("plans")).await;
    assert!(!offered(&officer.get("/").await).contains(&"出车前".to_owned()), "the officer drives no bus");
    let for_driver = officer.send(plans.form(&format!("{bus}/begin"))).await;
    assert_eq!(for_driver.status(), 303, "{for_driver}");
    assert!(driver.get("/").await.has(&format!(".checks a[href='{}']", for_driver.location())));
    // Two buttons of one page are two presses.
    let requests = plans.attrs("form[action$='/begin'] input[name=request_id]", "value");
    assert!(requests.len() >= 3 && requests.iter().collect::<std::collections::BTreeSet<_>>().len() == requests.len(), "{requests:?}");

    // Not who is not named, not another plan, not a paused one, and nobody from outside.
    let begin = format!("{bus}/begin");
    for user in [&teacher, &colleague, &nobody, &site.school("三中").officer().await, &site.bureau("东区局").reviewer().await] {
        let refused = user.post(&begin, &[]).await;
        assert_eq!(refused.status(), 404, "{}: {refused}", user.name);
    }
    let every_day = officer.get(&school.url("plans")).await.attrs(".rows a.t", "href").last().cloned().expect("the daily one");
    assert_eq!(nobody.post(&format!("{every_day}/begin"), &[]).await.status(), 404, "what comes by itself is not begun by its person");
    officer.done(officer.get(&bus).await.form(&bus).set("do", "pause")).await;
    assert_eq!(offered(&driver.get("/").await), Vec::<String>::new());
    assert_eq!(driver.post(&begin, &[]).await.status(), 404);
    site.holds_together().await;
}
