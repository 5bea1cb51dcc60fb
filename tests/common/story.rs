//! The ordinary turns of a ticket's life, told in one line each, through the pages.

use super::{FilledForm, Org, Page, User, photo};

/// A general hidden danger found by this person. Returns its address.
pub async fn reported(school: &Org, by: &User) -> String {
    reported_as(school, by, "general").await
}

/// The same with a grade.
pub async fn reported_as(school: &Org, by: &User, grade: &str) -> String {
    let page = by.get(&school.url("tickets/new")).await;
    let form = page
        .form("/tickets")
        .set("title", "燃气阀门漏气")
        .set("place", "食堂后厨")
        .set("category", "fire")
        .set("grade", grade)
        .file("photo", photo(1));
    let mut page = by.send(form).await;
    // The same was reported before in these stories; it is meant as another.
    if page.status() == 409 {
        let form = page.form("/tickets").set("anyway", "yes");
        page = by.send(form).await;
    }
    assert_eq!(page.status(), 303, "the report was not taken:\n{page}");
    page.location().to_owned()
}

/// Confirmed with this grade.
pub async fn confirmed(url: &str, by: &User, grade: &str) -> Page {
    let page = by.get(&format!("{url}/confirm")).await;
    by.done(page.form("/confirm").set("grade", grade).set("category", "fire").set("note", "到现场看过")).await
}

/// Assigned with all five fulfilments, due in a week.
pub async fn assigned(url: &str, by: &User, to: &User) -> Page {
    let page = by.get(&format!("{url}/assign")).await;
    let form = page.form("/assign").set("responsible", &to.person.to_string()).set("measures", "更换阀门并试压").set("planned", "320");
    let form = form.set("due_on", &in_days(by, 7).await).set("contingency", "停气，开窗，不开火");
    let form = if page.has("#goal") { six_parts(form) } else { form };
    by.done(form).await
}

/// The rest of a major one's plan.
pub fn six_parts(form: FilledForm) -> FilledForm {
    ["causes", "harm", "goal", "materials", "bodies", "requirements"].into_iter().fold(form, |form, part| form.set(part, "按方案写明"))
}

/// Accepted on site by the bureau.
pub async fn accepted(url: &str, by: &User) -> Page {
    let page = by.get(url).await;
    by.done(page.form("/accept").set("members", "刘敏、李工").set("note", "到场核查，已消除")).await
}

/// The day this many days from today, as the database and the school's zone have it.
pub async fn in_days(user: &User, days: i64) -> String {
    let today = user.site.app.zone.day(user.actor().await.at());
    (today + chrono::Duration::days(days)).to_string()
}

/// Said to be fixed, with a photo.
pub async fn submitted(url: &str, by: &User) -> Page {
    let page = by.get(&format!("{url}/submit")).await;
    by.done(page.form("/submit").set("done", "阀门已更换").set("spent", "300").file("photo", photo(2))).await
}

/// Verified.
pub async fn passed(url: &str, by: &User) -> Page {
    let page = by.get(&format!("{url}/pass")).await;
    by.done(page.form("/pass").set("note", "现场试压合格")).await
}

/// Signed by the principal.
pub async fn signed(url: &str, by: &User) -> Page {
    let page = by.get(&format!("{url}/sign")).await;
    by.done(page.form("/sign").set("password", super::PASSWORD)).await
}

/// The usual risk points of the catalogue, kept. Returns the address of the first.
pub async fn adopted(school: &Org, by: &User) -> String {
    let page = by.get(&school.url("risks/adopt?tick=common")).await;
    by.done(page.form("/adopt").set("duty_school", &by.person.to_string())).await;
    school.url("risks/FX-001")
}

/// An inspection begun, with one question of its own. Returns its address.
pub async fn inspecting(school: &Org, by: &User) -> String {
    let page = by.get(&school.url("inspections/new")).await;
    let form = page.form("/inspections").set("own", "灭火器在位吗").set("title", "每日巡查").set("kind", "daily");
    let page = by.send(form).await;
    assert_eq!(page.status(), 303, "the inspection was not begun:\n{page}");
    page.location().to_owned()
}

