//! An answer of the site, looked at as a visitor would: by what stands where.

use axum::http::{HeaderMap, StatusCode};
use scraper::{ElementRef, Html, Selector};

/// One answer.
#[derive(Clone)]
pub struct Page {
    /// `GET /o/…`, for messages.
    pub asked: String,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
    /// The statements the database was asked, when they were counted.
    pub statements: Vec<String>,
}

fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap_or_else(|error| panic!("{css} is no selector: {error}"))
}

/// The words of an element, white space folded.
fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Page {
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Where a redirect leads. The page must be one.
    pub fn location(&self) -> &str {
        self.header("location").unwrap_or_else(|| panic!("no redirect:\n{self}"))
    }

    pub fn body(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    fn html(&self) -> Html {
        Html::parse_document(&self.body())
    }

    pub fn has(&self, css: &str) -> bool {
        self.html().select(&selector(css)).next().is_some()
    }

    /// The words of the first match, which must be there.
    pub fn text(&self, css: &str) -> String {
        self.all(css).into_iter().next().unwrap_or_else(|| panic!("no {css} on the page:\n{self}"))
    }

    /// The words of every match.
    pub fn all(&self, css: &str) -> Vec<String> {
        self.html().select(&selector(css)).map(words).collect()
    }

    /// An attribute of every match that has it.
    pub fn attrs(&self, css: &str, name: &str) -> Vec<String> {
        self.html().select(&selector(css)).filter_map(|element| element.attr(name)).map(ToOwned::to_owned).collect()
    }

    /// An attribute of the first match, which must be there.
    pub fn attr(&self, css: &str, name: &str) -> String {
        self.attrs(css, name).into_iter().next().unwrap_or_else(|| panic!("no {css} with {name} on the page:\n{self}"))
    }

    /// What a form field holds: an input's value, a text area's words, a select's choice.
    pub fn value(&self, css: &str) -> String {
        let html = self.html();
        let element = html.select(&selector(css)).next().unwrap_or_else(|| panic!("no {css} on the page:\n{self}"));
        value(element).unwrap_or_default()
    }

    /// The acts of the history, newest first.
    pub fn events(&self) -> Vec<String> {
        self.attrs("[data-event]", "data-event")
    }

    /// The form whose address ends so, as a browser would send it if nothing were changed.
    pub fn form(&self, action_end: &str) -> FilledForm {
        let html = self.html();
        let all = selector("form");
        let form = html
            .select(&all)
            .find(|form| form.attr("action").is_some_and(|action| action.ends_with(action_end)))
            .unwrap_or_else(|| panic!("no form to …{action_end} on the page:\n{self}"));
        let fields = form
            .select(&selector("input, select, textarea"))
            .filter(|field| field.attr("type") != Some("file"))
            .filter_map(|field| Some((field.attr("name")?.to_owned(), value(field)?)))
            .collect();
        let buttons =
            form.select(&selector("button[formaction]")).filter_map(|button| button.attr("formaction")).map(ToOwned::to_owned).collect();
        FilledForm { action: form.attr("action").unwrap_or_default().to_owned(), buttons, fields, files: vec![] }
    }
}

/// What a browser would send for a field; `None` for a box or a button that is not chosen.
fn value(field: ElementRef<'_>) -> Option<String> {
    match (field.value().name(), field.attr("type").unwrap_or("text")) {
        ("select", _) => {
            let (chosen, any) = (selector("option[selected]"), selector("option"));
            let option = field.select(&chosen).next().or_else(|| field.select(&any).next())?;
            Some(option.attr("value").map_or_else(|| words(option), ToOwned::to_owned))
        }
        ("textarea", _) => {
            let text: String = field.text().collect();
            Some(text)
        }
        (_, "radio" | "checkbox") => field.attr("checked").map(|_| field.attr("value").unwrap_or("on").to_owned()),
        (_, "submit" | "button" | "image" | "reset") => None,
        _ => Some(field.attr("value").unwrap_or_default().to_owned()),
    }
}

/// A form about to be sent: see [`super::Browser::send`].
#[derive(Clone, Debug)]
pub struct FilledForm {
    pub action: String,
    buttons: Vec<String>,
    pub fields: Vec<(String, String)>,
    /// The input, what the file is called, its bytes.
    pub files: Vec<(String, String, Vec<u8>)>,
}

impl FilledForm {
    #[must_use]
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(field, _)| field != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    #[must_use]
    /// One more of a field that may be sent several times: a box ticked beside others.
    pub fn also(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(field, _)| field != name);
        self
    }

    /// Chooses a file for an input.
    #[must_use]
    pub fn file(self, name: &str, bytes: Vec<u8>) -> Self {
        self.named_file(name, "photo.jpg", bytes)
    }

    /// Chooses a file of this name for an input.
    #[must_use]
    pub fn named_file(mut self, name: &str, file_name: &str, bytes: Vec<u8>) -> Self {
        self.files.push((name.to_owned(), file_name.to_owned(), bytes));
        self
    }

    /// Presses the button that leads elsewhere than the form itself.
    #[must_use]
    pub fn press(mut self, action_end: &str) -> Self {
        self.action = self
            .buttons
            .iter()
            .find(|action| action.ends_with(action_end))
            .unwrap_or_else(|| panic!("no button to …{action_end}: {:?}", self.buttons))
            .clone();
        self
    }

    pub fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }
}

impl std::fmt::Display for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{} answered {}", self.asked, self.status)?;
        let html = self.html();
        let main = html.select(&selector("main")).next().map_or_else(|| self.body(), |main| main.html());
        f.write_str(&main.chars().take(6000).collect::<String>())
    }
}
