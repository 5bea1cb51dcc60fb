//! Walks without a network, and with a server that fails before, while and after it stores: nothing is lost, nothing is there twice.
//!
//! Between Chromium and the site lie a relay that can be cut, and a layer around the real router that decides the fate of each post.
//! `OFFLINE_ANSWERS=2000 OFFLINE_SEED=7 cargo test --test browser offline` makes the random walk longer, or another one.

use crate::chromium::Stage;
use crate::common::{Org, TestSite, User, photo};
use crate::tab::Tab;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hazard_register::evidence::photo::{Grain, read_as};
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::future::pending;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// What happens to a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// Answered as the site answers.
    Fine,
    /// 500, and nothing was done.
    Refused,
    /// The line is cut before anything was done.
    CutBefore,
    /// It is stored, and answered with 500 all the same.
    StoredRefused,
    /// It is stored, and the line is cut before the answer.
    StoredCut,
    /// The session ended meanwhile.
    SignedOut,
}

/// The way between the phone and the site.
struct Way {
    away: AtomicBool,
    cut: Notify,
    /// Fates to come; [`Fate::Fine`], or chance, when there are none.
    fates: Mutex<VecDeque<Fate>>,
    chance: Option<Mutex<Dice>>,
    calm: AtomicBool,
    posts: AtomicUsize,
    suffered: Mutex<BTreeMap<String, usize>>,
    site: TestSite,
}

/// Numbers that look like chance, the same for the same seed (splitmix64).
struct Dice(AtomicU64);

impl Dice {
    fn of(&self, n: u64) -> u64 {
        let mut z = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed).wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }
}

impl Way {
    fn fate(&self) -> Fate {
        if let Some(next) = self.fates.lock().expect("fates").pop_front() {
            return next;
        }
        match &self.chance {
            Some(dice) if !self.calm.load(Ordering::Relaxed) => match dice.lock().expect("dice").of(100) {
                0..8 => Fate::Refused,
                8..14 => Fate::CutBefore,
                14..22 => Fate::StoredRefused,
                22..30 => Fate::StoredCut,
                30..32 => Fate::SignedOut,
                _ => Fate::Fine,
            },
            _ => Fate::Fine,
        }
    }

    /// Cuts every line there is; the one who asks never gets an answer.
    async fn cut(&self) -> Response {
        self.cut.notify_waiters();
        pending().await
    }

    fn set_away(&self, away: bool) {
        self.away.store(away, Ordering::Relaxed);
        if away {
            self.cut.notify_waiters();
        }
    }
}

async fn suffer(State(way): State<Arc<Way>>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !request.uri().path().contains("/tasks/") {
        return next.run(request).await;
    }
    way.posts.fetch_add(1, Ordering::Relaxed);
    let fate = way.fate();
    *way.suffered.lock().expect("fates").entry(format!("{fate:?}")).or_default() += 1;
    match fate {
        Fate::Fine => next.run(request).await,
        Fate::Refused => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Fate::CutBefore => way.cut().await,
        Fate::StoredRefused => {
            next.run(request).await;
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
        Fate::StoredCut => {
            next.run(request).await;
            way.cut().await
        }
        Fate::SignedOut => {
            sqlx::query("DELETE FROM session").execute(way.site.owner()).await.expect("the sessions end");
            next.run(request).await
        }
    }
}

/// Serves the site behind the layer, and a relay before it. Returns the relay's address.
async fn lay(way: Arc<Way>) -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    let behind = listener.local_addr().expect("an address");
    let router = hazard_register::site(way.site.app().clone()).layer(axum::middleware::from_fn_with_state(way.clone(), suffer));
    tokio::spawn(async move { axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await });
    let relay = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    let address = relay.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut near, _)) = relay.accept().await {
            let way = way.clone();
            tokio::spawn(async move {
                // Listening for the cut before looking whether there is a line: none slips through between.
                let cut = way.cut.notified();
                if way.away.load(Ordering::Relaxed) {
                    return;
                }
                let Ok(mut far) = TcpStream::connect(behind).await else { return };
                tokio::select! {
                    _ = tokio::io::copy_bidirectional(&mut near, &mut far) => {}
                    () = cut => {}
                }
            });
        }
    });
    format!("http://{address}")
}

