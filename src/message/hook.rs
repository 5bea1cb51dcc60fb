//! How webhooks are spoken to: our own JSON, signed, and the group robots of WeCom and DingTalk. Pure.
//!
//! Robots get plain text: in their markdown, somebody's title of a hidden danger could draw a link.

use super::model::Form;
use crate::text::Lang;
use crate::ticket::model::{Grade, State};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, NaiveDate, Utc};
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use sha2::Sha256;

/// Most bytes of text that WeCom's robot takes.
const WECOM_TEXT: usize = 2048;
/// The same for DingTalk's, well below its limit.
const DINGTALK_TEXT: usize = 8000;

/// A hidden danger as a webhook is told of it.
#[derive(Clone, Debug)]
pub struct Item {
    pub school_code: String,
    pub school_zh: String,
    pub school_en: String,
    pub number: String,
    pub title: String,
    pub state: State,
    pub grade: Grade,
    pub due_on: Option<NaiveDate>,
}

impl Item {
    pub fn school(&self, lang: Lang) -> &str {
        if lang == Lang::En && !self.school_en.is_empty() { &self.school_en } else { &self.school_zh }
    }

    /// Its page; relative where the site does not know its own address.
    pub fn url(&self, root: &str) -> String {
        format!("{root}/o/{}/tickets/{}", self.school_code, self.number)
    }
}

/// What is to be said.
#[derive(Clone, Debug)]
pub struct Word {
    /// The delivery's, or the test's own.
    pub id: String,
    /// `digest`, `act` or `test`.
    pub kind: String,
    pub org_code: String,
    pub org_name: String,
    /// For people.
    pub text: String,
    /// For programs.
    pub act: String,
    pub items: Vec<Item>,
}