/// A blank plan with the first risk point of the catalogue on it and an area around. Returns its address.
pub async fn mapped(school: &Org, by: &User) -> String {
    let page = by.get(&school.url("map/new?blank=yes")).await;
    let page = by.send(page.form("/map").set("name", "总平面")).await;
    assert_eq!(page.status(), 303, "the plan was not taken:\n{page}");
    let url = page.location().trim_end_matches("/edit").to_owned();
    placed(&url, by, "FX-001", "C7").await;
    let page = by.get(&format!("{url}/area/new")).await;
    by.done(page.form("/area/new").set("name", "教学区").set("corners", "B2 F2 F9 B9")).await;
    url
}

/// A risk point placed on a plan by typing.
pub async fn placed(url: &str, by: &User, point: &str, at: &str) -> Page {
    let page = by.get(&format!("{url}/edit")).await;
    by.done(page.form("/place").set("point", point).set("at", at)).await
}

/// A risk list that was read, with one good row and one with faults. Returns the address of the import.
pub async fn import_checked(school: &Org, by: &User) -> String {
    let list = "名称,区域,危险源,可能导致,L,E,C,备注\n水泵房,配电室与用电,漏电,触电,1,6,15,x\n天台,月球,坠落,高处坠落,1,6,9,\n";
    let form = by.get(&school.url("risks/import")).await.form("/import").file("file", list.as_bytes().to_vec());
    let page = by.send(form).await;
    assert_eq!(page.status(), 303, "the list was not read:\n{page}");
    page.location().to_owned()
}

/// A plan past a risk point or two with a task that is open today. Returns the addresses of both.
pub async fn planned(school: &Org, officer: &User, person: &User) -> (String, String) {
    let page = officer.get(&school.url("plans/new")).await;
    let points: Vec<String> = page.attrs("input[name=pick]", "value").into_iter().take(2).collect();
    assert!(!points.is_empty(), "there are points with measures:\n{page}");
    let form = page
        .form("/plans")
        .set("title", "校园每日巡查")
        .set("person", &person.person.to_string())
        .set("asks", "route")
        .set("rhythm", "daily");
    officer.done(points.iter().fold(form.without("school_days"), |form, point| form.also("pick", point))).await;
    let plan = officer.get(&school.url("plans")).await.attrs(".rows a.t", "href").last().cloned().expect("the plan is listed");
    (plan, person.get(&school.url("tasks")).await.attr("[data-task=open] a", "href"))
}

/// A campaign drafted by a bureau, open from today, due in ten days, by the product's list about floods. Returns its address.
pub async fn drafted(bureau: &Org, by: &User, title: &str) -> String {
    let page = by.get(&bureau.url("campaigns/new")).await;
    let series: String = sqlx::query_scalar("SELECT series::text FROM check_template WHERE code = 'flood' ORDER BY version DESC LIMIT 1")
        .fetch_one(bureau.site.owner())
        .await
        .expect("the list about floods");
    let (today, due, end) = (in_days(by, 0).await, in_days(by, 10).await, in_days(by, 30).await);
    let form = page.form("/campaigns").set("title", title).set("theme", "人人讲安全").set("kind", "seasonal").set("list", &series);
    let form = form.set("starts", &today).set("deadline", &due).set("ends", &end).set("words", "重点看排水和边坡");
    let form = form.set("p1_name", "自查自改").set("p1_from", &today).set("p1_to", &due).set("m1_post", "head").set("m1_name", "王局长");
    let page = by.send(form).await;
    assert_eq!(page.status(), 303, "the campaign was not drafted:\n{page}");
    page.location().to_owned()
}

/// Every item of a walk is well, and shown to be where that is asked; to be submitted.
pub fn all_fine(page: &Page, walk: &str) -> super::page::FilledForm {
    let mut form = page.form(walk).set("do", "submit");
    for (item, proof) in page.attrs("fieldset .seg .yes", "name").iter().zip(page.attrs("fieldset .seg [data-proof]", "data-proof")) {
        let n = item.trim_start_matches("r-");
        form = form.set(item, "ok");
        form = match proof.as_str() {
            "none" => form,
            "photo" => form.file(&format!("p-{n}"), photo(100 + n.parse::<u8>().expect("a number"))),
            _ => form.set(&format!("n-{n}"), "3 次"),
        };
    }
    form
}

