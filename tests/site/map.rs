//! The four-colour map, told through the pages.

use crate::common::{Org, Page, TestSite, User, story};
use image::{ColorType, ImageEncoder};

/// A school with the usual risk points, and its officer.
async fn registered(site: &TestSite) -> (Org, User) {
    let school = site.school("一中");
    let officer = school.officer().await;
    story::adopted(&school, &officer).await;
    (school, officer)
}

/// A drawing: black lines on white, this many pixels across and down.
fn drawing(width: u32, height: u32) -> Vec<u8> {
    let picture = image::GrayImage::from_fn(width, height, |x, y| image::Luma([if x % 60 < 3 || y % 60 < 3 { 0 } else { 255 }]));
    let mut png = Vec::new();
    image::codecs::png::PngEncoder::new(&mut png).write_image(&picture, width, height, ColorType::L8.into()).expect("a png");
    png
}

/// Where a point lies, as the table has it.
async fn lies(site: &TestSite, point: &str) -> Option<(i32, i32)> {
    sqlx::query_as(
        "SELECT m.x, m.y FROM plan_mark m JOIN risk_point r ON r.id = m.risk_point_id WHERE r.number = $1 AND m.removed_at IS NULL",
    )
    .bind(point)
    .fetch_optional(site.owner())
    .await
    .expect("marks are readable")
}

/// The map's events, oldest first.
async fn acts(site: &TestSite) -> Vec<String> {
    sqlx::query_scalar("SELECT act FROM ledger_event WHERE subject = 'plan' ORDER BY seq").fetch_all(site.owner()).await.expect("events")
}

