//! Both languages say everything, neither says more, and templates speak only through them.

use hazard_register::access::{Kind, Role};
use hazard_register::evidence::Moment;
use hazard_register::ticket::model::{Category, Grade, Source, State, VoidReason};
use hazard_register::ticket::rules::Deed;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn files(folder: &str, ends: &[&str]) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().display().to_string();
            if path.is_dir() {
                folders.push(path);
            } else if ends.iter().any(|end| name.ends_with(end)) {
                found.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "nothing under {folder}");
    found
}

/// Every key of a language with the variables its words use. A key that stands twice is a mistake.
fn keys(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys = BTreeMap::new();
    for (file, text) in files(&format!("templates/text/{language}"), &[".ftl"]) {
        let mut current = String::new();
        for line in text.lines() {
            let named =
                line.split_once('=').map(|(name, _)| name.trim()).filter(|name| !line.starts_with([' ', '#', '-', '.']) && is_word(name));
            if let Some(name) = named {
                current = name.to_owned();
                assert!(keys.insert(current.clone(), BTreeSet::new()).is_none(), "{name} stands twice in {language} ({file})");
            }
            let variables =
                line.split('$').skip(1).map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>());
            if let Some(used) = keys.get_mut(&current) {
                used.extend(variables);
            }
        }
    }
    keys
}

fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && text.starts_with(|c: char| c.is_ascii_lowercase())
}

/// `label-of-something`: what a key looks like when it stands in code.
fn is_key(text: &str) -> bool {
    is_word(text) && text.contains('-') && !text.ends_with('-')
}

/// The string literals of a text, each with what stands before it.
fn literals(text: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find('"').map(|at| from + at) {
        let Some(close) = text[open + 1..].find('"').map(|at| open + 1 + at) else { break };
        found.push((&text[from..open], &text[open + 1..close]));
        from = close + 1;
    }
    found
}

/// The code parts of a template.
fn code(template: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (open, close) in [("{{", "}}"), ("{%", "%}")] {
        let mut rest = template;
        while let Some(from) = rest.find(open) {
            let Some(to) = rest[from..].find(close) else { break };
            found.push(&rest[from + 2..from + to]);
            rest = &rest[from + to..];
        }
    }
    found
}

/// Our own source without its tests and without comments.
fn sources() -> Vec<(String, String)> {
    files("src", &[".rs"])
        .into_iter()
        .filter(|(name, _)| !name.ends_with("tests.rs") && !name.contains("/tests/"))
        .map(|(name, text)| {
            let product = text.split("#[cfg(test)]").next().unwrap_or_default();
            let lines: Vec<&str> = product
                .lines()
                .map(|line| if line.trim_start().starts_with("//") { "" } else { line.split(" // ").next().unwrap_or_default() })
                .collect();
            (name, lines.join("\n"))
        })
        .collect()
}

/// What looks like a key in code but is a name of something else.
fn another_kind(before: &str, text: &str) -> bool {
    let calls = ["icon::i(", "icon::large(", "header(", "auto=", "env = ", "slug() == "];
    let words = ["current-password", "new-password", "one-time-code", "datetime-local", "no-referrer", "zh-CN"];
    calls.iter().any(|call| before.trim_end().ends_with(call.trim_end())) || words.contains(&text)
}

/// Keys built from a part and a code, by the part; what follows is tried in `built_words_exist`.
fn built() -> BTreeSet<String> {
    let mut parts = BTreeSet::new();
    let (templates, sources) = (files("templates", &[".html"]), sources());
    for text in templates.iter().flat_map(|(_, text)| code(text)).chain(sources.iter().map(|(_, text)| text.as_str())) {
        for (_, literal) in literals(text) {
            if let Some((part, _)) = literal.split_once('{')
                && part.ends_with('-')
                && is_word(part)
            {
                parts.insert(part.to_owned());
            }
        }
    }
    parts
}

