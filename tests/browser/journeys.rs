//! A hidden danger from report to closure, as three people live it on a phone; and risk points placed on a plan by a tap.

use crate::axe::Findings;
use crate::chromium::{Scripts, Stage};
use crate::common::{PASSWORD, story};
use crate::tab::Tab;
use fantoccini::key::Key;

#[tokio::test(flavor = "multi_thread")]
async fn from_report_to_closure_with_javascript() {
    let Some(stage) = Stage::open(Scripts::On).await else { return };
    from_report_to_closure(&stage, Scripts::On).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_report_to_closure_without_javascript() {
    let Some(stage) = Stage::open(Scripts::Off).await else { return };
    from_report_to_closure(&stage, Scripts::Off).await;
}

/// Every page on the way is looked at for barriers when scripts run: the pages are the same without.
async fn from_report_to_closure(stage: &Stage, scripts: Scripts) {
    let tab = &stage.tab;
    let school = stage.site.school("一中");
    let (staff, officer, principal) = (school.staff().await, school.officer().await, school.principal().await);
    let mut findings = Findings::default();

    tab.sign_in(&staff, &school.url("tickets")).await;
    tab.send("nav.tabbar a.go").await;
    attach_large(tab, "#photo", scripts).await;
    tab.fill("#title", "二楼西侧应急灯不亮").await;
    tab.fill("#place", "教学楼二楼西侧楼梯口").await;
    tab.choose("category", "fire").await;
    tab.choose("grade", "general").await;
    tab.send("form[action$='/tickets'] .dock button").await;
    tab.sees(".flash", "隐患已上报").await;
    seen(&mut findings, stage, scripts, "待核实", &["report"]).await;
    let ticket = tab.path().await;

    tab.sign_in(&officer, &ticket).await;
    tab.choose("grade", "general").await;
    tab.choose("category", "electrical").await;
    tab.send("form[action$='/confirm'] button.btn-1").await;
    seen(&mut findings, stage, scripts, "待下达", &["confirm", "report"]).await;

    tab.select("#responsible", &staff.person.to_string()).await;
    tab.fill("#measures", "更换应急灯并测试断电切换").await;
    tab.fill("#planned", "180.50").await;
    tab.set_day("#due_on", &story::in_days(&officer, 7).await).await;
    tab.fill("#contingency", "修好前放置手提应急灯，楼层值班老师负责").await;
    tab.send("form[action$='/assign'] button.btn-1").await;
    tab.sees("main", "180.50").await;
    seen(&mut findings, stage, scripts, "整改中", &["assign", "confirm", "report"]).await;

    tab.sign_in(&staff, &ticket).await;
    attach_large(tab, "#photo", scripts).await;
    tab.fill("#done", "已更换新灯，断电后 1 秒内点亮").await;
    tab.fill("#spent", "165").await;
    tab.send("form[action$='/submit'] button.btn-1").await;
    seen(&mut findings, stage, scripts, "待验收", &["submit", "assign", "confirm", "report"]).await;
    if tab.count(".pair figure img").await != 2 {
        tab.fail("the photos before and after should stand side by side").await;
    }

    tab.sign_in(&officer, &ticket).await;
    tab.fill("#note", "现场断电测试合格").await;
    tab.send("form[action$='/pass'] button.btn-1").await;
    tab.sees("main", "现场断电测试合格").await;
    seen(&mut findings, stage, scripts, "待销号", &["pass", "submit", "assign", "confirm", "report"]).await;

    tab.sign_in(&principal, &ticket).await;
    tab.fill("#password", PASSWORD).await;
    tab.send("form[action$='/sign'] button.btn-1").await;
    seen(&mut findings, stage, scripts, "已销号", &["sign", "pass", "submit", "assign", "confirm", "report"]).await;
    if tab.count("form.panel-b").await != 0 {
        tab.fail("a closed ticket should offer no act").await;
    }
    if scripts == Scripts::On {
        findings.assert_none();
    }
}

/// The state and the history a person sees now.
async fn seen(findings: &mut Findings, stage: &Stage, scripts: Scripts, state: &str, acts: &[&str]) {
    stage.tab.sees(".page-h .dl-box", state).await;
    stage.tab.history(acts).await;
    if scripts == Scripts::On {
        findings.look(&stage.tab, &format!("ticket {state}")).await;
    }
}

/// Chooses a camera's photo. The page's script makes it small before it is sent; without scripts it goes as it is.
/// So this also proves that the browser runs scripts or does not, as the test means it to.
async fn attach_large(tab: &Tab, css: &str, scripts: Scripts) {
    let photo = camera_photo();
    tab.attach(css, "IMG_2041.jpg", &photo).await;
    let held = if scripts == Scripts::On { ".tray input" } else { css };
    let size = format!("document.querySelector('{held}')?.files[0].size");
    match scripts {
        Scripts::On => tab.until("the photo to be made small", &format!("return {size} < {}", photo.len())).await,
        Scripts::Off => {
            // Long enough for a script to have done it.
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            tab.until("the photo as it was taken", &format!("return {size} === {}", photo.len())).await;
        }
    }
}

/// A JPEG of 2000 x 1500, larger than the size below which a photo is left as it is.
fn camera_photo() -> Vec<u8> {
    use image::{ImageEncoder, codecs::jpeg::JpegEncoder};
    let picture = image::RgbImage::from_fn(2000, 1500, |x, y| {
        let grain = x.wrapping_mul(2_654_435_761).wrapping_add(y.wrapping_mul(40_503)).rotate_left(13) ^ x.wrapping_mul(y);
        let [r, g, b, _] = grain.to_le_bytes();
        image::Rgb([r / 4 + 90, g / 4 + 90, b / 4 + 90])
    });
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, 85).write_image(&picture, 2000, 1500, image::ExtendedColorType::Rgb8).expect("a jpeg");
    assert!(jpeg.len() > 500_000, "the photo should be as large as a camera's");
    jpeg
}

