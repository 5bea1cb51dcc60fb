//! Barriers on a page: the rules of axe-core, and anything that makes the page scroll sideways.

use crate::tab::Tab;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// The engine, checked before it is let near a page.
static AXE: LazyLock<&str> = LazyLock::new(|| {
    let (engine, sums) = (include_str!("../vendor/axe.min.js"), include_str!("../vendor/axe-SHA256"));
    let sum = hex::encode(Sha256::digest(engine));
    assert!(sums.contains(&format!("{sum}  axe.min.js")), "tests/vendor/axe.min.js is not the file its checksum was taken of: {sum}");
    engine
});

const PHONE: (u32, u32) = (390, 844);
const DESKTOP: (u32, u32) = (1280, 800);

/// Everything a change of width can break.
const ALL: [&str; 6] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/// Everything a change of colours can break: between light and dark nothing else differs.
const COLOURS: [&str; 2] = ["color-contrast", "link-in-text-block"];

/// What was found on the pages looked at so far.
#[derive(Default)]
pub struct Findings {
    said: Vec<String>,
    looks: usize,
    /// Whether every page that is opened has the engine by now.
    armed: bool,
    view: View,
}

/// How the tab shows its pages.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum View {
    /// As the browser was started: a phone too, of finer grain.
    #[default]
    AsStarted,
    /// A light phone, where the room is least.
    Phone,
    /// A dark desktop.
    Desktop,
}

impl Findings {
    /// Looks at the open page from both sides and leaves it as on a light phone.
    pub async fn look(&mut self, tab: &Tab, what: &str) {
        self.look_in_passing(tab, what, true).await;
        self.turn(tab, View::Phone, what).await;
    }

    /// Looks at the open page: all rules on a light phone, its width there and on a dark desktop, and the colours in the dark if asked.
    /// It begins with the side the tab shows and leaves it on the other, because a turn costs as much as a page.
    /// For a tab whose device is set by nobody else: see [`crate::chromium::Stage::for_looking`].
    pub async fn look_in_passing(&mut self, tab: &Tab, what: &str, dark: bool) {
        let sides = if self.view == View::Desktop { [View::Desktop, View::Phone] } else { [View::Phone, View::Desktop] };
        for side in sides {
            self.turn(tab, side, what).await;
            if side == View::Phone {
                self.rules(tab, &format!("{what}, phone, light"), &json!({ "type": "tag", "values": ALL })).await;
            } else if dark {
                self.rules(tab, &format!("{what}, desktop, dark"), &json!({ "type": "rule", "values": COLOURS })).await;
            }
        }
    }

    /// Whether its words, longer in this language, still fit on a phone.
    pub async fn glance(&mut self, tab: &Tab, what: &str) {
        self.turn(tab, View::Phone, what).await;
    }

    /// Shows the page as on this side, makes sure that it took it, and looks whether it scrolls sideways there.
    /// Movement is off, so that no colour is caught on its way to another.
    async fn turn(&mut self, tab: &Tab, view: View, what: &str) {
        let (side, scheme, (width, height)) = if view == View::Desktop { ("desktop", "dark", DESKTOP) } else { ("phone", "light", PHONE) };
        if self.view != view {
            let mobile = view != View::Desktop;
            let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile });
            let features =
                json!([{ "name": "prefers-color-scheme", "value": scheme }, { "name": "prefers-reduced-motion", "value": "reduce" }]);
            tab.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await;
            tab.devtools("Emulation.setDeviceMetricsOverride", size).await;
            self.view = view;
        }
        let taken = format!("return matchMedia('(width: {width}px) and (prefers-color-scheme: {scheme})').matches");
        tab.until(&format!("a {scheme} {side}"), &taken).await;
        self.width(tab, &format!("{what}, {side}")).await;
    }

    /// Gives the open page the engine, and every page after it. A page that is only glanced at needs none.
    async fn arm(&mut self, tab: &Tab) {
        if !self.armed {
            tab.script(*AXE, vec![]).await;
            tab.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": *AXE })).await;
            self.armed = true;
        }
    }

    async fn rules(&mut self, tab: &Tab, what: &str, run_only: &Value) {
        self.arm(tab).await;
        let script = "const nodes = v => v.nodes.map(n => n.target.join(' ') + ' — ' + n.failureSummary.split('\\n').slice(1).join(';').trim());\
             return axe.run(document, { runOnly: arguments[0], resultTypes: ['violations'] })\
             .then(r => ({ checked: r.passes.length, violations: r.violations.map(v => ({ id: v.id, help: v.help, nodes: nodes(v) })) }));";
        let result = tab.script(script, vec![run_only.clone()]).await;
        // A run that checked nothing would find nothing.
        if result["checked"].as_u64().unwrap_or_default() == 0 {
            tab.fail(&format!("{what}: axe checked nothing")).await;
        }
        self.looks += 1;
        for violation in result["violations"].as_array().into_iter().flatten() {
            let nodes: Vec<&str> = violation["nodes"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let line = format!(
                "{} ({})\n    {}",
                violation["id"].as_str().unwrap_or_default(),
                violation["help"].as_str().unwrap_or_default(),
                nodes.join("\n    ")
            );
            self.say(tab, what, &line).await;
        }
    }

    async fn width(&mut self, tab: &Tab, what: &str) {
        let script = "const root = document.documentElement;\
             if (root.scrollWidth <= root.clientWidth) return '';\
             const wide = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > root.clientWidth + 1);\
             return root.scrollWidth + ' > ' + root.clientWidth + ': ' + wide.slice(0, 5).map(e => e.tagName.toLowerCase() + '.' + [...e.classList].join('.')).join(', ');";
        let wide = tab.script(script, vec![]).await;
        if wide != "" {
            self.say(tab, what, &format!("scrolls sideways: {wide}")).await;
        }
    }

    async fn say(&mut self, tab: &Tab, what: &str, line: &str) {
        let title = tab.script("return location.pathname + location.search + ' ' + document.title", vec![]).await;
        let picture = tab.picture().await;
        self.said.push(format!("{what}: {line}\n  page: {}\n  picture: {picture}", title.as_str().unwrap_or_default()));
    }

    /// Nothing may have been found, and something must have been looked at.
    pub fn assert_none(&self) {
        assert!(self.looks > 0, "no page was looked at");
        assert!(self.said.is_empty(), "{} barriers in {} looks:\n{}", self.said.len(), self.looks, self.said.join("\n"));
    }
}