#[test]
fn both_languages_have_the_same_keys_with_the_same_variables() {
    let (zh, en) = (keys("zh-CN"), keys("en"));
    assert!(zh.len() > 100, "only {} keys", zh.len());
    let only = |a: &BTreeMap<String, BTreeSet<String>>, b: &BTreeMap<String, BTreeSet<String>>| {
        a.keys().filter(|key| !b.contains_key(*key)).cloned().collect::<Vec<_>>()
    };
    assert_eq!((only(&zh, &en), only(&en, &zh)), (vec![], vec![]), "only in Chinese, only in English");
    for (key, used) in &zh {
        // Chinese has no plural, so may leave a number out that English chooses by.
        let number = BTreeSet::from(["n".to_owned()]);
        assert_eq!(used.union(&number).collect::<Vec<_>>(), en[key].union(&number).collect::<Vec<_>>(), "the variables of {key}");
    }
}

#[test]
fn every_key_that_a_page_asks_for_exists() {
    let known = keys("zh-CN");
    let mut missing = BTreeSet::new();
    for (file, text) in files("templates", &[".html"]) {
        for part in code(&text) {
            for (before, literal) in literals(part) {
                let after = &part[(literal.as_ptr() as usize - part.as_ptr() as usize) + literal.len() + 1..];
                let asked = ["|t", "|tn(", "|ta(", "|tab(", "|tna("].iter().any(|filter| after.trim_start().starts_with(filter));
                if (asked || (is_key(literal) && !another_kind(before, literal))) && !literal.contains('{') && !known.contains_key(literal)
                {
                    missing.insert(format!("{file}: {literal}"));
                }
            }
        }
    }
    assert_eq!(missing, BTreeSet::new());
}

#[test]
fn every_key_that_the_code_names_exists() {
    let known = keys("zh-CN");
    let families: BTreeSet<&str> = known.keys().filter_map(|key| key.split('-').next()).collect();
    let mut missing = BTreeSet::new();
    for (file, text) in sources() {
        // The cluster and the commands speak to the person at the terminal, the demo's data is data.
        if ["src/db/", "src/config.rs", "src/main.rs", "src/demo", "src/web/guard.rs", "src/org/import"]
            .iter()
            .any(|other| file.starts_with(other))
        {
            continue;
        }
        for (before, literal) in literals(&text) {
            if is_key(literal)
                && !another_kind(before, literal)
                && literal.split('-').next().is_some_and(|family| families.contains(family))
                && !known.contains_key(literal)
                && !is_icon(literal)
            {
                missing.insert(format!("{file}: {literal}"));
            }
        }
    }
    assert_eq!(missing, BTreeSet::new());
}

fn is_icon(name: &str) -> bool {
    static SHEET: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| files("templates/static", &["icons.svg"]).remove(0).1);
    SHEET.contains(&format!("id=\"i-{name}\""))
}

#[test]
fn no_key_is_left_over() {
    let used: BTreeSet<String> = {
        let (templates, sources) = (files("templates", &[".html"]), sources());
        let asked = templates.iter().flat_map(|(_, text)| code(text)).chain(sources.iter().map(|(_, text)| text.as_str()));
        asked.flat_map(literals).map(|(_, literal)| literal.to_owned()).collect()
    };
    let built = built();
    let unused: Vec<String> =
        keys("zh-CN").into_keys().filter(|key| !used.contains(key) && !built.iter().any(|part| key.starts_with(part.as_str()))).collect();
    assert_eq!(unused, [""; 0]);
}

