//! Forms: what was typed, what is wrong with it, and what we made of it.
//!
//! A handler takes [`Posted`] (everything sent, read strictly), a noun's `form.rs` turns its [`Fields`] into a checked draft or [`Errors`],
//! and the same template shows it again through [`Form`]. Text is never changed but for trimming its ends; what cannot be stored is named.

use super::App;
use crate::error::{Error, Result};
use crate::id::RequestId;
use crate::money::Fen;
use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use chrono::{NaiveDate, NaiveDateTime};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Most bytes of a form without files.
const PLAIN_LIMIT: usize = 512 * 1024;
/// Most bytes of one text field.
const FIELD_LIMIT: usize = 64 * 1024;
/// Most bytes of one photo as sent.
pub const PHOTO_LIMIT: usize = 10 * 1024 * 1024;
/// Most bytes of a form with files: four photos and the words.
pub const FORM_LIMIT: usize = 4 * PHOTO_LIMIT + PLAIN_LIMIT;
/// Most fields of any form; the adoption of a whole catalogue is the largest.
const FIELDS_LIMIT: usize = 1000;
/// Fields that may come several times; any other doubled field is refused.
const SEVERAL: [&str; 7] = ["kept", "pick", "lift", "has", "weekday", "member", "criterion"];

/// A file that was sent along, unread.
#[derive(Clone, Debug)]
pub struct Upload {
    pub field: String,
    /// What the sender calls it; only for showing.
    pub name: String,
    /// `None` when it was larger than [`PHOTO_LIMIT`].
    pub bytes: Option<Bytes>,
}

/// Everything a form sent.
#[derive(Clone, Debug, Default)]
pub struct Posted {
    pub fields: Fields,
    pub uploads: Vec<Upload>,
}

/// The text fields of a form, by name.
#[derive(Clone, Debug, Default)]
pub struct Fields(BTreeMap<String, Vec<String>>);

impl FromRequest<App> for Posted {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
        if kind.starts_with("multipart/form-data") {
            return Self::read_multipart(Multipart::from_request(request, app).await.map_err(|_| Error::Unreadable("form-broken"))?).await;
        }
        let body = axum::body::to_bytes(request.into_body(), PLAIN_LIMIT).await.map_err(|_| Error::TooLarge)?;
        if body.is_empty() {
            return Ok(Self::default());
        }
        if !kind.starts_with("application/x-www-form-urlencoded") {
            return Err(Error::Unreadable("form-broken"));
        }
        Ok(Self { fields: pairs(&body)?, uploads: vec![] })
    }
}

impl Posted {
    async fn read_multipart(mut parts: Multipart) -> Result<Self> {
        let mut posted = Self::default();
        while let Some(mut part) = parts.next_field().await.map_err(multipart)? {
            let name = part.name().unwrap_or_default().to_owned();
            let file_name = part.file_name().map(ToOwned::to_owned);
            let is_file = file_name.is_some();
            let limit = if is_file { PHOTO_LIMIT } else { FIELD_LIMIT };
            let mut bytes = Vec::new();
            let mut whole = true;
            while let Some(chunk) = part.chunk().await.map_err(multipart)? {
                // An oversize photo is read to its end but not kept, so that the words typed with it are not lost.
                if whole && bytes.len() + chunk.len() > limit {
                    whole = false;
                    bytes = Vec::new();
                } else if whole {
                    bytes.extend_from_slice(&chunk);
                }
            }
            if is_file {
                if !whole || !bytes.is_empty() {
                    posted.uploads.push(Upload { field: name, name: file_name.unwrap_or_default(), bytes: whole.then(|| bytes.into()) });
                }
            } else if whole {
                let value = String::from_utf8(bytes).map_err(|_| Error::Unreadable("form-not-text"))?;
                posted.fields.add(name, value)?;
            } else {
                return Err(Error::TooLarge);
            }
        }
        Ok(posted)
    }
}

/// An id for what this file becomes when it comes through this form: the same for a second press, another one when somebody goes back and chooses a
/// mended file.
pub fn file_id(request: RequestId, bytes: &[u8]) -> Uuid {
    let mut id = *request.0.as_bytes();
    // The time, the version and the variant stay; what was random becomes the file's.
    for (to, from) in id.iter_mut().skip(9).zip(Sha256::digest(bytes)) {
        *to ^= from;
    }
    Uuid::from_bytes(id)
}

/// The fields of an address (after the question mark).
///
/// # Errors
/// [`Error::Unreadable`] when it is not text or a field is doubled.
pub fn query(query: &str) -> Result<Fields> {
    pairs(query.as_bytes())
}

