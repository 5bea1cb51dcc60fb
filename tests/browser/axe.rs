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

const PHONE: (u32, u32, bool) = (390, 844, true);
const DESKTOP: (u32, u32, bool) = (1280, 800, false);

/// Everything a change of width can break.
const ALL: [&str; 6] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/// Everything a change of colours can break: between light and dark nothing else differs.
const COLOURS: [&str; 2] = ["color-contrast", "link-in-text-block"];

/// Lets every page that is opened from now on have the engine, so that it need not be sent to each.
pub async fn bring(tab: &Tab) {
    tab.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": *AXE })).await;
}

/// What was found on the pages looked at so far.
#[derive(Default)]
pub struct Findings {
    said: Vec<String>,
    looks: usize,
}

impl Findings {
    /// Looks at the open page: all rules on a light phone, where the room is least; colours in the dark on a desktop; its width on both.
    /// Leaves it as on a light phone.
    pub async fn look(&mut self, tab: &Tab, what: &str) {
        resize(tab, DESKTOP).await;
        self.width(tab, &format!("{what}, desktop")).await;
        colours(tab, "dark").await;
        self.rules(tab, &format!("{what}, desktop, dark"), &json!({ "type": "rule", "values": COLOURS })).await;
        colours(tab, "light").await;
        resize(tab, PHONE).await;
        self.rules(tab, &format!("{what}, phone, light"), &json!({ "type": "tag", "values": ALL })).await;
        self.width(tab, &format!("{what}, phone")).await;
    }

    /// Whether its words, longer in this language, still fit on a phone.
    pub async fn glance(&mut self, tab: &Tab, what: &str) {
        self.width(tab, &format!("{what}, phone")).await;
    }

    async fn rules(&mut self, tab: &Tab, what: &str, run_only: &Value) {
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

/// Sets the window's size and makes sure that the page took it.
async fn resize(tab: &Tab, (width, height, mobile): (u32, u32, bool)) {
    tab.devtools(
        "Emulation.setDeviceMetricsOverride",
        json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile }),
    )
    .await;
    tab.until(&format!("a width of {width}"), &format!("return matchMedia('(width: {width}px)').matches")).await;
}

/// Sets the colours the visitor prefers; movement is off, so that no colour is caught on its way to another.
async fn colours(tab: &Tab, scheme: &str) {
    let features = json!([{ "name": "prefers-color-scheme", "value": scheme }, { "name": "prefers-reduced-motion", "value": "reduce" }]);
    tab.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    tab.until(&format!("{scheme} colours"), &format!("return matchMedia('(prefers-color-scheme: {scheme})').matches")).await;
}
