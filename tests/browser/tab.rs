//! What a person does at a browser and what they see. Every failure tells the page's address, its title and words, and leaves a picture.

use crate::chromium;
use crate::common::{PASSWORD, User};
use fantoccini::actions::{InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use fantoccini::error::CmdError;
use fantoccini::key::Key;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// Longest wait for something that is about to happen.
const PATIENCE: Duration = Duration::from_secs(15);

pub struct Tab {
    client: Client,
    /// `http://127.0.0.1:…`
    base: String,
    folder: PathBuf,
}

impl Tab {
    pub fn new(client: Client, base: String, folder: PathBuf) -> Self {
        Self { client, base, folder }
    }

    /// Types an address of the site.
    pub async fn open(&self, path: &str) {
        assert!(path.starts_with('/'), "only pages of this site are opened: {path}");
        self.must(path, self.client.goto(&format!("{}{path}", self.base)).await).await;
    }

    /// The path of the page that is open.
    pub async fn path(&self) -> String {
        self.must("the address", self.client.current_url().await).await.path().to_owned()
    }

    /// Somebody else takes the phone: follows a link while signed out, signs in on the page that comes, and lands where the link led.
    pub async fn sign_in(&self, user: &User, path: &str) {
        self.forget().await;
        self.open(path).await;
        let at = self.path().await;
        if at != "/login" {
            self.fail(&format!("signed out, {path} should lead to the sign-in")).await;
        }
        self.fill("#username", &user.username).await;
        self.fill("#password", PASSWORD).await;
        self.send("form[action='/login'] button[type=submit]").await;
        let at = self.path().await;
        if at != path {
            self.fail(&format!("after the sign-in of {} {path} should be open", user.username)).await;
        }
    }

    /// Closes the tab and opens another, as somebody does who comes back later.
    pub async fn reopen(&self) {
        let fresh = self.must("a new tab", self.client.new_window(true).await).await;
        self.must("closing the tab", self.client.close_window().await).await;
        self.must("the new tab", self.client.switch_to_window(fresh.handle).await).await;
    }

    /// Signed out, and in the language of the browser again.
    pub async fn forget(&self) {
        self.must("forgetting the cookies", self.client.delete_all_cookies().await).await;
    }

    /// Gives the browser a cookie it would have got from a sign-in. By its own tools: the driver's way asks for more than a cookie.
    pub async fn remember(&self, name: &str, value: &str) {
        self.devtools("Network.setCookie", json!({ "name": name, "value": value, "url": self.base, "path": "/" })).await;
    }

    /// Clicks something.
    pub async fn click(&self, css: &str) {
        let element = self.must(css, self.client.find(Locator::Css(css)).await).await;
        // In the middle of the window, as a person scrolls, not under a bar at its edge.
        let scroll = "document.querySelector(arguments[0]).scrollIntoView({ block: 'center', behavior: 'instant' })";
        self.script(scroll, vec![json!(css)]).await;
        self.must(css, element.click().await).await;
    }

    /// Clicks something that leads to another page, and waits for it.
    pub async fn send(&self, css: &str) {
        self.script("window.leaving = true", vec![]).await;
        self.click(css).await;
        self.until(&format!("another page after {css}"), "return window.leaving !== true && document.readyState === 'complete'").await;
    }

    /// Waits until a script says yes.
    pub async fn until(&self, what: &str, script: &str) {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            // While one page goes and another comes there is nothing to ask; that counts as "not yet".
            if let Ok(Value::Bool(true)) = self.client.execute(script, vec![]).await {
                return;
            }
            if tokio::time::Instant::now() > deadline {
                self.fail(&format!("waited in vain for {what}")).await;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    /// Types words wherever the focus is.
    pub async fn keys(&self, words: &str) {
        let element = self.must("the focus", self.client.active_element().await).await;
        self.must(words, element.send_keys(words).await).await;
    }

    /// Presses a key wherever the focus is.
    pub async fn press(&self, key: Key) {
        let value = char::from(key);
        let pressed = KeyActions::new("keyboard".into()).then(KeyAction::Down { value }).then(KeyAction::Up { value });
        self.must("a key", self.client.perform_actions(pressed).await).await;
    }

    /// Presses the pointer in one place of an element, moves it to another and lets go. Places in parts of its width and height.
    pub async fn drag(&self, css: &str, from: (f64, f64), to: (f64, f64)) {
        let find = "const e = document.querySelector(arguments[0]); e.scrollIntoView({ block: 'center', behavior: 'instant' });\
             const b = e.getBoundingClientRect(); return [b.left, b.top, b.width, b.height];";
        let found = self.script(find, vec![json!(css)]).await;
        let side = |n: usize| found[n].as_f64().unwrap_or_default();
        let at = |(x, y): (f64, f64), duration| PointerAction::MoveTo { duration, x: side(0) + x * side(2), y: side(1) + y * side(3) };
        let pressed = MouseActions::new("mouse".into())
            .then(at(from, None))
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
            .then(at(to, Some(Duration::from_millis(50))))
            .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        self.must("a drag", self.client.perform_actions(pressed).await).await;
    }

    /// Presses Tab until the focus is there, as somebody without a pointer comes to it.
    pub async fn tab_to(&self, css: &str) {
        for _ in 0..200 {
            if self.script("return document.activeElement.matches(arguments[0])", vec![json!(css)]).await == true {
                return;
            }
            self.press(Key::Tab).await;
        }
        self.fail(&format!("the Tab key never comes to {css}")).await;
    }

    /// Presses Enter on what has the focus, and waits for the page it leads to.
    pub async fn enter(&self) {
        self.script("window.leaving = true", vec![]).await;
        self.press(Key::Enter).await;
        self.until("another page after Enter", "return window.leaving !== true && document.readyState === 'complete'").await;
    }

    /// Types into a field that may hold something.
    pub async fn fill(&self, css: &str, words: &str) {
        let field = self.must(css, self.client.find(Locator::Css(css)).await).await;
        self.must(css, field.clear().await).await;
        self.must(css, field.send_keys(words).await).await;
    }

    /// Sets a day (`2026-11-30`). On a phone the wheel for it belongs to the system, not to the page.
    pub async fn set_day(&self, css: &str, day: &str) {
        let script = "const field = document.querySelector(arguments[0]); field.value = arguments[1]; field.dispatchEvent(new Event('change', { bubbles: true })); return field.value";
        let held = self.script(script, vec![json!(css), json!(day)]).await;
        if held != day {
            self.fail(&format!("{css} takes no {day}: {held}")).await;
        }
    }

    /// Taps one of several choices.
    pub async fn choose(&self, name: &str, value: &str) {
        self.click(&format!("label:has(> input[name='{name}'][value='{value}'])")).await;
    }

    /// Picks an entry of a list.
    pub async fn select(&self, css: &str, value: &str) {
        let list = self.must(css, self.client.find(Locator::Css(css)).await).await;
        self.must(css, list.select_by_value(value).await).await;
    }

    /// Chooses a photo for a file input.
    pub async fn attach(&self, css: &str, name: &str, bytes: &[u8]) {
        let path = chromium::file(&self.folder, name, bytes);
        let input = self.must(css, self.client.find(Locator::Css(css)).await).await;
        self.must(css, input.send_keys(&path.display().to_string()).await).await;
    }

    /// What a field holds.
    pub async fn value(&self, css: &str) -> String {
        let field = self.must(css, self.client.find(Locator::Css(css)).await).await;
        self.must(css, field.prop("value").await).await.unwrap_or_default()
    }

    /// The words of what is shown at `css`, as they are seen.
    pub async fn words(&self, css: &str) -> String {
        let element = self.must(css, self.client.find(Locator::Css(css)).await).await;
        self.must(css, element.text().await).await
    }

    /// These words must be seen there.
    pub async fn sees(&self, css: &str, words: &str) {
        let seen = self.words(css).await;
        if !seen.contains(words) {
            self.fail(&format!("{css} should say {words:?}, it says {seen:?}")).await;
        }
    }

    /// How many there are.
    pub async fn count(&self, css: &str) -> usize {
        self.must(css, self.client.find_all(Locator::Css(css)).await).await.len()
    }

    /// The history must list these acts, newest first.
    pub async fn history(&self, acts: &[&str]) {
        let mut seen = Vec::new();
        for row in self.must("the history", self.client.find_all(Locator::Css("[data-event]")).await).await {
            seen.push(self.must("a row of the history", row.attr("data-event").await).await.unwrap_or_default());
        }
        if seen != acts {
            self.fail(&format!("the history should be {acts:?}, it is {seen:?}")).await;
        }
    }

    /// The status with which the page that is open was answered.
    pub async fn status(&self) -> u64 {
        self.script("return performance.getEntriesByType('navigation')[0].responseStatus", vec![]).await.as_u64().unwrap_or_default()
    }

    /// Asks the page something through the driver; this works where the page's own scripts may not run.
    pub async fn script(&self, script: &str, args: Vec<Value>) -> Value {
        self.must("a script", self.client.execute(script, args).await).await
    }

    /// A command of the browser's own protocol.
    pub async fn devtools(&self, command: &'static str, params: Value) {
        self.must(command, self.client.issue_cmd(Devtools { command, params }).await).await;
    }

    /// The page as the browser prints it, on the paper the page asks for.
    pub async fn pdf(&self) -> Vec<u8> {
        let command = Devtools { command: "Page.printToPDF", params: json!({ "preferCSSPageSize": true, "printBackground": true }) };
        let answer = self.must("printing", self.client.issue_cmd(command).await).await;
        decoded(answer["data"].as_str().unwrap_or_default())
    }

    /// Keeps a picture of the page and says where.
    pub async fn picture(&self) -> String {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let path = self.folder.join(format!("page-{}.png", NEXT.fetch_add(1, Ordering::Relaxed)));
        match self
            .client
            .screenshot()
            .await
            .map_err(|error| error.to_string())
            .and_then(|png| std::fs::write(&path, png).map_err(|error| error.to_string()))
        {
            Ok(()) => path.display().to_string(),
            Err(error) => format!("none ({error})"),
        }
    }

    /// The page as far as a person needs it to understand what went wrong, then the end of the test.
    pub async fn fail(&self, why: &str) -> ! {
        let url = self.client.current_url().await.map_or_else(|error| error.to_string(), |url| url.to_string());
        let title = self.client.title().await.unwrap_or_default();
        let words =
            match self.client.execute("return (document.querySelector('main') || document.body).innerText.slice(0, 1500)", vec![]).await {
                Ok(Value::String(words)) => words,
                other => format!("{other:?}"),
            };
        let picture = self.picture().await;
        panic!("{why}\n  page: {url}\n  title: {title}\n  picture: {picture}\n  words:\n{words}");
    }

    async fn must<T>(&self, what: &str, result: Result<T, CmdError>) -> T {
        match result {
            Ok(value) => value,
            Err(error) => self.fail(&format!("{what}: {error}")).await,
        }
    }
}

#[derive(Debug)]
struct Devtools {
    command: &'static str,
    params: Value,
}

impl WebDriverCompatibleCommand for Devtools {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (axum::http::Method, Option<String>) {
        (axum::http::Method::POST, Some(json!({ "cmd": self.command, "params": self.params }).to_string()))
    }
}

/// Base64, as the browser's protocol carries files.
fn decoded(text: &str) -> Vec<u8> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let value = |letter: u8| u32::try_from(LETTERS.iter().position(|one| *one == letter).expect("a letter of base64")).expect("below 64");
    let letters: Vec<u8> = text.bytes().filter(|letter| *letter != b'=').collect();
    let group = |four: &[u8]| {
        let bits = four.iter().fold(0, |bits, letter| bits << 6 | value(*letter)) << (6 * (4 - four.len()));
        bits.to_be_bytes()[1..four.len()].to_vec()
    };
    letters.chunks(4).flat_map(group).collect()
}