fn pairs(encoded: &[u8]) -> Result<Fields> {
    let mut fields = Fields::default();
    for pair in encoded.split(|b| *b == b'&').filter(|pair| !pair.is_empty()) {
        let mut halves = pair.splitn(2, |b| *b == b'=');
        let name = decoded(halves.next().unwrap_or_default())?;
        let value = decoded(halves.next().unwrap_or_default())?;
        fields.add(name, value)?;
    }
    Ok(fields)
}

fn multipart(error: axum::extract::multipart::MultipartError) -> Error {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE { Error::TooLarge } else { Error::Unreadable("form-broken") }
}

/// Percent-decodes strictly: broken UTF-8 is refused, never replaced.
fn decoded(raw: &[u8]) -> Result<String> {
    let plus: Vec<u8> = raw.iter().map(|b| if *b == b'+' { b' ' } else { *b }).collect();
    let bytes: Vec<u8> = percent_encoding::percent_decode(&plus).collect();
    String::from_utf8(bytes).map_err(|_| Error::Unreadable("form-not-text"))
}

impl Fields {
    fn add(&mut self, name: String, value: String) -> Result<()> {
        if self.0.len() >= FIELDS_LIMIT {
            return Err(Error::TooLarge);
        }
        let several = SEVERAL.contains(&name.as_str());
        let values = self.0.entry(name).or_default();
        if !values.is_empty() && !several {
            return Err(Error::Unreadable("form-doubled"));
        }
        if values.len() >= FIELDS_LIMIT {
            return Err(Error::TooLarge);
        }
        // Browsers send line ends as CR LF; one kind is stored.
        values.push(value.replace("\r\n", "\n"));
        Ok(())
    }

    /// Fields from pairs, for tests and for filters in an address.
    pub fn of<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut fields = BTreeMap::<String, Vec<String>>::new();
        for (name, value) in pairs {
            fields.entry(name.into()).or_default().push(value.into());
        }
        Self(fields)
    }

    /// One more value of a field that may have several.
    pub fn add_one(&mut self, name: &str, value: impl Into<String>) {
        self.0.entry(name.to_owned()).or_default().push(value.into());
    }

    /// What was typed; empty when the field was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).and_then(|values| values.first()).map_or("", String::as_str)
    }

    /// All values of a field that may come several times.
    pub fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// These fields as an address, with one of them set anew (or left out when empty).
    pub fn address_with(&self, name: &str, value: &str) -> String {
        let encode = |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
        let others = self
            .0
            .iter()
            .filter(|(key, _)| *key != name)
            .flat_map(|(key, values)| values.iter().map(move |value| (key.as_str(), value.as_str())));
        let pairs: Vec<String> = others
            .chain(std::iter::once((name, value)))
            .filter(|(_, value)| !value.is_empty())
            .map(|(key, value)| format!("{}={}", encode(key), encode(value)))
            .collect();
        pairs.join("&")
    }

    /// Sets what the form shows first.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.insert(name.to_owned(), vec![value.into()]);
    }

    /// Sets what a form shows first in a field that may come several times.
    pub fn set_all(&mut self, name: &str, values: Vec<String>) {
        self.0.insert(name.to_owned(), values);
    }

    /// The form's own id, by which a second press is recognised; a fresh one when none was sent.
    pub fn request_id(&self) -> RequestId {
        self.get("request_id").parse().unwrap_or_else(|_| RequestId::new())
    }

    /// Words that must be there, at most `most` characters, ends trimmed.
    pub fn required(&self, errors: &mut Errors, name: &'static str, most: usize) -> String {
        let text = self.optional(errors, name, most);
        if text.is_empty() && !errors.has(name) {
            errors.add(name, "field-required");
        }
        text
    }

    /// Words that may be left out, at most `most` characters, ends trimmed.
    pub fn optional(&self, errors: &mut Errors, name: impl Into<Name>, most: usize) -> String {
        let name = name.into();
        let text = trimmed(self.get(&name));
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r')) {
            errors.add(name, "field-bad-characters");
        } else if text.chars().count() > most {
            errors.add_with(name, "field-too-long", most.to_string());
        }
        text.to_owned()
    }

    /// A yes or no; a box that was not ticked is not sent at all.
    pub fn ticked(&self, name: &str) -> bool {
        self.get(name) == "yes"
    }

    /// One of a list of codes; anything else is "choose one".
    pub fn choice<T>(&self, errors: &mut Errors, name: &'static str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let chosen = read(self.get(name));
        if chosen.is_none() {
            errors.add(name, "field-choose");
        }
        chosen
    }

    /// A sum of money; 0 must be stated, not left out.
    pub fn money(&self, errors: &mut Errors, name: &'static str) -> Option<Fen> {
        if trimmed(self.get(name)).is_empty() {
            errors.add(name, "field-required");
            return None;
        }
        match Fen::parse(self.get(name)) {
            Ok(fen) => Some(fen),
            Err(fault) => {
                errors.add(name, fault.key());
                None
            }
        }
    }

    /// A day, as `<input type=date>` sends it, within years people live in.
    pub fn date(&self, errors: &mut Errors, name: &'static str) -> Option<NaiveDate> {
        let typed = trimmed(self.get(name));
        if typed.is_empty() {
            errors.add(name, "field-required");
            return None;
        }
        let day = NaiveDate::parse_from_str(typed, "%Y-%m-%d")
            .ok()
            .filter(|day| typed.len() == 10 && (2000..2100).contains(&chrono::Datelike::year(day)));
        if day.is_none() {
            errors.add(name, "field-date");
        }
        day
    }

    /// A moment on the wall clock, as `<input type=datetime-local>` sends it.
    pub fn moment(&self, errors: &mut Errors, name: &'static str) -> Option<NaiveDateTime> {
        let typed = trimmed(self.get(name));
        let at = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"].iter().find_map(|form| NaiveDateTime::parse_from_str(typed, form).ok());
        let at = at.filter(|at| (2000..2100).contains(&chrono::Datelike::year(at)));
        if at.is_none() {
            errors.add(name, if typed.is_empty() { "field-required" } else { "field-date" });
        }
        at
    }
}

