//! Webhooks: signed, spoken to as they want, tried again, and never led into the house.

use crate::common::{Org, TestSite, User, story};
use crate::messages::{carry, clocks, mailing, today};
use crate::outside::{MailServer, Robot};
use chrono::Days;
use hazard_register::message::hook::signature;

async fn hooked(org: &Org, by: &User, fields: &[(&str, &str)]) -> String {
    let page = by.get(&org.url("webhooks")).await;
    let form = fields.iter().fold(page.form("/webhooks").set("name", "推送"), |form, (name, value)| form.set(name, value));
    by.done(form).await.attrs("[data-hook]", "id").pop().expect("it is listed")
}

#[tokio::test(flavor = "multi_thread")]
async fn webhooks_are_signed_spoken_to_as_they_want_and_tried_again() {
    let (server, robot) = (MailServer::start(), Robot::start().await);
    let site = mailing(&server).await;
    let (school, bureau) = (site.school("一中"), site.bureau("东区局"));
    let (staff, officer, principal, administrator) =
        (school.staff().await, school.officer().await, school.principal().await, bureau.administrator().await);
    const SECRET: &str = "a secret of our own";
    let json = hooked(
        &school,
        &principal,
        &[("form", "json"), ("url", &format!("{}/json", robot.url)), ("secret", SECRET), ("act", "yes"), ("digest", "yes")],
    )
    .await;
    let wecom = hooked(
        &bureau,
        &administrator,
        &[("form", "wecom"), ("url", &format!("{}/wecom?key=the-key", robot.url)), ("digest", "yes"), ("act", "yes")],
    )
    .await;
    let ding = hooked(
        &bureau,
        &administrator,
        &[("form", "dingtalk"), ("url", &format!("{}/ding?access_token=the-token", robot.url)), ("secret", "SECabc"), ("digest", "yes")],
    )
    .await;
    for page in [principal.get(&school.url("webhooks")).await, administrator.get(&bureau.url("webhooks")).await] {
        for secret in [SECRET, "SECabc", "the-key", "the-token"] {
            assert!(!page.body().contains(secret), "{secret} is shown:\n{page}");
        }
    }
    // A double press keeps one.
    let page = principal.get(&school.url("webhooks")).await;
    let form =
        page.form("/webhooks").set("name", "双击").set("form", "wecom").set("url", &format!("{}/twice", robot.url)).set("digest", "yes");
    let (a, b) = tokio::join!(principal.send(form.clone()), principal.send(form));
    assert_eq!((a.status(), b.status(), site.count("webhook WHERE name = '双击'").await), (303, 303, 1));
    let twice = principal.get(&school.url("webhooks")).await.attrs("[data-hook]", "id").pop().expect("listed");
    let page = principal.get(&school.url("webhooks")).await;
    principal.done(page.form(&format!("{twice}/end"))).await;
    assert_eq!(principal.get(&school.url("webhooks")).await.all("[data-hook]").len(), 1);

    // An act: told to the school's, and not to the bureau's, which wants major ones only.
    let url = story::reported(&school, &staff).await;
    carry(&site).await;
    let asked = robot.take();
    let [one] = asked.as_slice() else { panic!("{asked:#?}") };
    assert_eq!(one.uri.path(), "/json");
    assert_eq!(
        one.header("x-register-signature"),
        signature(SECRET, one.header("x-register-timestamp").parse().expect("a number"), &one.body)
    );
    let body = one.json();
    assert_eq!((&body["kind"], &body["act"], &body["items"][0]["title"]), (&"act".into(), &"report".into(), &"燃气阀门漏气".into()));
    assert_eq!(body["items"][0]["url"], format!("https://register.example{url}"));
    assert_eq!(body["id"], one.header("x-register-delivery"));
    story::reported_as(&school, &staff, "major").await;
    carry(&site).await;
    let asked = robot.take();
    assert_eq!(asked.len(), 2);
    let text = asked.iter().find(|one| one.uri.path() == "/wecom").expect("the bureau's").json();
    assert!(text["msgtype"] == "text" && text["text"]["content"].as_str().expect("text").contains("一中"), "{text}");

    // Failing, moved, too long, and a robot that says no: tried again under the same id, then taken.
    robot.will_answer(500, "");
    story::confirmed(&url, &officer, "general").await;
    carry(&site).await;
    let first = robot.take();
    robot.will_answer(302, "");
    carry(&site).await;
    assert_eq!(robot.take().len(), 1, "no redirect is followed");
    robot.will_answer(200, &"x".repeat(70_000));
    carry(&site).await;
    let page = principal.get(&school.url("webhooks")).await;
    assert!(page.text(&format!("[id='{json}'] [data-last]")).contains("太长"), "{page}");
    carry(&site).await;
    let last = robot.take();
    assert_eq!(first[0].header("x-register-delivery"), last[1].header("x-register-delivery"));
    assert_eq!(site.count("delivery WHERE webhook_id IS NOT NULL AND sent_at IS NOT NULL AND attempts = 4").await, 1);
    assert_eq!(carry(&site).await, 0, "once taken, it is not sent again");
    assert!(principal.get(&school.url("webhooks")).await.text(&format!("[id='{json}'] [data-last]")).contains("推送成功"));

    // The test button tells how it went.
    robot.will_answer(200, r#"{"errcode":310000,"errmsg":"sign not match"}"#);
    let test = |id: &str| format!("{id}/test");
    let page = administrator.get(&bureau.url("webhooks")).await;
    let page = administrator.done(page.form(&test(&ding))).await;
    assert!(page.text(&format!("[id='{ding}'] [data-last]")).contains("310000 sign not match"), "{page}");
    let page = administrator.done(page.form(&test(&ding))).await;
    assert!(page.text(&format!("[id='{ding}'] [data-last]")).contains("推送成功"), "{page}");
    let asked = robot.take();
    let query = asked[1].uri.query().expect("a query");
    assert!(query.starts_with("access_token=the-token&timestamp=") && query.contains("&sign="), "{query}");
    assert!(page.text(&format!("[id='{wecom}'] [data-last]")).contains("推送成功"));

    // Every morning one digest for each that wants one, from the tickets themselves.
    story::assigned(&url, &officer, &staff).await;
    carry(&site).await;
    robot.take();
    let due = today(&site).await + Days::new(7);
    for offset in [0, 8, 9] {
        clocks(&site, due - Days::new(7) + Days::new(offset)).await;
        carry(&site).await;
        let mut paths: Vec<String> = robot.take().iter().map(|one| one.uri.path().to_owned()).collect();
        paths.sort();
        assert_eq!(paths, if offset == 0 { vec![] } else { vec!["/ding", "/json", "/wecom"] }, "day {offset}");
    }
    let counted: Vec<i64> = sqlx::query_scalar(
        "SELECT count(*) FROM delivery WHERE webhook_id IS NOT NULL AND digest_on IS NOT NULL GROUP BY webhook_id, digest_on",
    )
    .fetch_all(site.owner())
    .await
    .expect("counts");
    assert!(counted.iter().all(|n| *n == 1), "{counted:?}");
    // Somebody else's, and from above: not found.
    for (who, org) in [(&principal, &site.school("二小")), (&administrator, &school), (&site.bureau("市局").administrator().await, &bureau)]
    {
        assert_eq!(who.get(&org.url("webhooks")).await.status(), 404);
        assert_eq!(who.post(&org.url(&format!("webhooks/{json}/test")), &[]).await.status(), 404);
        assert_eq!(who.post(&org.url(&format!("webhooks/{json}/end")), &[]).await.status(), 404);
    }
    assert_eq!(principal.post(&school.url(&format!("webhooks/{ding}/end")), &[]).await.status(), 404, "the bureau's, from its school");
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_webhook_leads_into_the_house() {
    let (site, robot) = (TestSite::new().await, Robot::start().await);
    let school = site.school("一中");
    let (staff, principal) = (school.staff().await, school.principal().await);
    let page = principal.get(&school.url("webhooks")).await;
    let form = page.form("/webhooks").set("name", "推送").set("form", "wecom").set("act", "yes");
    let port = robot.url.rsplit(':').next().unwrap_or_default();
    for url in [
        robot.url.clone(),
        format!("https://127.0.0.1:{port}/"),
        "https://10.0.0.1/".into(),
        "https://169.254.169.254/latest/meta-data/".into(),
        "https://100.100.100.200/latest/meta-data/".into(),
        "https://[::1]/".into(),
        "https://[::ffff:127.0.0.1]/".into(),
        "https://[fd00:ec2::254]/".into(),
        "https://user@8.8.8.8/".into(),
        "file:///etc/passwd".into(),
        "gopher://127.0.0.1/".into(),
    ] {
        let refused = principal.send(form.clone().set("url", &url)).await;
        assert!(refused.status() == 422 && refused.has("#url-err"), "{url}: {refused}");
    }
    assert_eq!(site.count("webhook").await, 0);
    // A name tells nothing, and numbers have many spellings: what they lead to is looked at when it is gone to.
    for url in [format!("https://localhost:{port}/"), format!("https://2130706433:{port}/"), format!("https://127.1:{port}/")] {
        let id = hooked(&school, &principal, &[("form", "wecom"), ("url", &url), ("act", "yes")]).await;
        let page = principal.get(&school.url("webhooks")).await;
        let page = principal.done(page.form(&format!("{id}/test"))).await;
        let last = page.text(&format!("[id='{id}'] [data-last]"));
        assert!(last.contains("内部网络") || last.contains("找不到这个主机"), "{url}: {last}");
    }
    story::reported(&school, &staff).await;
    carry(&site).await;
    assert_eq!(robot.take().len(), 0, "nothing came");
    assert_eq!(site.count("delivery WHERE sent_at IS NOT NULL").await, 0);
    assert!(site.count("delivery WHERE failed_at IS NOT NULL AND attempts = 1 AND last_error LIKE 'webhook-url-inside%'").await >= 1);
}