/// A phone, its way to the site, and the way's site. `None` without Chromium.
async fn stage(seed: Option<u64>) -> Option<(Stage, Arc<Way>)> {
    let found: Arc<Mutex<Option<Arc<Way>>>> = Arc::default();
    let keep = found.clone();
    let stage = Stage::open_through(async move |site| {
        let way = Arc::new(Way {
            away: false.into(),
            cut: Notify::new(),
            fates: Mutex::default(),
            chance: seed.map(|seed| Mutex::new(Dice(seed.into()))),
            calm: false.into(),
            posts: 0.into(),
            suffered: Mutex::default(),
            site,
        });
        *keep.lock().expect("the way") = Some(way.clone());
        lay(way).await
    })
    .await?;
    let way = found.lock().expect("the way").take().expect("the way was laid");
    Some((stage, way))
}

/// A task of today that asks so many questions. Returns its address.
async fn task(school: &Org, officer: &User, person: &User, title: &str, questions: usize) -> String {
    let list = format!("{title}检查表");
    let own: Vec<String> = (1..=questions).map(|n| format!("{title}第 {n} 处安全吗")).collect();
    let page = officer.get(&school.url("inspections/new")).await;
    let form = page.form("/inspections").set("title", &list).set("kind", "daily").set("own", &own.join("\n")).set("keep", "yes");
    officer.done(form).await;
    let series: String = sqlx::query_scalar("SELECT series::text FROM check_template WHERE title = $1")
        .bind(&list)
        .fetch_one(school.site.owner())
        .await
        .expect("the list was kept");
    let page = officer.get(&school.url("plans/new")).await;
    let form = page.form("/plans").set("title", title).set("person", &person.person.to_string()).set("list", &series);
    officer.done(form.set("rhythm", "daily").without("school_days")).await;
    let id: String = sqlx::query_scalar("SELECT id::text FROM inspection_task WHERE title = $1")
        .bind(title)
        .fetch_one(school.site.owner())
        .await
        .expect("today's task");
    school.url(&format!("tasks/{id}"))
}