/// Without its ends of white space, of any script, and of marks that show nothing.
pub fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '\u{200b}'
                    ..='\u{200f}'
                        | '\u{2060}'
                        | '\u{feff}'
                        | '\u{ad}'
                        | '\u{180e}'
                        | '\u{2800}'
                        | '\u{3164}'
                        | '\u{115f}'
                        | '\u{1160}'
                        | '\u{ffa0}'
            )
    })
}

/// What is wrong with one field: a Fluent key and what fills its `$a`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub key: &'static str,
    pub arg: String,
}

/// A field's name: most are known when we write them, those of a row are made from its number.
type Name = Cow<'static, str>;

/// Faults by field, in the order they were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Errors(Vec<(Name, Fault)>);

impl Errors {
    pub fn add(&mut self, name: impl Into<Name>, key: &'static str) {
        self.add_with(name, key, String::new());
    }

    /// The first fault of a field is the one shown.
    pub fn add_with(&mut self, name: impl Into<Name>, key: &'static str, arg: String) {
        let name = name.into();
        if !self.has(&name) {
            self.0.push((name, Fault { key, arg }));
        }
    }

    /// Takes over faults found elsewhere (a photo, a rule).
    pub fn absorb(&mut self, other: Self) {
        for (name, fault) in other.0 {
            self.add_with(name, fault.key, fault.arg);
        }
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| *field == name)
    }

    /// What is wrong with a field.
    pub fn fault(&self, name: &str) -> Option<&Fault> {
        self.0.iter().find(|(field, _)| *field == name).map(|(_, fault)| fault)
    }

    /// Whether some field has this fault.
    pub fn mentions(&self, key: &str) -> bool {
        self.0.iter().any(|(_, fault)| fault.key == key)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The draft when nothing is wrong. `make` returns `None` only when something was.
    ///
    /// # Errors
    /// These errors.
    pub fn or<T>(self, made: Option<T>) -> Result<T, Self> {
        match made {
            Some(draft) if self.is_empty() => Ok(draft),
            _ => Err(self),
        }
    }
}

/// A form as a template shows it: what to write into each field and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Form {
    fields: Fields,
    errors: Errors,
    kept: Vec<Kept>,
    request: Option<RequestId>,
}

/// A photo that went up with an earlier try.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The file input it came through.
    pub field: &'static str,
    pub id: String,
    /// Address of the small picture.
    pub thumb: String,
    pub alt_key: &'static str,
    pub width: u32,
    pub height: u32,
}

impl Form {
    /// An empty form under a fresh id.
    pub fn blank() -> Self {
        Self { request: Some(RequestId::new()), ..Self::default() }
    }

    /// A fresh form that shows these values.
    pub fn filled(fields: Fields) -> Self {
        Self { fields, request: Some(RequestId::new()), ..Self::default() }
    }

    /// The form again, as typed, with what is wrong. It keeps its id: the photos that went up with it hang on that.
    pub fn again(fields: Fields, errors: Errors, kept: Vec<Kept>) -> Self {
        let request = Some(fields.request_id());
        Self { fields, errors, kept, request }
    }