#[test]
fn words_built_from_codes_exist() {
    let known = keys("zh-CN");
    let mut asked: Vec<String> = Vec::new();
    let mut family = |prefix: &str, codes: Vec<String>| asked.extend(codes.into_iter().map(|code| format!("{prefix}{code}")));
    fn all<T: Copy + ToString>(of: &[T]) -> Vec<String> {
        of.iter().map(ToString::to_string).collect()
    }
    family("state-", all(State::ALL));
    family("waits-", State::ALL.iter().filter(|state| **state != State::Rectifying).map(ToString::to_string).collect());
    family("grade-", all(Grade::ALL));
    family("category-", all(Category::ALL));
    family("void-", VoidReason::ALL.iter().map(|reason| reason.code().replace('_', "-")).collect());
    family("role-", all(Role::ALL));
    family(
        "moment-",
        Moment::ALL.iter().filter(|moment| matches!(moment, Moment::Before | Moment::After)).map(ToString::to_string).collect(),
    );
    family("photo-alt-", all(Moment::ALL));
    // Every act has a form's heading and a button, or shares those of its pair; every act has its line in the history.
    let heads = [
        Deed::Confirm,
        Deed::Void,
        Deed::FixOnTheSpot,
        Deed::Assign,
        Deed::ApprovePlan,
        Deed::Progress,
        Deed::Reassign,
        Deed::Submit,
        Deed::Pass,
        Deed::Sign,
        Deed::Accept,
    ];
    let grave =
        [Deed::Control, Deed::Lift, Deed::CloseOff, Deed::PutBack, Deed::List, Deed::FileListing, Deed::PublishListing, Deed::Delist];
    family("act-", heads.iter().chain(&grave).map(|deed| deed.slug()).collect());
    family("do-", Deed::ALL.iter().filter(|deed| **deed != Deed::Report).map(|deed| deed.slug()).collect());
    family("did-", Deed::ALL.iter().map(|deed| deed.slug()).collect());
    family("did-", hazard_register::plan::rules::Deed::ALL.iter().map(|deed| deed.code().replace('_', "-")).collect());
    family("ledger-subject-", hazard_register::ledger::Subject::ALL.iter().map(|subject| subject.code().replace('_', "-")).collect());
    use hazard_register::message::model::{Form, Kind as Message, Rung, Tells};
    let told = ["ask-extension", "grant-extension", "deny-extension", "reopen", "contest"].map(ToOwned::to_owned);
    family("message-turn-", State::ALL.iter().filter(|state| state.open()).map(ToString::to_string).chain(told).collect());
    family("message-outcome-", vec!["closed".into(), "void".into()]);
    family("message-kind-", all(Message::ALL));
    family("ladder-rung-", Rung::ALL.iter().flat_map(|rung| [rung.to_string(), format!("{rung}-hint")]).collect());
    family("webhook-form-", all(Form::ALL));
    family(
        "webhook-tells-",
        Tells::ALL.iter().flat_map(|one| [one.to_string(), format!("{one}-school"), format!("{one}-bureau")]).collect(),
    );
    family(
        "message-notice-",
        [
            "confirm",
            "regrade",
            "reopen",
            "close-off",
            "list",
            "delist",
            "decline-listing",
            "delegate",
            "begin-delegation",
            "end-delegation",
        ]
        .map(ToOwned::to_owned)
        .into(),
    );
    use hazard_register::ticket::listing::ListingState;
    use hazard_register::ticket::major::{Basis, ControlKind};
    let dashed = |codes: &[ListingState]| codes.iter().map(ToString::to_string).collect::<Vec<_>>();
    family("basis-", all(Basis::ALL));
    family("control-", ControlKind::ALL.iter().map(|kind| kind.code().replace('_', "-")).collect());
    family("control-times-", (1..=3).map(|times| times.to_string()).collect());
    family("listing-", dashed(ListingState::ALL));
    family("listing-", vec!["proposed-words".into(), "declined-words".into()]);
    family("supervision-", ["proposed", "requested", "listed", "delisted"].map(ToOwned::to_owned).into());
    family("six-", ["causes", "harm", "goal", "materials", "bodies", "requirements"].map(ToOwned::to_owned).into());
    use hazard_register::supervision::limits::Obligation;
    family(
        "obligation-",
        Obligation::ALL
            .iter()
            .map(|one| one.code().replace('_', "-"))
            .flat_map(|one| [one.clone(), format!("{one}-by"), format!("{one}-done")])
            .collect(),
    );
    use hazard_register::paper::compose::Kind as Paper;
    family("paper-", all(Paper::ALL));
    // Every cell that a paper may have; the papers' own test finds each on its page.
    let cells = "title place risk-point grade category found-by found-at responsible measures funds deadline contingency assigned-by assigned-at controls \
                 done spent-yuan rectifier rectified-at basis criteria causes harm goal materials bodies requirements out-of-use opinion verifier \
                 verified-at signer signed-at members visited-on closed-on";
    family("paper-", cells.split_whitespace().map(ToOwned::to_owned).collect());
    family("delegation-", ["now", "later", "over", "ended"].map(ToOwned::to_owned).into());
    family("body-", all(hazard_register::referral::model::Body::ALL));
    family("did-", ["delegate", "end-delegation", "set-supervision", "refer", "refer-reply"].map(ToOwned::to_owned).into());
    use hazard_register::fund::model as fund;
    family("fund-", fund::Figure::ALL.iter().flat_map(|figure| [figure.to_string(), format!("about-{figure}")]).collect());
    family("fund-", fund::Deed::ALL.iter().flat_map(|deed| [format!("act-{deed}"), format!("do-{deed}")]).collect());
    family("did-", fund::Deed::ALL.iter().map(|deed| deed.act().replace('_', "-")).collect());
    use hazard_register::signal::model as signal;
    family("signal-", all(signal::Kind::ALL));
    family("signal-why-", signal::Kind::ALL.iter().map(ToString::to_string).chain(["photo-alike".to_owned()]).collect());
    family("signal-mark-", all(signal::Mark::ALL));
    family("did-", signal::Mark::ALL.iter().map(|mark| mark.act().replace('_', "-")).collect());
    family("sample-", all(signal::Verdict::ALL));
    use hazard_register::tip::model as tip;
    family("limit-family-", all(hazard_register::limit::model::Family::ALL));
    family("limit-", hazard_register::limit::model::Number::ALL.iter().map(|number| number.slug()).collect());
    family("did-", vec!["set-limits".into()]);
    family("tip-state-", all(tip::State::ALL));
    family("tip-do-", all(tip::Deed::ALL));
    family("tip-help-", all(tip::Deed::ALL));
    family("did-", tip::Deed::ALL.iter().map(|deed| deed.act().replace('_', "-")).collect());
    family("tip-reason-", tip::Reason::ALL.iter().map(|reason| reason.code().replace('_', "-")).collect());
    for part in ["tip-standing-", "tip-about-"] {
        family(part, tip::Standing::ALL.iter().map(|standing| standing.code().replace('_', "-")).collect());
    }
    family("level-", (1..=4).map(|level| level.to_string()).collect());
    for number in [401, 403, 404, 405, 408, 409, 413, 422, 429, 500, 503, 507] {
        family("error-", vec![format!("{number}-title"), format!("{number}-text")]);
    }
    let missing: Vec<&String> = asked.iter().filter(|key| !known.contains_key(*key)).collect();
    assert_eq!(missing, Vec::<&String>::new(), "(kinds of organisation: {:?}, sources: {:?})", Kind::ALL.len(), Source::ALL.len());
}

fn han(text: &str) -> Option<char> {
    text.chars()
        .find(|c| matches!(c, '\u{2e80}'..='\u{2fff}' | '\u{3041}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}'))
}

#[test]
fn templates_and_code_speak_no_language_of_their_own() {
    for (file, text) in files("templates", &[".html", ".js", ".css", ".svg"]) {
        assert_eq!(han(&text), None, "Chinese in {file}");
    }
    for (file, text) in sources() {
        // Headings of files that bureaus send and the demo's people are data; how a day is written is no word of a page.
        if ["src/demo", "src/org/import", "src/text.rs"].iter().any(|data| file.starts_with(data)) {
            continue;
        }
        for (n, line) in text.lines().enumerate() {
            assert_eq!(han(line), None, "Chinese in {file}:{}: {line}", n + 1);
        }
    }
    for (file, text) in files("templates", &[".html"]) {
        for bad in [" style=", "onclick=", "<script>", "|safe"] {
            assert!(!text.contains(bad), "{bad} in {file}");
        }
    }
}
