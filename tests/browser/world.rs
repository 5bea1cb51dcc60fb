//! A school and its bureau with something on every page.

use crate::common::{Org, TestSite, User, photo, story};
use hazard_register::access::Role;
use hazard_register::id::PostId;

pub struct World {
    pub school: Org,
    pub bureau: Org,
    pub staff: User,
    pub officer: User,
    pub principal: User,
    pub reviewer: User,
    pub leader: User,
    pub administrator: User,
    pub auditor: User,
    /// Addresses: of a risk point, of a risk list that was read, of a plan with a mark and an area, of the walk and the record of an inspection.
    pub point: String,
    /// The public address of its notice card.
    pub card: String,
    pub plan: String,
    pub import: String,
    /// Files of old ledgers: one whose columns are not said yet, one that was read, one on its way, one that is in. And two dangers of the last: one
    /// that is open, one that went on as a ticket.
    pub uploads: [String; 4],
    pub legacy: [String; 2],
    pub walk: String,
    pub record: String,
    /// Of an inspection plan, and of a task that is open today.
    pub round: String,
    pub task: String,
    /// Of a bureau's round of visits, of a visit that waits, and of the record of one that is done.
    pub visits: String,
    /// Another round, none of whose visits has begun.
    pub drawn: String,
    pub visit: String,
    pub visited: String,
    /// Where a day of the school's own calendar is taken out.
    pub day_off: String,
    pub tickets: Tickets,
    /// A check list of the school's own, and one of the product's, by their addresses.
    pub list: String,
    pub product_list: String,
    /// The campaigns of its bureau by their ids: a draft, one that runs and asks this school, one that is closed.
    pub drafted: String,
    pub campaign: String,
    pub closed: String,
    /// Codes of reports of the public: one that waits, one that was declined, one that became a hidden danger; and the address of the first.
    pub codes: [String; 3],
    pub tip: String,
    /// A closing that the bureau drew.
    pub sample: String,
    /// The grading scheme in force, by its id.
    pub scheme: String,
    /// A second post of the staff member, so that there is a choice of posts.
    pub second_post: PostId,
}

/// One ticket per state, by its address.
pub struct Tickets {
    pub reported: String,
    pub confirmed: String,
    pub planning: String,
    pub rectifying: String,
    pub verifying: String,
    pub signing: String,
    pub accepting: String,
    pub closed: String,
}

impl World {
    pub async fn new(site: &TestSite) -> Self {
        let (school, bureau) = (site.school("一中"), site.bureau("东区局"));
        let (staff, officer, principal) = (school.staff().await, school.officer().await, school.principal().await);
        let reviewer = bureau.reviewer().await;

        let page = officer.get(&school.url("risks/adopt?tick=common")).await;
        officer.done(page.form("/risks/adopt")).await;
        let point = officer.get(&school.url("risks")).await.attr("tbody th a", "href");
        let card = format!("/r/{}", officer.get(&format!("{point}/card")).await.form("/card").get("token"));
        let page = officer.get(&school.url("notice")).await;
        officer.done(page.form("/notice").set("open", "yes").set("duty_line", "0734-000 0000")).await;

        let plan = story::mapped(&school, &officer).await;
        let import = story::import_checked(&school, &officer).await;
        let (uploads, legacy) = old_ledgers(&school, &officer).await;

        let tickets = tickets(&school, &staff, &officer, &principal, &reviewer).await;
        let walk = begun(&school, &staff, "周五放学前巡查").await;
        let record = begun(&school, &staff, "开学前检查").await;
        let page = staff.get(&record).await;
        let mut form = page.form(&record).set("do", "submit").set("r-1", "problem").set("n-1", "阀门没有关").file("p-1", photo(9));
        for n in 2..=3 {
            form = form.set(&format!("r-{n}"), "ok");
        }
        staff.done(form).await;
        let (round, task) = story::planned(&school, &officer, &staff).await;
        let page = officer.get(&school.url("checklists")).await;
        let product_list = page.attr(".rows a.t", "href");
        let page = officer.get(&school.url("checklists/new")).await;
        let form = page
            .form("/checklists")
            .set("title", "食堂晚间巡查")
            .set("kind", "daily")
            .set("q1_area", "食堂")
            .set("q1_question", "灶具关了吗？");
        let list = officer.send(form).await.location().to_owned();
        // A term is kept by the bureau; of the rest of the year the page says that no term is known.
        story::dated(&bureau, &reviewer, "term", "第一学期", "2026-09-01", "2027-01-20").await;
        story::dated(&bureau, &reviewer, "key", "冬季防火", "2026-11-01", "2027-01-31").await;
        let day_off = story::dated(&school, &officer, "off", "校运会", "2026-11-05", "2026-11-06").await;
        let second_post = school.appoint(staff.person, Role::Officer, "兼职安全员").await;

        let (visits, visit, visited) = visits(&bureau, &reviewer).await;
        let drawn = story::drawn(&bureau, &reviewer, &[&school]).await;
        before_each_use(&school, &officer, &staff).await;
        let campaigns = campaigns(&school, &bureau, &officer, &reviewer).await;
        let [drafted, campaign, closed] = campaigns;

        let (codes, tip) = tips(&school, &officer).await;

        reviewer.done(reviewer.get(&bureau.url("samples")).await.form("/samples")).await;
        let sample = reviewer.get(&bureau.url("samples")).await.attr("[data-sample] a", "href");

        let scheme = sqlx::query_scalar("SELECT scheme_in_force($1)::text")
            .bind(&bureau.place.path)
            .fetch_one(site.owner())
            .await
            .expect("a scheme");

        Self {
            list,
            product_list,
            drafted,
            campaign,
            closed,
            codes,
            tip,
            sample,
            scheme,
            leader: bureau.leader().await,
            administrator: bureau.administrator().await,
            auditor: bureau.auditor().await,
            school,
            bureau,
            staff,
            officer,
            principal,
            reviewer,
            point,
            card,
            plan,
            import,
            uploads,
            legacy,
            walk,
            record,
            round,
            task,
            visits,
            drawn,
            visit,
            visited,
            day_off,
            tickets,
            second_post,
        }
    }
}