/// Journey 4: four photos in one report, a face covered with one drag, and the phone's position.
#[tokio::test(flavor = "multi_thread")]
async fn four_photos_go_up_at_once_and_a_face_is_gone_before_they_do() {
    let Some(stage) = Stage::open(Scripts::On).await else { return };
    let tab = &stage.tab;
    let school = stage.site.school("一中");
    let staff = school.staff().await;
    tab.devtools("Browser.grantPermissions", serde_json::json!({ "permissions": ["geolocation"] })).await;
    let here = serde_json::json!({ "latitude": 26.9, "longitude": 112.6, "accuracy": 12 });
    tab.devtools("Emulation.setGeolocationOverride", here).await;
    tab.sign_in(&staff, &school.url("tickets/new")).await;
    for n in 1..=4 {
        tab.attach(if n % 2 == 0 { "#photo" } else { "#photo-album" }, &format!("IMG_{n}.jpg"), &camera_photo()).await;
        tab.until("the photo in the tray", &format!("return document.querySelectorAll('.tray .shot').length === {n}")).await;
    }
    tab.click(".tray .shot:nth-child(4) button:last-of-type").await;
    tab.until("three photos", "return document.querySelectorAll('.tray .shot').length === 3").await;

    tab.click(".tray .shot:nth-child(1) button").await;
    tab.until("the picture to cover", "return document.querySelector('#cover').open").await;
    let mut findings = Findings::default();
    findings.look(tab, "covering a face").await;
    findings.assert_none();
    tab.drag("#cover canvas", (0.25, 0.25), (0.75, 0.75)).await;
    tab.until("the drag to count", "return !document.querySelector('#cover [data-undo]').disabled").await;
    tab.click("#cover [data-use]").await;
    tab.until("the covered photo", "return !document.querySelector('#cover').open").await;

    // The second by keyboard, and taken back.
    tab.click(".tray .shot:nth-child(2) button").await;
    tab.until("the second picture", "return document.activeElement.matches('#cover canvas')").await;
    tab.press(Key::Left).await;
    tab.press(Key::Enter).await;
    tab.until("a cover", "return !document.querySelector('#cover [data-undo]').disabled").await;
    tab.click("#cover [data-leave]").await;

    tab.click("[data-position] button").await;
    tab.until("the position", "return document.querySelector('[name=position]').value === '26.900000,112.600000,12'").await;
    tab.fill("#title", "走廊灯罩松动").await;
    tab.fill("#place", "二楼走廊").await;
    tab.choose("category", "building").await;
    tab.choose("grade", "general").await;
    tab.send("form[action$='/tickets'] .dock button").await;
    tab.sees("main", "26.900000, 112.600000").await;

    let photos: Vec<Vec<u8>> = sqlx::query_scalar("SELECT sha256 FROM photo WHERE ticket_id IS NOT NULL ORDER BY id")
        .fetch_all(stage.site.owner())
        .await
        .expect("the photos");
    assert_eq!(photos.len(), 3);
    let mut grains = vec![];
    for name in photos {
        let jpeg = stage.site.app().shelf.page(&name.try_into().expect("a hash")).await.expect("the picture");
        grains.push(grain(&jpeg));
    }
    grains.sort_by(f64::total_cmp);
    // One was covered where the grain of the camera was; the two others have it still.
    assert!(grains[0] * 4.0 < grains[1], "{grains:?}");
}

