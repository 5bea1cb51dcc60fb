//! Somebody at a browser: keeps cookies, sends forms as browsers do, straight into the real router.

use super::page::{FilledForm, Page};
use super::{Inner, PASSWORD};
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE, SET_COOKIE};
use axum::http::{Method, Request};
use http_body_util::BodyExt;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tower::ServiceExt;
use tracing::instrument::WithSubscriber;
use tracing_subscriber::layer::{Context, SubscriberExt};

pub type Cookies = Arc<Mutex<BTreeMap<String, String>>>;

/// A browser with its own cookies.
#[derive(Clone)]
pub struct Browser {
    pub(super) site: Arc<Inner>,
    pub(super) cookies: Cookies,
    language: &'static str,
    /// A script asks, not a person: for JSON.
    script: bool,
}

impl Browser {
    pub(super) fn new(site: Arc<Inner>, cookies: Cookies) -> Self {
        Self { site, cookies, language: "zh-CN", script: false }
    }

    /// The same visitor with a browser set to English.
    pub fn in_english(&self) -> Self {
        Self { language: "en", ..self.clone() }
    }

    /// What a page's own script sends for the same visitor.
    pub fn as_script(&self) -> Self {
        Self { script: true, ..self.clone() }
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().expect("cookies").get(name).cloned()
    }

    /// Signs in through the page, which must work.
    pub async fn sign_in(&self, username: &str) {
        let page = self.post("/login", &[("username", username), ("password", PASSWORD)]).await;
        assert_eq!(page.status(), 303, "{username} cannot sign in:\n{page}");
        assert!(self.cookie("session").is_some(), "no session after {page}");
    }

    pub async fn get(&self, path: &str) -> Page {
        self.ask(Method::GET, path, "", vec![]).await
    }

    /// A form without files.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let body: Vec<String> = fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        self.ask(Method::POST, path, "application/x-www-form-urlencoded", body.join("&").into_bytes()).await
    }

    /// A form with photos, each under the name of its input.
    pub async fn post_with_photo(&self, path: &str, fields: &[(&str, &str)], photos: &[(&str, Vec<u8>)]) -> Page {
        let photos: Vec<(&str, &str, Vec<u8>)> = photos.iter().map(|(name, bytes)| (*name, "photo.jpg", bytes.clone())).collect();
        self.post_with_files(path, fields, &photos).await
    }

    async fn post_with_files(&self, path: &str, fields: &[(&str, &str)], files: &[(&str, &str, Vec<u8>)]) -> Page {
        const LINE: &str = "----the-line-between-parts";
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend_from_slice(format!("--{LINE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes());
        }
        for (name, file_name, bytes) in files {
            let head = format!(
                "--{LINE}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\nContent-Type: image/jpeg\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{LINE}--\r\n").as_bytes());
        self.ask(Method::POST, path, &format!("multipart/form-data; boundary={LINE}"), body).await
    }

    /// Sends a form taken from a page: multipart when it carries files.
    pub async fn send(&self, form: FilledForm) -> Page {
        let fields: Vec<(&str, &str)> = form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        if form.files.is_empty() {
            return self.post(&form.action, &fields).await;
        }
        let files: Vec<(&str, &str, Vec<u8>)> =
            form.files.iter().map(|(name, file_name, bytes)| (name.as_str(), file_name.as_str(), bytes.clone())).collect();
        self.post_with_files(&form.action, &fields, &files).await
    }

    /// Sends a form that must succeed, and looks at where it led.
    pub async fn done(&self, form: FilledForm) -> Page {
        let page = self.send(form).await;
        assert_eq!(page.status(), 303, "the form was not taken:\n{page}");
        let page = self.get(page.location()).await;
        assert_eq!(page.status(), 200, "the form led nowhere:\n{page}");
        page
    }

    /// Any request, with a body of any kind.
    pub async fn ask(&self, method: Method, path: &str, kind: &str, body: Vec<u8>) -> Page {
        let cookies: Vec<String> = self.cookies.lock().expect("cookies").iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = Request::builder()
            .method(method.clone())
            .uri(path)
            .header(ACCEPT_LANGUAGE, self.language)
            .header("sec-fetch-site", "same-origin");
        if self.script {
            request = request.header(ACCEPT, "application/json");
        }
        if !cookies.is_empty() {
            request = request.header(COOKIE, cookies.join("; "));
        }
        if !kind.is_empty() {
            request = request.header(CONTENT_TYPE, kind);
        }
        let request = request.extension(ConnectInfo(SocketAddr::from(([192, 0, 2, 7], 40_000)))).body(Body::from(body)).expect("a request");
        let counter = Counter::default();
        let statements = counter.0.clone();
        let counting = tracing_subscriber::registry().with(counter);
        let response = self.site.router.clone().oneshot(request).with_subscriber(counting).await.expect("the router always answers");
        let (parts, body) = response.into_parts();
        for line in parts.headers.get_all(SET_COOKIE).iter().filter_map(|line| line.to_str().ok()) {
            self.keep(line);
        }
        let bytes = body.collect().await.expect("the body is whole").to_bytes().to_vec();
        let statements = std::mem::take(&mut *statements.lock().expect("statements"));
        Page { asked: format!("{method} {path}"), status: parts.status, headers: parts.headers, bytes, statements }
    }

    fn keep(&self, line: &str) {
        let Some((name, rest)) = line.split_once('=') else { return };
        let value = rest.split(';').next().unwrap_or_default();
        let mut cookies = self.cookies.lock().expect("cookies");
        if line.contains("Max-Age=0") {
            cookies.remove(name);
        } else {
            cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

/// Writes down the statements the database is asked during one request; beginnings and ends of transactions do not count.
#[derive(Default)]
struct Counter(Arc<Mutex<Vec<String>>>);

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Counter {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        struct Summary(String);
        impl tracing::field::Visit for Summary {
            fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
                if field.name() == "summary" {
                    self.0 = format!("{value:?}");
                }
            }
            fn record_str(&mut self, field: &tracing::field::Field, value: &str) {
                if field.name() == "summary" {
                    value.clone_into(&mut self.0);
                }
            }
        }
        if event.metadata().target() != "sqlx::query" {
            return;
        }
        let mut summary = Summary(String::new());
        event.record(&mut summary);
        if !["BEGIN", "COMMIT", "ROLLBACK", "SET "].iter().any(|word| summary.0.starts_with(word)) {
            self.0.lock().expect("statements").push(summary.0);
        }
    }
}