/// The form that launches a campaign for these schools, by their codes.
pub async fn launching(campaign: &str, by: &User, schools: &[&str]) -> super::page::FilledForm {
    let form = by.get(&format!("{campaign}/schools")).await.form("/schools").without("pick");
    schools.iter().fold(form, |form, code| form.also("pick", code))
}

/// Days in the calendar of an organisation, both ends included. Returns the address at which they are taken out again.
pub async fn dated(org: &Org, by: &User, kind: &str, name: &str, starts: &str, ends: &str) -> String {
    let form = by.get(&org.url("calendar/new")).await.form("/calendar");
    let form = [("kind", kind), ("name", name), ("starts", starts), ("ends", ends)]
        .iter()
        .fold(form, |form, (field, value)| form.set(field, value));
    by.done(form).await.attrs(".rows a[href$='/retire']", "href").last().cloned().expect("the days are listed with a way to take them out")
}

/// A round of unannounced visits to these schools, chosen by hand, asking by the first check list. Returns its address.
pub async fn drawn(bureau: &Org, by: &User, schools: &[&Org]) -> String {
    let page = by.get(&bureau.url("visits/new")).await;
    let form = page
        .form("/visits")
        .set("title", "冬季消防四不两直")
        .set("occasion", "unannounced")
        .set("asks", "list")
        .set("list", &page.attrs("#list option", "value")[1])
        .set("method", "chosen")
        .set("do", "draw");
    let form = schools.iter().fold(form, |form, school| form.also("pick", &school.place.id.to_string()));
    let page = by.send(form).await;
    assert_eq!(page.status(), 303, "the round was not drawn:\n{page}");
    page.location().to_owned()
}

/// A report of the public from the card of the first risk point of a school. Returns its code.
pub async fn tipped(school: &Org, words: &str) -> String {
    let token: String =
        sqlx::query_scalar("SELECT token FROM risk_point WHERE school_id = $1 AND retired_at IS NULL ORDER BY number LIMIT 1")
            .bind(school.place.id)
            .fetch_one(school.site.owner())
            .await
            .expect("a risk point");
    let visitor = school.site.visitor();
    let page = visitor.get(&format!("/r/{token}/report")).await;
    let page = visitor.send(page.form("/report").set("words", words).file("photo", photo(91))).await;
    assert_eq!(page.status(), 303, "the report was not taken:\n{page}");
    page.location().split(['=', '&']).nth(1).expect("a code").to_owned()
}

/// A small old ledger, of these rows: running number, day, place, description, deadline, state.
pub fn old_ledger(rows: &[[&str; 6]]) -> Vec<u8> {
    let head = "序号,发现日期,隐患部位,隐患描述,整改期限,整改情况\n".to_owned();
    let lines = rows.iter().map(|row| row.join(",") + "\n");
    std::iter::once(head).chain(lines).collect::<String>().into_bytes()
}

/// A file of an old ledger sent, its columns not yet said. Returns the address of the upload.
pub async fn ledger_sent(school: &Org, by: &User, name: &str, file: Vec<u8>) -> String {
    let form = by.get(&school.url("taken-over/import")).await.form("/import").named_file("file", name, file);
    let page = by.send(form).await;
    assert_eq!(page.status(), 303, "the ledger was not read:\n{page}");
    page.location().to_owned()
}

/// Its columns taken as they are guessed. Returns the preview.
pub async fn ledger_mapped(url: &str, by: &User) -> Page {
    let page = by.get(url).await;
    by.done(page.form("/columns")).await
}

/// Let in, and seen through.
pub async fn ledger_taken(school: &Org, url: &str, by: &User) -> Page {
    let page = by.get(url).await;
    by.done(page.form("/go")).await;
    hazard_register::job::drain(school.site.app(), &hazard_register::jobs()).await.expect("the queue answers");
    by.get(url).await
}