/// How much neighbouring pixels differ, on average, in the middle of a picture.
fn grain(jpeg: &[u8]) -> f64 {
    let picture = image::load_from_memory(jpeg).expect("a picture").to_luma8();
    let (wide, high) = picture.dimensions();
    let at = |x: u32, y: u32| f64::from(picture.get_pixel(x, y)[0]);
    let part: Vec<f64> = (high * 3 / 8..high * 5 / 8)
        .flat_map(|y| (wide * 3 / 8..wide * 5 / 8).map(move |x| (x, y)))
        .map(|(x, y)| (at(x, y) - at(x + 1, y)).abs())
        .collect();
    part.iter().sum::<f64>() / part.len() as f64
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_lacks_something_keeps_its_photo_and_words_and_says_what() {
    let Some(stage) = Stage::open(Scripts::On).await else { return };
    let tab = &stage.tab;
    let school = stage.site.school("一中");
    let staff = school.staff().await;
    tab.sign_in(&staff, &school.url("tickets/new")).await;
    tab.attach("#photo-album", "gas.jpg", &crate::common::photo(3)).await;
    tab.until("the photo in the tray", "return document.querySelectorAll('.tray img').length === 1").await;
    tab.fill("#title", "燃气阀门漏气").await;
    tab.choose("category", "food").await;
    tab.send("form[action$='/tickets'] .dock button").await;

    // The summary stands above the form, has the focus, and leads to the fields.
    tab.until("the summary to have the focus", "return document.activeElement.matches('.errsum')").await;
    if tab.count(".errsum a[href='#place']").await != 1
        || tab.count(".errsum a[href='#grade']").await != 1
        || tab.count(".errsum li").await != 2
    {
        tab.fail("the summary should name the place and the grade").await;
    }
    tab.click(".errsum a[href='#place']").await;
    tab.until("the place to have the focus", "return document.activeElement.id === 'place'").await;
    // Nothing that was given is lost.
    assert_eq!(tab.value("#title").await, "燃气阀门漏气");
    tab.until("the category to be kept", "return document.querySelector(\"input[name=category][value=food]\").checked").await;
    tab.until("the photo to be kept and shown", "const i = document.querySelector('.kept img'); return i.complete && i.naturalWidth > 0 && document.querySelector('input[name=kept]').checked").await;

    tab.fill("#place", "食堂后厨").await;
    tab.choose("grade", "general").await;
    tab.send("form[action$='/tickets'] .dock button").await;
    tab.sees(".page-h .dl-box", "待核实").await;
    tab.history(&["report"]).await;
    tab.until(
        "the photo of the first try on the ticket",
        "const i = document.querySelectorAll('.pair figure img'); return i.length === 1 && i[0].complete && i[0].naturalWidth > 0",
    )
    .await;
    assert_eq!(stage.site.count("ticket").await, 1);
    assert_eq!(stage.site.count("photo").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_click_on_the_plan_lands_where_it_was_aimed() {
    let Some(stage) = Stage::open(Scripts::On).await else { return };
    clicked(&stage, Scripts::On).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_click_on_the_plan_needs_no_javascript() {
    let Some(stage) = Stage::open(Scripts::Off).await else { return };
    clicked(&stage, Scripts::Off).await;
}

async fn clicked(stage: &Stage, scripts: Scripts) {
    let tab = &stage.tab;
    let school = stage.site.school("一中");
    let officer = school.officer().await;
    story::adopted(&school, &officer).await;
    let plan = story::mapped(&school, &officer).await;
    tab.sign_in(&officer, &format!("{plan}/edit")).await;
    tab.select("#point", "FX-002").await;
    // Where scripts run, the page itself can tell where it was hit.
    let watch = "const plan = document.querySelector('.pick-plan input'), box = plan.getBoundingClientRect();\
         plan.addEventListener('click', e => { const b = plan.getBoundingClientRect(); sessionStorage.hit = JSON.stringify([(e.clientX - b.left) / b.width, (e.clientY - b.top) / b.height]); });\
         return [box.width, box.height];";
    let size = tab.script(watch, vec![]).await;
    assert_eq!((size[0].as_f64(), size[1].as_f64()), (Some(900.0), Some(600.0)));
    tab.send(".pick-plan input").await;
    tab.sees(".flash", "已标到图上").await;
    let (x, y): (i32, i32) =
        sqlx::query_as("SELECT m.x, m.y FROM plan_mark m JOIN risk_point r ON r.id = m.risk_point_id WHERE r.number = 'FX-002'")
            .fetch_one(stage.site.owner())
            .await
            .expect("its mark");
    if scripts == Scripts::On {
        let hit = tab.script("return JSON.parse(sessionStorage.hit)", vec![]).await;
        let near = |n: i32, hit: Option<f64>| (f64::from(n) / 10_000.0 - hit.expect("a place")).abs() < 0.003;
        assert!(near(x, hit[0].as_f64()) && near(y, hit[1].as_f64()), "{x}, {y} but hit at {hit}");
    }
    // Somewhere in the part that a phone shows, not at an edge.
    assert!((500..6000).contains(&x) && (1000..9000).contains(&y), "{x}, {y}");

    // Corner by corner: each click comes back as one more corner, and nothing is kept.
    tab.open(&format!("{plan}/area/new")).await;
    tab.fill("#name", "操场").await;
    tab.send(".pick-plan input").await;
    assert_eq!(tab.value("#name").await, "操场");
    assert_eq!(tab.count("svg .draft-c").await, 1);
    assert_eq!(stage.site.count("plan_area").await, 1);
}