/// Three reports of the public, two of them answered. Returns their codes, and the address of the one that waits.
async fn tips(school: &Org, officer: &User) -> ([String; 3], String) {
    let waiting = story::tipped(school, "校门口的井盖松了，踩上去会翘。旁边就是接送孩子排队的地方。").await;
    let list = school.url("public-reports");
    let tip = officer.get(&list).await.attr("[data-tip=waiting] a.t", "href");
    let mut codes = vec![waiting];
    for (words, deed) in [("校外有人摆摊，希望学校管一管。", "decline"), ("操场看台第三排有一块板翘起来了。", "accept")]
    {
        codes.push(story::tipped(school, words).await);
        let page = officer.get(&list).await;
        let url = page.attrs("[data-tip=waiting] a.t", "href").into_iter().find(|url| *url != tip).expect("the new one");
        let form = officer.get(&format!("{url}?do={deed}")).await.form(&format!("/{deed}"));
        officer.done(form.set("category", "building").set("reason", "not_ours").set("answer", "已告知城管部门。")).await;
    }
    (codes.try_into().expect("three"), tip)
}

/// Three campaigns of a bureau; the school added a question to the second and was reminded of it. Returns their ids.
async fn campaigns(school: &Org, bureau: &Org, officer: &User, reviewer: &User) -> [String; 3] {
    let mut urls = Vec::new();
    for title in ["冬季防火专项检查", "汛期安全专项检查", "安全生产月"] {
        urls.push(story::drafted(bureau, reviewer, title).await);
    }
    for url in &urls[1..] {
        reviewer.done(story::launching(url, reviewer, &[&school.place.code]).await).await;
    }
    let ids: Vec<String> = urls.iter().map(|url| url.rsplit('/').next().unwrap_or_default().to_owned()).collect();
    let page = officer.get(&school.url(&format!("campaigns/{}", ids[1]))).await;
    officer.done(page.form("/questions").set("question", "沙袋够不够？").set("standard", "不少于 50 只")).await;
    // A day of school today or not: what is reminded must have opened.
    sqlx::query("UPDATE inspection_task SET opens_at = now() - interval '1 hour' WHERE campaign_id IS NOT NULL AND opens_at > now()")
        .execute(school.site.owner())
        .await
        .expect("opened");
    reviewer.done(reviewer.get(&urls[1]).await.form("/remind")).await;
    let form = reviewer.get(&format!("{}/deadline", urls[1])).await.form("/deadline").set("why", "连日暴雨，延后两天");
    reviewer.done(form.set("deadline", &story::in_days(reviewer, 12).await)).await;
    reviewer.done(reviewer.get(&format!("{}/close", urls[2])).await.form("/close")).await;
    ids.try_into().expect("three")
}