fn version(page: &Page) -> String {
    page.value("form[action$='/place'] input[name=version]")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_point_is_placed_by_typing_by_clicking_and_by_nudging() {
    let site = TestSite::new().await;
    let (school, officer) = registered(&site).await;

    // Without a plan: what to do, not an empty frame.
    let page = officer.get(&school.url("map")).await;
    assert_eq!(page.status(), 200);
    assert!(page.has("a[href$='/map/new']") && page.has("a[href$='/map/new?blank=yes']"), "{page}");
    assert!(!page.all(".offmap li").is_empty(), "the points not placed are listed");

    let page = officer.get(&school.url("map/new?blank=yes")).await;
    assert_eq!(page.value("#name"), "校园总平面");
    let page = officer.send(page.form("/map").set("building", "A 栋").set("floor", "2 层")).await;
    assert_eq!((page.status(), page.location()), (303, school.url("map/1/edit").as_str()), "{page}");

    // By a cell of the grid: 20 columns, 13 rows.
    let edit = officer.get(&school.url("map/1/edit?point=FX-001")).await;
    assert_eq!(edit.value("#point"), "FX-001");
    assert!(edit.statements.len() <= 4, "{:?}", edit.statements);
    let page = officer.done(edit.form("/place").set("at", "c7")).await;
    assert_eq!(lies(&site, "FX-001").await, Some((1250, 5000)));
    assert_eq!(page.value("#at"), "12.5, 50");
    assert!(page.has("button[name=do][value=left]"), "now it can be nudged: {page}");

    // By percentages.
    story::placed(&school.url("map/1"), &officer, "FX-002", "42.5%，61").await;
    assert_eq!(lies(&site, "FX-002").await, Some((4250, 6100)));

    // By a click: the plan is 900 pixels wide and 600 high there.
    let form = officer.get(&school.url("map/1/edit")).await;
    assert_eq!((form.attr("input[type=image]", "width"), form.attr("input[type=image]", "height")), ("900".into(), "600".into()));
    let page = officer.done(form.form("/place").set("point", "FX-003").set("click.x", "450").set("click.y", "60")).await;
    assert_eq!(lies(&site, "FX-003").await, Some((5000, 1000)));

    // By arrows, from where it lies; the button that was pressed has the focus again.
    let page = officer.done(page.form("/place").set("do", "down").set("step", "500")).await;
    assert_eq!(lies(&site, "FX-003").await, Some((5000, 1500)));
    assert!(page.has("button[value=down][autofocus]"), "{page}");
    assert_eq!(page.value("#step"), "500");
    let page = officer.done(page.form("/place").set("do", "left").set("step", "20")).await;
    assert_eq!(lies(&site, "FX-003").await, Some((4980, 1500)));

    // Off again, and on once more: one row all the while.
    let page = officer.done(page.form("/place").set("do", "off")).await;
    assert_eq!(lies(&site, "FX-003").await, None);
    officer.done(page.form("/place").set("point", "FX-003").set("at", "A1")).await;
    assert_eq!(lies(&site, "FX-003").await, Some((250, 384)));
    assert_eq!(site.count("plan_mark").await, 3);

    let page = officer.get(&school.url("map")).await;
    assert_eq!(page.all("svg.plan a").len(), 3);
    assert_eq!(page.attr(&format!("svg.plan a[href='{}']", school.url("risks/FX-001")), "aria-label").matches("FX-001").count(), 1);
    assert!(page.statements.len() <= 5, "{:?}", page.statements);
    assert_eq!(
        acts(&site).await,
        ["add_plan", "place_mark", "place_mark", "place_mark", "move_mark", "move_mark", "remove_mark", "place_mark"]
    );
    let about = officer.get(&school.url("map/1/about")).await;
    assert_eq!(about.events().len(), 8);
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_position_is_named_and_nothing_typed_is_lost() {
    let site = TestSite::new().await;
    let (school, officer) = registered(&site).await;
    let url = story::mapped(&school, &officer).await;
    let edit = officer.get(&format!("{url}/edit")).await;
    for (point, at, click, field) in [
        ("", "C7", None, "point"),
        ("FX-999", "C7", None, "point"),
        ("FX-002", "", None, "at"),
        ("FX-002", "Z7", None, "at"),
        ("FX-002", "C99", None, "at"),
        ("FX-002", "100.01, 5", None, "at"),
        ("FX-002", "-1, 5", None, "at"),
        ("FX-002", "1.234, 5", None, "at"),
        ("FX-002", "楼梯口", None, "at"),
        ("FX-002", "", Some(("901", "5")), "at"),
        ("FX-002", "", Some(("5", "99999999999")), "at"),
        // The picture pressed by a keyboard is no click.
        ("FX-002", "", Some(("0", "0")), "at"),
    ] {
        let mut form = edit.form("/place").set("point", point).set("at", at);
        if let Some((x, y)) = click {
            form = form.set("click.x", x).set("click.y", y);
        }
        let page = officer.send(form).await;
        assert_eq!(page.status(), 422, "{point} {at} {click:?}");
        assert_eq!(page.attrs(".errsum a", "href"), [format!("#{field}")], "{point} {at} {click:?}");
        assert!(page.has(&format!("#{field}[aria-invalid=true]")), "{page}");
        assert_eq!(page.value("#at"), at);
        if point == "FX-002" {
            assert_eq!(page.value("#point"), point);
        }
    }
    // Over the edge by an arrow; a point that is not there cannot be moved or taken off.
    officer.done(edit.form("/place").set("point", "FX-003").set("at", "0, 100")).await;
    let edit = officer.get(&format!("{url}/edit?point=FX-003")).await;
    for (act, point, field) in [("left", "FX-003", "at"), ("down", "FX-003", "at"), ("off", "FX-002", "point"), ("up", "FX-002", "point")] {
        let page = officer.send(edit.form("/place").set("point", point).set("do", act)).await;
        assert_eq!((page.status(), page.attrs(".errsum a", "href")), (422, vec![format!("#{field}")]), "{act}");
    }
    assert_eq!(lies(&site, "FX-003").await, Some((0, 10_000)));
    assert_eq!(lies(&site, "FX-002").await, None);
    assert_eq!(acts(&site).await, ["add_plan", "place_mark", "draw_area", "place_mark"]);
    // A point out of use is no choice and no mark.
    let form = officer.get(&school.url("risks/FX-003/retire")).await.form("/retire").set("note", "拆除");
    officer.done(form).await;
    let page = officer.send(officer.get(&format!("{url}/edit")).await.form("/place").set("point", "FX-003").set("at", "C7")).await;
    assert_eq!(page.status(), 422);
    assert!(!officer.get(&url).await.has(&format!("svg.plan a[href='{}']", school.url("risks/FX-003"))));
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_second_is_told_and_a_double_press_is_one_act() {
    let site = TestSite::new().await;
    let (school, officer) = registered(&site).await;
    let principal = school.principal().await;
    let url = story::mapped(&school, &officer).await;
    let (edit, about, area) = ("/edit", "/about", "/area/1");
    let late_edit = principal.get(&format!("{url}{edit}")).await.form("/place").set("point", "FX-002").set("at", "D4");
    let late_about = principal.get(&format!("{url}{about}")).await.form("/about").set("name", "南校区");
    let late_area = principal.get(&format!("{url}{area}")).await.form("/area/1").set("name", "北楼");
    let form = officer.get(&format!("{url}{edit}")).await.form("/place").set("point", "FX-003").set("at", "E5");
    for _ in 0..3 {
        assert_eq!(officer.send(form.clone()).await.status(), 303);
    }
    assert_eq!(acts(&site).await, ["add_plan", "place_mark", "draw_area", "place_mark"]);
    for (form, field, typed) in [(late_edit, "#at", "D4"), (late_about, "#name", "南校区"), (late_area, "#name", "北楼")] {
        let page = principal.send(form).await;
        assert_eq!(page.status(), 409, "{page}");
        assert!(page.has("[role=alert]"));
        assert_eq!(page.value(field), typed);
        // Seen and sent again, it holds.
        let action = page.attr("main form", "action");
        assert_eq!(principal.send(page.form(action.rsplit('/').next().unwrap_or_default())).await.status(), 303, "{action}");
    }
    assert_eq!(acts(&site).await.len(), 7);

    let form = officer.get(&school.url("map/new?blank=yes")).await.form("/map").set("name", "二层");
    let places: Vec<String> =
        [officer.send(form.clone()).await, officer.send(form).await].iter().map(|page| page.location().to_owned()).collect();
    assert_eq!(places, [school.url("map/2/edit"), school.url("map/2/edit")]);
    assert_eq!(site.count("plan").await, 2);
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_area_takes_the_colour_of_the_gravest_point_inside() {
    let site = TestSite::new().await;
    let (school, officer) = registered(&site).await;
    let url = story::mapped(&school, &officer).await;
    let level = |number: &'static str| {
        let site = site.clone();
        async move {
            let level: i16 =
                sqlx::query_scalar("SELECT level FROM risk_point WHERE number = $1").bind(number).fetch_one(site.owner()).await.unwrap();
            level
        }
    };
    // The area of the story holds FX-001 alone.
    let zone = officer.get(&url).await.attr("svg.plan .zone", "class");
    assert_eq!(zone, format!("zone z{}", level("FX-001").await));
    // On the edge counts, outside does not.
    let numbers: Vec<(String, i16)> =
        sqlx::query_as("SELECT number, level FROM risk_point ORDER BY level, number").fetch_all(site.owner()).await.unwrap();
    let gravest = numbers.iter().find(|(number, _)| number != "FX-001").unwrap();
    let least = numbers.last().unwrap();
    story::placed(&url, &officer, &gravest.0, "B5").await;
    assert_eq!(officer.get(&url).await.attr("svg.plan .zone", "class"), format!("zone z{}", gravest.1.min(level("FX-001").await)));
    for point in [gravest.0.as_str(), "FX-001"] {
        story::placed(&url, &officer, point, "S12").await;
    }
    assert_eq!(officer.get(&url).await.attr("svg.plan .zone", "class"), "zone z0", "nothing inside, no colour");
    story::placed(&url, &officer, &least.0, "D5").await;
    assert_eq!(officer.get(&url).await.attr("svg.plan .zone", "class"), format!("zone z{}", least.1));

    // Standing for the canteen, it counts the canteen's points that are on no plan.
    let canteen: i16 =
        sqlx::query_scalar("SELECT min(level) FROM risk_point WHERE area = 'perimeter'").fetch_one(site.owner()).await.unwrap();
    let form = officer.get(&format!("{url}/area/1")).await.form("/area/1");
    assert_eq!(form.get("corners").split(' ').count(), 4);
    officer.done(form.set("area", "perimeter")).await;
    assert_eq!(officer.get(&url).await.attr("svg.plan .zone", "class"), format!("zone z{}", canteen.min(least.1)));

    // Taken away, not deleted.
    officer.done(officer.get(&format!("{url}/area/1")).await.form("/area/1").set("do", "erase")).await;
    assert!(!officer.get(&url).await.has("svg.plan .zone"));
    assert_eq!(officer.get(&format!("{url}/area/1")).await.status(), 404);
    assert_eq!(site.count("plan_area").await, 1);
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crooked_area_is_refused_by_name_and_stays_as_it_was_typed() {
    let site = TestSite::new().await;
    let (school, officer) = registered(&site).await;
    let url = story::mapped(&school, &officer).await;
    let new = officer.get(&format!("{url}/area/new")).await;
    let many: String = (1..=13).flat_map(|n| [format!("A{n} "), format!("B{n} ")]).collect();
    for (corners, says) in [
        ("B2 D5 D2 B5", "B2–D5 / D2–B5"),
        ("B2 D2 D5 B2", "B2"),
        ("B2 D2", "2"),
        ("B2 C2 D2", "直线"),
        ("B2 D2 D50", "D50"),
        ("B2 D2 101,5", "101,5"),
        ("B2 D2 操场", "操场"),
        (many.as_str(), "24"),
        ("", "角"),
    ] {
        let page = officer.send(new.form("/area/new").set("name", "食堂").set("area", "canteen").set("corners", corners)).await;
        assert_eq!(page.status(), 422, "{corners}");
        assert!(page.text("#corners-err").contains(says), "{corners}: {}", page.text("#corners-err"));
        assert_eq!((page.value("#name").as_str(), page.value("#area").as_str()), ("食堂", "canteen"));
        assert_eq!(page.value("#corners").trim(), corners.trim());
    }
    let page = officer.send(new.form("/area/new").set("name", " ").set("area", "moon").set("corners", "B2 D2 D5")).await;
    assert_eq!(page.attrs(".errsum a", "href"), ["#name", "#area"]);
    assert_eq!(site.count("plan_area").await, 1);

    // Corner by corner, by clicks that come back as an address; nothing is kept before it is saved.
    let mut page = new;
    for (x, y) in [("90", "60"), ("450", "60"), ("450", "300")] {
        let form = page.form("/area/new").set("name", "操场");
        let query: Vec<String> = form
            .fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .chain([("click.x", x), ("click.y", y)])
            .map(|(name, value)| format!("{name}={}", percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC)))
            .collect();
        let address = format!("{}?{}", form.action, query.join("&"));
        page = officer.get(&address).await;
        // Loading the page again adds nothing.
        page = officer.get(&address).await.status.is_success().then_some(page).expect("the form");
        assert_eq!(page.value("#name"), "操场");
    }
    assert_eq!(page.value("#corners").trim(), "10,10 50,10 50,50");
    assert_eq!(page.all("svg .draft-n"), ["1", "2", "3"]);
    assert_eq!(site.count("plan_area").await, 1);
    let undone = officer.get(&format!("{url}/area/new?do=undo&corners=10,10+50,10+50,50")).await;
    assert_eq!(undone.value("#corners").trim(), "10,10 50,10");
    officer.done(page.form("/area/new")).await;
    let corners: Vec<i32> =
        sqlx::query_scalar("SELECT corners FROM plan_area WHERE name = '操场'").fetch_one(site.owner()).await.expect("the area");
    assert_eq!(corners, [1000, 1000, 5000, 1000, 5000, 5000]);
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_taken_strictly_and_kept_over_faults_and_replaced_under_the_marks() {
    let site = TestSite::new().await;
    let (school, officer) = registered(&site).await;
    let staff = school.staff().await;
    let form = officer.get(&school.url("map/new")).await.form("/map").set("name", "总平面").set("building", "A 栋");

    // What is no picture is refused at the field, and the words stay.
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#.to_vec();
    let mut bomb = drawing(40, 30);
    // A header that claims 60,000 x 60,000 pixels, its checksum right.
    bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    let sum = crc(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&sum.to_be_bytes());
    let cut = drawing(400, 300)[..200].to_vec();
    for (what, bytes, status, says) in [
        ("svg", svg, 422, "SVG"),
        ("plain svg", br#"<svg xmlns="http://www.w3.org/2000/svg"/>"#.to_vec(), 422, "SVG"),
        ("pdf", b"%PDF-1.7 ...".to_vec(), 422, "PDF"),
        ("bomb", bomb, 422, "像素"),
        ("cut", cut, 422, "损坏"),
        ("huge", vec![0xff; 11 * 1024 * 1024], 413, "10"),
    ] {
        let page = officer.send(form.clone().file("picture", bytes)).await;
        assert_eq!(page.status(), status, "{what}");
        assert!(page.text("#picture-err").contains(says), "{what}: {}", page.text("#picture-err"));
        assert_eq!((page.value("#name").as_str(), page.value("#building").as_str()), ("总平面", "A 栋"), "{what}");
    }
    let page = officer.send(form.clone()).await;
    assert_eq!((page.status(), page.attrs(".errsum a", "href")), (422, vec!["#picture".to_owned()]), "neither picture nor grid");
    assert_eq!((site.count("plan").await, site.count("photo").await), (0, 0));

    // A fault elsewhere does not lose the picture.
    let page = officer.send(form.set("name", "").file("picture", drawing(3000, 2000))).await;
    assert_eq!((page.status(), page.attrs(".errsum a", "href")), (422, vec!["#name".to_owned()]));
    let kept = page.attr(".kept img", "src");
    assert_eq!(staff.get(&kept).await.status(), 404, "a draft is its sender's");
    let page = officer.send(page.form("/map").set("name", "总平面")).await;
    assert_eq!(page.status(), 303, "{page}");
    let url = school.url("map/1");
    let page = staff.get(&url).await;
    let picture = page.attr("svg.plan image", "href");
    let jpeg = staff.get(&picture).await;
    assert_eq!((jpeg.status(), jpeg.header("content-type")), (200, Some("image/jpeg")));
    let shown = image::load_from_memory(&jpeg.bytes).expect("a picture");
    assert_eq!((shown.width(), shown.height()), (2400, 1600), "fine enough to print");
    assert_eq!(site.school("二小").officer().await.get(&picture).await.status(), 404);

    // Another picture of another shape: marks stay where they were, of its width and height.
    story::placed(&url, &officer, "FX-001", "25, 75").await;
    let form = officer.get(&format!("{url}/about")).await.form("/about").set("name", "新总平面").file("picture", drawing(800, 1200));
    officer.done(form).await;
    assert_eq!(lies(&site, "FX-001").await, Some((2500, 7500)));
    let page = staff.get(&url).await;
    assert_ne!(page.attr("svg.plan image", "href"), picture);
    assert_eq!(page.attr("svg.plan", "viewBox"), "-30 -30 1060 1560");
    assert_eq!(staff.get(&picture).await.status(), 200, "the old one is kept");
    // Words alone change nothing else.
    let form = officer.get(&format!("{url}/about")).await.form("/about").set("floor", "1 层");
    officer.done(form).await;
    assert_eq!(staff.get(&url).await.attr("svg.plan", "viewBox"), "-30 -30 1060 1560");
    site.holds_together().await;
}

/// The checksum of a PNG's chunk.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |mut crc, byte| {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
        crc
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn plans_are_tabs_in_an_order_of_their_own_and_are_retired_not_deleted() {
    let site = TestSite::new().await;
    let (school, officer) = registered(&site).await;
    for name in ["总平面", "A 栋", "B 栋"] {
        let form = officer.get(&school.url("map/new?blank=yes")).await.form("/map").set("name", name);
        assert_eq!(officer.send(form).await.status(), 303);
    }
    let tabs = || async { officer.get(&school.url("map")).await.all("nav.tabs a") };
    assert_eq!(tabs().await, ["总平面", "A 栋", "B 栋"]);
    let about = officer.get(&school.url("map/3/about")).await;
    assert_eq!(about.value("#ordinal"), "3");
    officer.done(about.form("/about").set("ordinal", "1")).await;
    assert_eq!(tabs().await, ["B 栋", "总平面", "A 栋"]);
    officer.done(officer.get(&school.url("map/3/about")).await.form("/about").set("ordinal", "2")).await;
    assert_eq!(tabs().await, ["总平面", "B 栋", "A 栋"]);
    for (field, value) in
        [("name", "A 栋"), ("name", ""), ("ordinal", "4"), ("ordinal", "0"), ("building", "二十一个字的楼名写不进这张小小的表格里去了吧")]
    {
        let page = officer.send(officer.get(&school.url("map/1/about")).await.form("/about").set(field, value)).await;
        assert_eq!((page.status(), page.attrs(".errsum a", "href")), (422, vec![format!("#{field}")]), "{field} {value}");
    }

    // A point may be on several plans, once on each.
    for plan in ["map/1", "map/3"] {
        story::placed(&school.url(plan), &officer, "FX-001", "C7").await;
    }
    assert_eq!(officer.get(&school.url("map?point=FX-001")).await.text(".tabs [aria-current]"), "总平面");
    let before = officer.get(&school.url("map")).await.all(".offmap li").len();
    let about = officer.get(&school.url("map/1/about")).await;
    let page = officer.send(about.form("/retire")).await;
    assert_eq!((page.status(), page.attrs(".errsum a", "href")), (422, vec!["#note".to_owned()]));
    let page = officer.done(about.form("/retire").set("note", "图纸作废")).await;
    assert_eq!(page.all("nav.tabs a"), ["B 栋", "A 栋"]);
    assert_eq!(page.all(".offmap li").len(), before, "it is on another plan still");
    assert_eq!(officer.get(&school.url("map?point=FX-001")).await.text(".tabs [aria-current]"), "B 栋");
    let page = officer.get(&school.url("map/1")).await;
    assert_eq!((page.status(), page.all("svg.plan a").len()), (200, 1), "it can still be seen");
    for rest in ["edit", "about", "area/new"] {
        assert_eq!(officer.get(&school.url(&format!("map/1/{rest}"))).await.status(), 409, "{rest}");
    }
    let page = officer.post(&school.url("map/1/place"), &[("version", "3"), ("point", "FX-002"), ("at", "C7")]).await;
    assert_eq!(page.status(), 409);
    let about = officer.get(&school.url("map/3/about")).await;
    officer.done(about.form("/retire").set("note", "拆了")).await;
    assert_eq!(officer.get(&school.url("map")).await.all(".offmap li").len(), before + 1);
    assert_eq!(site.count("plan").await, 3);
    site.holds_together().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_legend_filters_and_the_register_leads_to_the_map_and_back() {
    let site = TestSite::new().await;
    let (school, officer) = registered(&site).await;
    let url = story::mapped(&school, &officer).await;
    let numbers: Vec<(String, i16)> =
        sqlx::query_as("SELECT DISTINCT ON (level) number, level FROM risk_point WHERE number <> 'FX-001' ORDER BY level, number")
            .fetch_all(site.owner())
            .await
            .unwrap();
    for (n, (number, _)) in numbers.iter().enumerate() {
        story::placed(&url, &officer, number, &format!("H{}", n + 2)).await;
    }
    let page = officer.get(&url).await;
    let all = page.all("svg.plan a").len();
    assert_eq!(all, numbers.len() + 1);
    let counts: i64 = page.all(".legend b").iter().map(|count| count.parse::<i64>().unwrap()).sum();
    assert_eq!(counts, i64::try_from(all).unwrap());
    assert_eq!(page.attrs(".legend input[checked]", "name"), ["l1", "l2", "l3", "l4"]);
    // The form as a browser sends it when one box alone stays ticked.
    let (number, level) = &numbers[0];
    let page = officer.get(&format!("{url}?l{level}=1")).await;
    let hrefs = page.attrs("svg.plan a", "href");
    assert!(hrefs.contains(&school.url(&format!("risks/{number}"))), "{hrefs:?}");
    assert!(hrefs.len() < all && page.all("[aria-labelledby=points-h] li").len() == hrefs.len());
    assert_eq!(page.attrs(".legend input[checked]", "name"), [format!("l{level}")]);
    assert_eq!(page.all(".legend b").iter().map(|count| count.parse::<i64>().unwrap()).sum::<i64>(), counts, "counts stay whole");

    // From the register, from a placed point, from one that is not.
    let list = officer.get(&school.url("risks")).await;
    assert!(list.has(&format!("main a[href='{}']", school.url("map"))));
    assert!(list.has(&format!("nav.side a[href='{}']", school.url("map"))));
    let point = officer.get(&school.url("risks/FX-001")).await;
    let page = officer.get(&point.attr(".page-act a[href*='/map']", "href")).await;
    assert!(page.has("svg.plan a .halo-now") && !page.has(".note"), "{page}");
    let lost: String = sqlx::query_scalar(
        "SELECT number FROM risk_point r WHERE NOT EXISTS (SELECT FROM plan_mark m WHERE m.risk_point_id = r.id) LIMIT 1",
    )
    .fetch_one(site.owner())
    .await
    .unwrap();
    let page = officer.get(&school.url(&format!("map?point={lost}"))).await;
    assert!(page.text(".note").contains(&lost), "{page}");
    assert_eq!(officer.get(&page.attr(".note a", "href")).await.value("#point"), lost);

    // The auditor finds the map's acts in the chain, each leading back to its plan.
    let auditor = site.bureau("东区局").auditor().await;
    let events = auditor.get(&school.url("ledger/events")).await;
    assert!(events.has("tr[data-event=place_mark]"), "{events}");
    assert!(events.attrs("tr[data-event=draw_area] a", "href").contains(&url));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keepers_edit_the_school_and_its_bureaus_look_and_others_see_nothing() {
    let site = TestSite::new().await;
    let (school, officer) = registered(&site).await;
    let url = story::mapped(&school, &officer).await;
    let edit = officer.get(&format!("{url}/edit")).await;
    let seen = version(&edit);
    let (county, city) = (site.bureau("东区局"), site.bureau("市局"));
    let lookers = [school.staff().await, county.reviewer().await, county.auditor().await, city.leader().await];
    for user in &lookers {
        let page = user.get(&url).await;
        assert_eq!((page.status(), page.all("svg.plan a").len()), (200, 1), "{}", user.role);
        assert!(!page.has("a[href$='/edit']") && !page.has("a[href$='/map/new']"), "{}", user.role);
        assert!(page.statements.len() <= 6, "{:?}", page.statements);
        assert_eq!(user.get(&school.url("map?point=FX-001")).await.statements.len(), page.statements.len() + 1);
        assert!(user.get(&school.url("risks")).await.has(&format!("nav.side a[href='{}']", school.url("map"))), "{}", user.role);
        for rest in ["/edit", "/about", "/area/new", "/area/1"] {
            assert_eq!(user.get(&format!("{url}{rest}")).await.status(), 404, "{} {rest}", user.role);
        }
        for (rest, fields) in [
            ("/place", [("point", "FX-002"), ("at", "D4")]),
            ("/retire", [("note", "x"), ("x", "x")]),
            ("/area/1", [("do", "erase"), ("x", "x")]),
        ] {
            let fields = [fields.as_slice(), &[("version", seen.as_str())]].concat();
            assert_eq!(user.post(&format!("{url}{rest}"), &fields).await.status(), 404, "{} {rest}", user.role);
        }
        assert_eq!(user.post(&school.url("map"), &[("name", "x"), ("blank", "yes")]).await.status(), 404);
    }
    for stranger in [site.school("二小").officer().await, site.bureau("西区局").reviewer().await] {
        for rest in ["", "/edit", "/about", "/area/1"] {
            assert_eq!(stranger.get(&format!("{url}{rest}")).await.status(), 404);
        }
        assert_eq!(stranger.post(&format!("{url}/place"), &[("version", &seen), ("point", "FX-002"), ("at", "D4")]).await.status(), 404);
    }
    // A bureau has no map of its own, and no plan has an odd number.
    assert_eq!(county.reviewer().await.get(&county.url("map")).await.status(), 404);
    assert!(!county.reviewer().await.get(&county.url("risks")).await.has("a[href$='/map']"));
    for odd in ["map/2", "map/0", "map/-1", "map/01", "map/x", "map/99999", "map/1/area/7", "map/1/area/x"] {
        assert_eq!(officer.get(&school.url(odd)).await.status(), 404, "{odd}");
    }
    assert_eq!(acts(&site).await, ["add_plan", "place_mark", "draw_area"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn three_hundred_marks_stay_light() {
    let site = TestSite::new().await;
    let (school, officer) = registered(&site).await;
    let url = story::mapped(&school, &officer).await;
    sqlx::raw_sql(
        "INSERT INTO risk_point (district_id, id, school_id, path, number, name, area, kind, inherent, residual, level, review_on, complete)
         SELECT district_id, gen_random_uuid(), school_id, path, 'FX-' || (500 + n), '教学楼第' || n || '号楼梯间', area, kind, 1 + n % 4, 1 + n % 4, 1 + n % 4, review_on, complete
           FROM risk_point, generate_series(1, 300) n WHERE number = 'FX-001';
         INSERT INTO plan_mark (district_id, plan_id, school_id, path, risk_point_id, x, y)
         SELECT r.district_id, p.id, r.school_id, r.path, r.id, (r.level * 997 + length(r.name) * 31 + substr(r.number, 4)::int * 37) % 10001, substr(r.number, 4)::int * 91 % 10001
           FROM risk_point r, plan p WHERE r.number >= 'FX-500'",
    )
    .execute(site.owner())
    .await
    .expect("three hundred points");
    let page = officer.get(&url).await;
    assert_eq!(page.all("svg.plan a").len(), 301);
    assert!(page.statements.len() <= 4, "{:?}", page.statements);
    assert!(page.bytes.len() < 200_000, "{} bytes", page.bytes.len());
    let edit = officer.get(&format!("{url}/edit")).await;
    assert!(edit.bytes.len() < 250_000, "{} bytes", edit.bytes.len());
}