    /// Fills a field that holds nothing yet.
    pub fn suggest(&mut self, name: &str, value: &str) {
        if self.fields.get(name).is_empty() {
            self.fields.set(name, value);
        }
    }

    pub fn value(&self, name: &str) -> &str {
        self.fields.get(name)
    }

    pub fn is(&self, name: &str, value: impl AsRef<str>) -> bool {
        self.fields.all(name).iter().any(|one| one == value.as_ref())
    }

    /// Whether one of a field's values begins so.
    pub fn value_starting(&self, name: &str, start: &str) -> bool {
        self.fields.all(name).iter().any(|one| one.starts_with(start))
    }

    pub fn fault(&self, name: &str) -> Option<&Fault> {
        self.errors.0.iter().find(|(field, _)| *field == name).map(|(_, fault)| fault)
    }

    pub fn has_faults(&self) -> bool {
        !self.errors.is_empty()
    }

    pub fn faults(&self) -> &[(Name, Fault)] {
        &self.errors.0
    }

    /// Photos that went up through this file input with an earlier try.
    pub fn kept(&self, name: &str) -> Vec<&Kept> {
        self.kept.iter().filter(|kept| kept.field == name).collect()
    }

    pub fn request_id(&self) -> String {
        self.request.unwrap_or_else(RequestId::new).to_string()
    }
}

/// One option of a choice. `key` is a Fluent key, or `text` stands as it is.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    pub value: String,
    pub key: String,
    pub text: String,
    /// A Fluent key of a smaller line, or empty.
    pub small: String,
    pub icon: &'static str,
}

impl Choice {
    /// An option whose words are a Fluent key.
    pub fn keyed(value: impl Into<String>, key: impl Into<String>) -> Self {
        Self { value: value.into(), key: key.into(), ..Self::default() }
    }

    /// An option whose words are data: a name.
    pub fn named(value: impl Into<String>, text: impl Into<String>) -> Self {
        Self { value: value.into(), text: text.into(), ..Self::default() }
    }

    /// One option per code of a list, worded by `<prefix>-<code>`.
    pub fn codes<'a>(prefix: &str, codes: impl IntoIterator<Item = &'a str>) -> Vec<Self> {
        codes.into_iter().map(|code| Self::keyed(code, format!("{prefix}-{}", code.replace('_', "-")))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str) -> (String, Errors) {
        let mut errors = Errors::default();
        let text = Fields::of([("place", value)]).required(&mut errors, "place", 5);
        (text, errors)
    }

    #[test]
    fn blank_in_every_script_is_blank() {
        for blank in ["", " ", "\t\n", "\u{3000}", "\u{200b}", "\u{feff}\u{2060}", "\u{a0}", "\u{3164}"] {
            let (_, errors) = check(blank);
            assert_eq!(errors.0.first().map(|(_, fault)| fault.key), Some("field-required"), "{blank:?}");
        }
    }

    #[test]
    fn text_keeps_its_inside_and_its_length_is_in_characters() {
        assert_eq!(check("  楼 梯𠀀 ").0, "楼 梯𠀀");
        assert!(check("一二三四五").1.is_empty());
        assert_eq!(check("一二三四五六").1.0[0].1, Fault { key: "field-too-long", arg: "5".into() });
    }

    #[test]
    fn what_cannot_be_stored_is_named() {
        assert_eq!(check("a\0b").1.0[0].1.key, "field-bad-characters");
        assert_eq!(check("a\u{1b}b").1.0[0].1.key, "field-bad-characters");
    }

    #[test]
    fn days_are_real_days() {
        for (typed, good) in [
            ("2028-02-29", true),
            ("2026-02-29", false),
            ("0000-01-01", false),
            ("10000-01-01", false),
            ("2026-1-1", false),
            ("19/11/2026", false),
        ] {
            let mut errors = Errors::default();
            assert_eq!(Fields::of([("d", typed)]).date(&mut errors, "d").is_some(), good, "{typed}");
        }
    }

    #[test]
    fn percent_and_plus_are_decoded_and_broken_text_is_refused() {
        assert_eq!(decoded(b"a+b%E6%A5%BC").ok().as_deref(), Some("a b楼"));
        assert!(decoded(b"%FF%FE").is_err());
    }

    #[test]
    fn a_doubled_field_is_refused_and_a_list_is_not() {
        let mut fields = Fields::default();
        fields.add("place".into(), "a".into()).unwrap();
        assert!(fields.add("place".into(), "b".into()).is_err());
        fields.add("kept".into(), "a".into()).unwrap();
        fields.add("kept".into(), "b".into()).unwrap();
        assert_eq!(fields.all("kept").len(), 2);
    }
}