async fn tickets(school: &Org, staff: &User, officer: &User, principal: &User, reviewer: &User) -> Tickets {
    let reported = story::reported(school, staff).await;
    let confirmed = story::reported(school, staff).await;
    story::confirmed(&confirmed, officer, "general").await;
    let mut begun = Vec::new();
    for grade in ["general", "general", "general", "general", "major", "major"] {
        let url = story::reported_as(school, staff, grade).await;
        story::confirmed(&url, officer, grade).await;
        // The plan of a major one is the principal's to put forward.
        story::assigned(&url, if grade == "major" { principal } else { officer }, staff).await;
        begun.push(url);
    }
    let [rectifying, verifying, signing, closed, planning, accepting] = begun.try_into().expect("six");
    let page = reviewer.get(&accepting).await;
    reviewer.done(page.form("/approve-plan").set("note", "方案可行")).await;
    for url in [&verifying, &signing, &closed, &accepting] {
        story::submitted(url, staff).await;
    }
    for url in [&signing, &closed, &accepting] {
        story::passed(url, officer).await;
    }
    for url in [&closed, &accepting] {
        story::signed(url, principal).await;
    }
    // The one whose plan waits is guarded, known outside, and on the bureau's list.
    let form = officer.get(&format!("{planning}/control")).await.form("/control").set("kind", "cordon").set("words", "围挡完好");
    officer.done(form.set("owner", &staff.person.to_string())).await;
    let form = officer.get(&format!("{planning}/referrals")).await.form("/referrals").set("body", "fire").set("name", "区消防救援大队");
    officer.done(form.set("asked", "请现场核查").set("answer_by", &story::in_days(officer, 5).await)).await;
    let form = reviewer.get(&format!("{planning}/list")).await.form("/list").set("supervisor", &reviewer.person.to_string());
    reviewer.done(form).await;
    Tickets { reported, confirmed, planning, rectifying, verifying, signing, accepting, closed }
}

/// Something the staff member checks before each use.
async fn before_each_use(school: &Org, officer: &User, staff: &User) {
    let page = officer.get(&school.url("plans/new")).await;
    let point = page.attrs("input[name=pick]", "value").remove(0);
    let form = page.form("/plans").set("title", "实验课前检查").set("person", &staff.person.to_string()).set("asks", "route");
    officer.done(form.set("rhythm", "each_use").also("pick", &point)).await;
}

/// A round of visits, drawn with weights: one done, with a problem, one that waits.
async fn visits(bureau: &Org, by: &User) -> (String, String, String) {
    let page = by.get(&bureau.url("visits/new")).await;
    let form = page
        .form("/visits")
        .set("title", "冬季消防四不两直")
        .set("occasion", "unannounced")
        .set("asks", "list")
        .set("list", &page.attrs("#list option", "value")[1])
        .set("others", "张工 | 消防救援大队")
        .set("size", "2")
        .set("do", "draw");
    let url = by.send(form).await.location().to_owned();
    let page = by.get(&url).await;
    let action = page.attr("[data-visit=drawn] form", "action");
    let record = by.send(page.form(&action)).await.location().to_owned();
    let page = by.get(&record).await;
    by.done(story::all_fine(&page, &record).set("r-1", "problem").set("n-1", "灭火器压力不足").file("p-1", photo(11))).await;
    let visit = by.get(&url).await.attr("[data-visit=drawn] a.t", "href");
    (url, visit, record)
}

/// A check list of three questions, begun. Returns its address.
async fn begun(school: &Org, by: &User, title: &str) -> String {
    let page = by.get(&school.url("inspections/new")).await;
    let own =
        "# 厨房\n燃气阀门下班后是否关闭 | 阀门手柄与管道垂直\n灭火器压力是否正常\n# 宿舍\n疏散通道是否畅通 | 宽度不小于 1.4 米，没有杂物";
    let page = by.send(page.form("/inspections").set("title", title).set("kind", "daily").set("own", own)).await;
    assert_eq!(page.status(), 303, "the inspection was not begun:\n{page}");
    page.location().to_owned()
}

/// Files of old ledgers in every stage, and two dangers that were taken over.
async fn old_ledgers(school: &Org, officer: &User) -> ([String; 4], [String; 2]) {
    let rows = [
        ["1", "2024.3.5", "食堂", "地面湿滑", "2024.3.1", "未整改"],
        ["2", "2024.3.6", "操场", "篮球架松动", "2024.3.9", "未整改"],
        ["3", "2024.3.7", "大门", "", "", "已整改"],
    ];
    let done = story::ledger_sent(school, officer, "2024.csv", story::old_ledger(&rows)).await;
    story::ledger_mapped(&done, officer).await;
    story::ledger_taken(school, &done, officer).await;
    let list = officer.get(&school.url("taken-over")).await.attrs("main li a.t", "href");
    let carried = officer.get(&list[0]).await;
    officer.done(carried.form("/carry")).await;
    let more = [
        ["1", "2024.4.5", "食堂", "油烟管积油", "", "未整改"],
        ["2", "2024.3.6", "操场", "篮球架松动", "", "未整改"],
        ["3", "4月", "大门", "门坏", "", ""],
    ];
    let mapped = story::ledger_sent(school, officer, "more.csv", story::old_ledger(&more)).await;
    let running =
        story::ledger_sent(school, officer, "running.csv", story::old_ledger(&[["1", "2024.5.5", "食堂", "纱窗破损", "", "未整改"]])).await;
    let page = officer.get(&running).await;
    officer.send(page.form("/go")).await;
    let read = story::ledger_sent(school, officer, "read.csv", "a,b,c\n2024.3.5,食堂,地滑\n".as_bytes().to_vec()).await;
    ([read, mapped, running, done], [list[1].clone(), list[0].clone()])
}