/// Waits longer than a person would: until a script says yes.
async fn until(tab: &Tab, what: &str, seconds: u64, script: &str) {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(seconds);
    while tab.script(script, vec![]).await != true {
        if tokio::time::Instant::now() > deadline {
            tab.fail(&format!("waited in vain for {what}")).await;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

const WAITING: &str = "return new Promise(done => { const open = indexedDB.open('outbox', 1);
    open.onsuccess = () => { const all = open.result.transaction('wait').objectStore('wait').getAll();
        all.onsuccess = () => { open.result.close(); done(all.result.map(one => ({ task: one.task, item: one.item, at: one.fields.at, photos: one.photos.length, tries: one.tries, state: one.state || '', why: one.why || [] }))); }; }; })";
const READY: &str = "return document.documentElement.dataset.outbox === 'ready'";

/// Waits until the phone has these pages for later.
async fn taken(tab: &Tab, urls: &[String]) {
    for url in urls {
        until(tab, "the page taken along", 20, &format!("return caches.match('{url}').then(found => !!found)")).await;
    }
}

/// The same, or until the session has ended once more: chance may end it before the pages are there.
async fn taken_if_signed_in(tab: &Tab, urls: &[String]) {
    for url in urls {
        let script = format!("return !document.querySelector('#offline a').hidden || caches.match('{url}').then(found => !!found)");
        until(tab, "the page taken along", 20, &script).await;
    }
}

/// What waits on the phone.
async fn waiting(tab: &Tab) -> Vec<Value> {
    tab.script(WAITING, vec![]).await.as_array().cloned().unwrap_or_default()
}

async fn network(tab: &Tab, way: &Way, there: bool) {
    way.set_away(!there);
    let how = json!({ "offline": !there, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    tab.devtools("Network.enable", json!({})).await;
    tab.devtools("Network.emulateNetworkConditions", how).await;
}

/// The digests of an item's photos as they are kept.
async fn digests(site: &TestSite, task: &str, item: i16) -> Vec<String> {
    sqlx::query_scalar("SELECT encode(sha256, 'hex') FROM photo WHERE inspection_id = $1::uuid AND item = $2 ORDER BY 1")
        .bind(task.rsplit('/').next())
        .bind(item)
        .fetch_all(site.owner())
        .await
        .expect("photos")
}

/// What the site makes of a photo that is sent to it.
fn digest(bytes: &[u8]) -> String {
    hex(&read_as(bytes, Grain::Photo).expect("a photo").sha256)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_without_network_arrives_once() {
    let Some((stage, way)) = stage(None).await else { return };
    let (tab, site) = (&stage.tab, &stage.site);
    let school = site.school("一中");
    let (officer, staff) = (school.officer().await, school.staff().await);
    let url = task(&school, &officer, &staff, "每日巡查", 30).await;
    // At the gate there is a network: the list takes the day along.
    tab.sign_in(&staff, &school.url("tasks")).await;
    tab.until("the worker", "return navigator.serviceWorker.ready.then(() => true)").await;
    taken(tab, std::slice::from_ref(&url)).await;
    network(tab, &way, false).await;
    tab.open(&url).await;
    until(tab, "the outbox", 15, READY).await;
    let problems: [i16; 5] = [3, 9, 15, 21, 30];
    for n in 1..=30 {
        let value = if problems.contains(&n) { "no" } else { "ok" };
        tab.click(&format!("#r-{n}-{value}")).await;
        if problems.contains(&n) {
            tab.fill(&format!("#n-{n}"), &format!("第 {n} 处有问题")).await;
            for (k, camera) in [(0, "#i-{n} .files label:first-child input"), (1, "#i-{n} .files label:last-child input")] {
                let bytes = photo(u8::try_from(n * 2 + k).expect("small"));
                tab.attach(&camera.replace("{n}", &n.to_string()), &format!("{n}-{k}.jpg"), &bytes).await;
                tab.until("the photo kept", &format!("return document.querySelectorAll('#i-{n} .shot img').length === {}", k + 1)).await;
            }
        }
    }
    until(tab, "thirty kept", 15, "return document.querySelector('#offline p').textContent.includes('30 条待上传')").await;
    tab.sees("#offline", "没有网络。已保存在这台手机，联网后自动上传。").await;
    tab.sees(".dock-bar", "30 / 30").await;
    tab.sees(".dock-bar", "5 处不合格").await;
    assert_eq!(way.posts.load(Ordering::Relaxed), 0);

    tab.reopen().await;
    network(tab, &way, false).await;
    tab.open(&url).await;
    until(tab, "the outbox", 15, READY).await;
    assert_eq!((tab.count("[name^=r-]:checked").await, tab.count(".shot img[src^=blob]").await), (30, 10), "put back into the form");
    assert_eq!(tab.value("#n-9").await, "第 9 处有问题");
    tab.sees("#offline", "30 条待上传").await;
    let kept = waiting(tab).await;
    tab.click(".dock button[value=submit]").await;
    until(tab, "the submission kept", 15, "return document.querySelector('#offline p').textContent.includes('31 条待上传')").await;
    tab.sees("#offline", "检查还没有提交").await;
    assert!(tab.path().await.ends_with(&url), "not submitted before the server said so");

    // Any other page: what is on this phone, and what waits; from there to the walk and back to the network.
    for elsewhere in ["/r/000000000000".to_owned(), school.url("risks")] {
        tab.open(&elsewhere).await;
        tab.sees("h1", "没有网络").await;
        until(tab, "the task that is kept", 15, &format!("return !!document.querySelector('#kept:not([hidden]) a[href=\"{url}\"]')")).await;
        tab.sees("#kept", "每日巡查").await;
        until(tab, "what waits", 15, "return document.querySelector('#offline p').textContent.includes('31 条待上传')").await;
    }
    tab.click("#kept a").await;
    until(tab, "the walk", 15, "return !!document.querySelector('form[data-walk]') && document.documentElement.dataset.outbox === 'ready'")
        .await;
    assert!(tab.path().await.ends_with(&url), "the kept task opens");

    way.fates.lock().expect("fates").extend([Fate::Refused; 3]);
    network(tab, &way, true).await;
    until(tab, "the receipt of the submission", 90, "return location.pathname.includes('/inspections/')").await;
    until(tab, "an empty outbox", 15, READY).await;
    assert_eq!(waiting(tab).await, Vec::<Value>::new());
    assert_eq!(way.posts.load(Ordering::Relaxed), 34, "thirty answers and a submission, three of them refused first");

    assert_eq!(site.count("inspection WHERE submitted_at IS NOT NULL AND items = 30 AND problems = 5").await, 1);
    assert_eq!(site.count(&format!("inspection WHERE id = '{}'", url.rsplit('/').next().expect("its id"))).await, 1);
    assert_eq!((site.count("ticket").await, site.count("photo WHERE item IS NOT NULL").await), (5, 10));
    assert_eq!(site.count("photo").await, 10, "no photo came twice");
    for n in problems {
        let mut made: Vec<String> = (0..2).map(|k| digest(&photo(u8::try_from(n * 2 + k).expect("small")))).collect();
        made.sort();
        assert_eq!(digests(site, &url, n).await, made, "the photos of item {n}");
    }
    let rows: Vec<(i16, String, String, i64, bool)> = sqlx::query_as(
        "SELECT ordinal, result, note, (extract(epoch FROM claimed_at) * 1000)::bigint, answered_at > claimed_at FROM inspection_item
          WHERE inspection_id = $1::uuid ORDER BY ordinal",
    )
    .bind(url.rsplit('/').next())
    .fetch_all(site.owner())
    .await
    .expect("the items");
    for (n, result, note, claimed, later) in rows {
        let typed = if problems.contains(&n) { ("problem", format!("第 {n} 处有问题")) } else { ("ok", String::new()) };
        assert_eq!((result.as_str(), note), typed, "item {n}");
        let at = kept.iter().find(|one| one["item"] == n).and_then(|one| one["at"].as_i64());
        assert_eq!((Some(claimed), later), (at, true), "the phone's time of item {n} and ours, both");
    }
    site.holds_together().await;
}

/// What was typed at one item, told apart from what came of it.
#[derive(Clone, Default)]
struct Typed {
    outcome: &'static str,
    words: String,
    /// Digests of what the site makes of them.
    photos: Vec<String>,
    /// Each answer given here, and when, by the phone. What is the same again keeps the time of before.
    given: Vec<(&'static str, String, i64)>,
}

/// Answers items of the page in one go, each as a person's change would, and waits until the page says that it keeps them.
const ANSWER: &str = "const strip = document.getElementById('offline'), before = +(strip.dataset.kept || 0);
    const tell = (input, kind) => input.dispatchEvent(new Event(kind, { bubbles: true }));
    const real = Date.now;
    let changes = 0;
    const work = async () => { for (const one of arguments[0]) {
        const now = changes + before;
        Date.now = () => one.at;
        const radio = document.querySelector(`[name=r-${one.item}][value=${one.outcome}]`);
        radio.checked = true;
        document.getElementById('n-' + one.item).value = one.words;
        if (one.photo) {
            const bag = new DataTransfer(), bytes = Uint8Array.from(one.photo);
            bag.items.add(new File([bytes], 'p.jpg', { type: 'image/jpeg' }));
            const input = document.querySelector(`[name=p-${one.item}]`);
            input.files = bag.files;
            tell(input, 'change');
        } else tell(radio, 'change');
        changes++;
        for (let n = 0; n < 400 && +(strip.dataset.kept || 0) <= now; n++) await new Promise(done => setTimeout(done, 5));
        if (+(strip.dataset.kept || 0) !== now + 1) return `item ${one.item} not kept: ${strip.dataset.kept} of ${now + 1}`;
        Date.now = real;
    } return 'kept'; };
    return work();";

/// A small picture that no other number gives.
fn tiny(n: u64) -> Vec<u8> {
    use image::{ImageEncoder, codecs::jpeg::JpegEncoder};
    let picture = image::RgbImage::from_fn(48, 36, |x, y| {
        let part = |shift: u64| u8::try_from(((n * 2_654_435_761) >> shift) % 256).unwrap_or_default();
        if (u64::from(x / 8 + y / 8 * 6) + n).is_multiple_of(3) {
            image::Rgb([part(0), part(8), part(16)])
        } else {
            image::Rgb([part(4), 90, part(12)])
        }
    });
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, 80).write_image(&picture, 48, 36, image::ExtendedColorType::Rgb8).expect("a jpeg");
    jpeg
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_fails_nothing_is_lost_and_nothing_is_twice() {
    let number = |name: &str, usual: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual);
    let (answers, seed) = (number("OFFLINE_ANSWERS", 300), number("OFFLINE_SEED", 1));
    let Some((stage, way)) = stage(Some(seed)).await else { return };
    let (tab, site, dice) = (&stage.tab, &stage.site, Dice((seed ^ 0xabcd).into()));
    let school = site.school("一中");
    let (officer, staff) = (school.officer().await, school.staff().await);
    let mut urls = Vec::new();
    for title in ["早巡", "午巡", "晚巡"] {
        urls.push(task(&school, &officer, &staff, title, 24).await);
    }
    let mut typed: BTreeMap<(usize, i16), Typed> = BTreeMap::new();
    tab.sign_in(&staff, &school.url("tasks")).await;
    tab.until("the worker", "return navigator.serviceWorker.ready.then(() => true)").await;
    taken(tab, &urls).await;
    let start = tab.script("return Date.now() - 3600000", vec![]).await.as_i64().expect("a time");
    let (mut given, mut page, mut open, mut turns) = (0, 0, false, 0_i64);
    let mut ended = false;
    while given < answers {
        turns += 1;
        if !ended && given > answers / 2 {
            way.fates.lock().expect("fates").push_back(Fate::SignedOut);
            ended = true;
        }
        assert!(turns < 20_000, "it never ends");
        let out = open && tab.script("return !document.querySelector('#offline a').hidden", vec![]).await == true;
        match dice.of(24) {
            _ if out => {
                way.set_away(false);
                tab.sign_in(&staff, &urls[page]).await;
                until(tab, "the outbox", 20, READY).await;
                taken_if_signed_in(tab, &urls).await;
            }
            0 => way.set_away(true),
            1..=3 => way.set_away(false),
            4 | 5 => open = false,
            6 => {
                tab.reopen().await;
                open = false;
            }
            _ if !open => {
                page = usize::try_from(dice.of(3)).expect("small");
                tab.open(&urls[page]).await;
                // The session may have ended meanwhile; the page is the sign-in then.
                if tab.path().await == "/login" {
                    tab.sign_in(&staff, &urls[page]).await;
                    taken_if_signed_in(tab, &urls).await;
                }
                until(tab, "the outbox", 20, READY).await;
                open = true;
                continue;
            }
            _ => {}
        }
        if !open {
            continue;
        }
        let mut batch = Vec::new();
        for _ in 0..1 + dice.of(6) {
            let item = i16::try_from(1 + dice.of(24)).expect("small");
            given += 1;
            let at = start + i64::try_from(given).expect("small") * 1000;
            let one = typed.entry((page, item)).or_default();
            let outcome = ["ok", "problem", "not_applicable"][usize::try_from(dice.of(3)).expect("small")];
            let words = if outcome == "problem" { format!("第 {given} 次写的 <{item}>\n& 换行") } else { String::new() };
            let with_photo = outcome == "problem" && one.photos.len() < 4 && dice.of(2) == 0;
            let picture = with_photo.then(|| tiny(given));
            (one.outcome, one.words) = (outcome, words.clone());
            one.given.push((outcome, words.clone(), at));
            if let Some(picture) = &picture {
                one.photos.push(digest(picture));
            }
            batch.push(json!({ "item": item, "outcome": outcome, "words": words, "at": at, "photo": picture }));
        }
        let kept = tab.script(ANSWER, vec![Value::Array(batch)]).await;
        assert_eq!(kept, "kept", "turn {turns}");
        if dice.of(3) == 0 {
            tab.script("dispatchEvent(new Event('online'))", vec![]).await;
        }
    }
    // In the end everything works, and somebody is signed in.
    way.calm.store(true, Ordering::Relaxed);
    way.set_away(false);
    tab.sign_in(&staff, &urls[0]).await;
    until(tab, "the outbox", 20, READY).await;
    until(
        tab,
        "an empty outbox",
        120,
        "dispatchEvent(new Event('online')); return document.getElementById('offline').dataset.count === '0'",
    )
    .await;
    assert_eq!(waiting(tab).await, Vec::<Value>::new());

    let suffered = way.suffered.lock().expect("fates").clone();
    println!("{given} answers, seed {seed}: {} posts {suffered:?}", way.posts.load(Ordering::Relaxed));
    for fate in ["Refused", "CutBefore", "StoredRefused", "StoredCut", "SignedOut"] {
        assert!(suffered.contains_key(fate), "seed {seed} never met {fate}");
    }
    for (page, url) in urls.iter().enumerate() {
        let id = url.rsplit('/').next().expect("its id");
        assert!(
            site.count(&format!("inspection WHERE title = (SELECT title FROM inspection_task WHERE id = '{id}')")).await <= 1,
            "begun once"
        );
        let rows: Vec<(i16, String, String, Option<i64>)> = sqlx::query_as(
            "SELECT ordinal, result, note, (extract(epoch FROM claimed_at) * 1000)::bigint FROM inspection_item WHERE inspection_id = $1::uuid",
        )
        .bind(id)
        .fetch_all(site.owner())
        .await
        .expect("the items");
        let found: BTreeMap<i16, _> = rows.into_iter().map(|(n, result, note, at)| (n, (result, note, at))).collect();
        for n in 1..=24 {
            let Some(one) = typed.get(&(page, n)) else {
                assert!(found.get(&n).is_none_or(|(result, ..)| result == "unchecked"), "item {n} of {url} was never answered");
                continue;
            };
            let (result, note, at) = found.get(&n).unwrap_or_else(|| panic!("item {n} of {url} is lost"));
            assert_eq!((result.as_str(), note), (one.outcome, &one.words), "item {n} of {url}, seed {seed}");
            let same = one.given.iter().any(|(outcome, words, then)| (*outcome, words, Some(*then)) == (one.outcome, &one.words, *at));
            assert!(same, "item {n} of {url}: {at:?} is none of {:?}", one.given);
            let mut sent = one.photos.clone();
            sent.sort();
            assert_eq!(digests(site, url, n).await, sent, "photos of item {n} of {url}, seed {seed}");
        }
    }
    site.holds_together().await;
}

/// Waits until there is one such row.
async fn arrived(tab: &Tab, site: &TestSite, what: &str) {
    for _ in 0..150 {
        if site.count(what).await == 1 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    tab.fail(&format!("waited in vain for {what}")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_sent_stays_and_says_why() {
    let Some((stage, way)) = stage(None).await else { return };
    let (tab, site) = (&stage.tab, &stage.site);
    let school = site.school("一中");
    let (officer, staff) = (school.officer().await, school.staff().await);
    let url = task(&school, &officer, &staff, "门卫检查", 2).await;
    tab.sign_in(&staff, &url).await;
    until(tab, "the outbox", 20, READY).await;
    tab.until("the worker", "return navigator.serviceWorker.ready.then(() => true)").await;
    taken(tab, std::slice::from_ref(&url)).await;

    // Words too long: nothing of it is stored, and the item says so. Shorter, it goes.
    tab.click("#r-1-no").await;
    tab.script("const words = document.getElementById('n-1'); words.value = '长'.repeat(501); words.dispatchEvent(new Event('change', { bubbles: true }))", vec![]).await;
    until(tab, "the fault at the item", 15, "const line = document.querySelector('#i-1 .kept-here'); return !!line && line.className.includes('late') && line.textContent.includes('500')").await;
    tab.sees("#offline", "1 条没有被接收").await;
    tab.fill("#n-1", "门锁坏了").await;
    arrived(tab, site, "inspection_item WHERE note = '门锁坏了'").await;
    until(tab, "it said", 15, "return document.querySelector('#i-1 .kept-here')?.textContent === '已上传'").await;
    // Submitted too early: it stays here, and says at which item something is missing.
    tab.click(".dock button[value=submit]").await;
    until(
        tab,
        "what is missing",
        15,
        "const line = document.querySelector('#i-2 .kept-here'); return !!line && line.textContent.includes('还没查')",
    )
    .await;
    assert_eq!(site.count("inspection_task WHERE done_at IS NOT NULL").await, 0);

    // The phone is full: that is said at once, nothing is pretended, and the plain form still sends what was typed.
    tab.script("IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError') }", vec![]).await;
    tab.click("#r-2-ok").await;
    until(tab, "that it is full", 15, "return document.querySelector('#offline p').textContent.includes('存不下了')").await;
    tab.sees("#i-2 .kept-here", "没有保存在这台手机").await;
    tab.send(".dock button[value=save]").await;
    assert_eq!(site.count("inspection_item WHERE result = 'ok'").await, 1);

    // Without a network again; then somebody else takes the phone.
    tab.open(&url).await;
    until(tab, "the outbox", 20, READY).await;
    network(tab, &way, false).await;
    tab.click("#r-2-na").await;
    until(tab, "it kept", 15, "return document.querySelector('#i-2 .kept-here')?.textContent === '已保存在这台手机'").await;
    let before = way.posts.load(Ordering::Relaxed);
    network(tab, &way, true).await;
    // The page may just have sent it; only what waits is another's.
    until(tab, "it to be sent", 15, "return document.querySelector('#i-2 .kept-here')?.textContent === '已上传'").await;
    assert_eq!(way.posts.load(Ordering::Relaxed), before + 1);
    network(tab, &way, false).await;
    tab.click("#r-2-ok").await;
    until(tab, "it kept", 15, "return document.querySelector('#i-2 .kept-here')?.textContent === '已保存在这台手机'").await;
    // The old page is gone before the network is back.
    tab.reopen().await;
    way.set_away(false);
    // Cookies are forgotten where they are from; this page has no script that would send anything.
    tab.open("/healthz").await;
    tab.sign_in(&officer, &school.url("tasks")).await;
    until(tab, "the outbox", 20, READY).await;
    until(tab, "another's count", 15, "return document.querySelector('#offline p').textContent.includes('另有 ')").await;
    let whose = "return caches.keys().then(names => names.filter(name => name.startsWith('pages-')).join())";
    let token = officer.actor().await.token();
    until(tab, "only the officer's pages", 15, &whose.replace(".join()", &format!(".join() === 'pages-{token}'"))).await;
    assert_eq!(way.posts.load(Ordering::Relaxed), before + 1, "not sent as somebody else's");
    assert!(waiting(tab).await.iter().any(|one| one["item"] == 2), "and not lost");

    // Meanwhile the officer submits it; the piece comes too late, is shown, and goes only when told to.
    let page = officer.get(&url).await;
    officer.done(page.form(&url).set("do", "submit").file("p-1", photo(7))).await;
    tab.sign_in(&staff, &school.url("tasks")).await;
    until(tab, "that it came too late", 15, "return document.querySelector('#offline ul').textContent.includes('已经提交，不能再改')")
        .await;
    tab.script("window.confirm = () => true", vec![]).await;
    while !waiting(tab).await.is_empty() {
        tab.send("#offline li button").await;
        until(tab, "the outbox", 20, READY).await;
        tab.script("window.confirm = () => true", vec![]).await;
    }
    assert_eq!(tab.words("#offline").await, "");
    site.holds_together().await;
}