/// A request about to be sent.
#[derive(Debug)]
pub struct Call {
    pub url: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

fn mac(secret: &str, text: &str) -> Vec<u8> {
    // HMAC takes a key of any length.
    match Hmac::<Sha256>::new_from_slice(secret.as_bytes()) {
        Ok(mac) => mac.chain_update(text.as_bytes()).finalize().into_bytes().to_vec(),
        Err(_) => vec![],
    }
}

/// The signature of our own JSON: `HMAC-SHA256(secret, "{timestamp}.{body}")`, in hexadecimal.
pub fn signature(secret: &str, timestamp: i64, body: &str) -> String {
    format!("sha256={}", hex::encode(mac(secret, &format!("{timestamp}.{body}"))))
}

/// The same words for a webhook, as it wants them.
pub fn call(form: Form, url: &str, secret: &str, word: &Word, root: &str, at: DateTime<Utc>) -> Call {
    match form {
        Form::Json => {
            let items: Vec<Value> = word
                .items
                .iter()
                .map(|item| {
                    json!({
                        "school": item.school_code, "school_name": item.school_zh, "number": item.number, "title": item.title,
                        "state": item.state.code(), "grade": item.grade.code(), "due_on": item.due_on, "url": item.url(root),
                    })
                })
                .collect();
            let timestamp = at.timestamp();
            let body = json!({
                "id": word.id, "kind": word.kind, "at": timestamp, "organisation": word.org_code, "organisation_name": word.org_name,
                "act": word.act, "text": word.text, "items": items,
            })
            .to_string();
            let headers = vec![
                ("x-register-delivery", word.id.clone()),
                ("x-register-timestamp", timestamp.to_string()),
                ("x-register-signature", signature(secret, timestamp, &body)),
            ];
            Call { url: url.to_owned(), headers, body }
        }
        Form::Wecom => robot(url.to_owned(), &word.text, WECOM_TEXT),
        Form::Dingtalk => {
            let url = if secret.is_empty() { url.to_owned() } else { dingtalk(url, secret, at.timestamp_millis()) };
            robot(url, &word.text, DINGTALK_TEXT)
        }
    }
}

fn robot(url: String, text: &str, most: usize) -> Call {
    let body = json!({ "msgtype": "text", "text": { "content": shortened(text, most) } }).to_string();
    Call { url, headers: vec![], body }
}

/// DingTalk's sign: `base64(HMAC-SHA256(secret, "{timestamp}\n{secret}"))`, in the address.
fn dingtalk(url: &str, secret: &str, timestamp: i64) -> String {
    let sign = STANDARD.encode(mac(secret, &format!("{timestamp}\n{secret}")));
    let join = if url.contains('?') { '&' } else { '?' };
    format!("{url}{join}timestamp={timestamp}&sign={}", utf8_percent_encode(&sign, NON_ALPHANUMERIC))
}

/// Whole lines of a text within so many bytes.
fn shortened(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    let mut kept = String::new();
    for line in text.lines() {
        if kept.len() + line.len() + 2 + '…'.len_utf8() > most {
            break;
        }
        kept.push_str(line);
        kept.push('\n');
    }
    kept.push('…');
    kept
}

/// Whether the other side took it. A robot answers 200 whatever happens, and says in its JSON what did.
///
/// # Errors
/// The Fluent key why not, and what fills it.
pub fn taken(form: Form, status: u16, body: &[u8]) -> Result<(), (&'static str, String)> {
    if !(200..300).contains(&status) {
        return Err(("webhook-status", status.to_string()));
    }
    if form == Form::Json {
        return Ok(());
    }
    let answer: Value = serde_json::from_slice(body).map_err(|_| ("webhook-garbled", String::new()))?;
    match answer.get("errcode").and_then(Value::as_i64) {
        Some(0) => Ok(()),
        Some(code) => {
            let said: String = answer.get("errmsg").and_then(Value::as_str).unwrap_or_default().chars().take(120).collect();
            Err(("webhook-robot", format!("{code} {said}").trim().to_owned()))
        }
        None => Err(("webhook-garbled", String::new())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Word {
        Word {
            id: "d1".into(),
            kind: "act".into(),
            org_code: "430405S001".into(),
            org_name: "一中".into(),
            text: text.into(),
            act: "submit".into(),
            items: vec![Item {
                school_code: "430405S001".into(),
                school_zh: "一中".into(),
                school_en: String::new(),
                number: "2026-0001".into(),
                title: "漏气".into(),
                state: State::Verifying,
                grade: Grade::General,
                due_on: NaiveDate::from_ymd_opt(2026, 11, 20),
            }],
        }
    }

    fn at() -> DateTime<Utc> {
        DateTime::from_timestamp_millis(1_764_000_000_123).unwrap()
    }

    #[test]
    fn our_own_json_is_signed_over_time_and_body() {
        // Computed with Python's hmac module.
        assert_eq!(
            signature("0123456789abcdef", 1_764_000_000, "{}"),
            "sha256=7d30677170eef90881d27d4ed43c2fbd6dc9b8344fa6abe28751fe26722a3342"
        );
        let call = call(Form::Json, "https://a.example/x", "0123456789abcdef", &word("话"), "https://register.example", at());
        let header = |name: &str| call.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone()).unwrap_or_default();
        assert_eq!(header("x-register-timestamp"), "1764000000");
        assert_eq!(header("x-register-signature"), signature("0123456789abcdef", 1_764_000_000, &call.body));
        let body: Value = serde_json::from_str(&call.body).unwrap();
        assert_eq!(body["items"][0]["url"], "https://register.example/o/430405S001/tickets/2026-0001");
        assert_eq!((&body["items"][0]["due_on"], &body["act"]), (&json!("2026-11-20"), &json!("submit")));
    }

    #[test]
    fn robots_get_the_form_they_know() {
        let wecom = call(Form::Wecom, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k", "", &word("一中：待你验收"), "", at());
        assert_eq!(serde_json::from_str::<Value>(&wecom.body).unwrap(), json!({"msgtype": "text", "text": {"content": "一中：待你验收"}}));
        let url = "https://oapi.dingtalk.com/robot/send?access_token=t";
        let ding = call(Form::Dingtalk, url, "SECabc", &word("话"), "", at());
        // Computed with Python's hmac, base64 and urllib.parse.quote_plus.
        assert_eq!(ding.url, format!("{url}&timestamp=1764000000123&sign=TcpWCCzC2nSQRxA2JJzVX3bUVKWcpTWENJO%2FekRk%2BwA%3D"));
        assert_eq!(call(Form::Dingtalk, url, "", &word("话"), "", at()).url, url);
    }

    #[test]
    fn a_long_text_is_cut_between_lines() {
        let long = "一二三四五六七八九十\n".repeat(200);
        let cut = shortened(&long, WECOM_TEXT);
        assert!(cut.len() <= WECOM_TEXT && cut.ends_with("十\n…"), "{} bytes", cut.len());
        assert_eq!(shortened("短", WECOM_TEXT), "短");
        assert!(shortened(&"长".repeat(2000), WECOM_TEXT).len() <= WECOM_TEXT);
    }

    #[test]
    fn a_robot_says_in_its_answer_whether_it_took_it() {
        assert_eq!(taken(Form::Json, 204, b""), Ok(()));
        assert_eq!(taken(Form::Json, 302, b""), Err(("webhook-status", "302".into())));
        assert_eq!(taken(Form::Wecom, 200, br#"{"errcode":0,"errmsg":"ok"}"#), Ok(()));
        assert_eq!(
            taken(Form::Wecom, 200, br#"{"errcode":93000,"errmsg":"invalid webhook url"}"#),
            Err(("webhook-robot", "93000 invalid webhook url".into()))
        );
        assert_eq!(taken(Form::Dingtalk, 200, b"<html>"), Err(("webhook-garbled", String::new())));
        assert_eq!(taken(Form::Dingtalk, 500, b""), Err(("webhook-status", "500".into())));
    }
}
