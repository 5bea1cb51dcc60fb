//! The world outside: a mail server that speaks SMTP, and a web server that answers as it is told. Both real, on this machine, for one test.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use mailin::{Action, Handler, Response, SessionBuilder, response};
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::net::{IpAddr, Ipv4Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};

/// A letter as the server took it.
#[derive(Clone, Debug)]
pub struct Letter {
    pub from: String,
    pub to: Vec<String>,
    pub subject: String,
    pub message_id: String,
    pub text: String,
    pub html: String,
}

/// A mail server.
#[derive(Clone)]
pub struct MailServer {
    pub url: String,
    letters: Arc<Mutex<Vec<Letter>>>,
    /// The code with which every recipient is refused; 0 for none.
    refusing: Arc<AtomicU16>,
}

impl MailServer {
    pub fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let url = format!("smtp://{}", listener.local_addr().expect("an address"));
        let server = Self { url, letters: Arc::default(), refusing: Arc::default() };
        let (letters, refusing) = (server.letters.clone(), server.refusing.clone());
        // Ends with the test's process.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let desk = Desk { letters: letters.clone(), refusing: refusing.clone(), from: String::new(), to: vec![], data: vec![] };
                std::thread::spawn(move || serve(stream, desk));
            }
        });
        server
    }

    pub fn refuse(&self, code: u16) {
        self.refusing.store(code, Ordering::SeqCst);
    }

    /// The letters that came since the last look.
    pub fn take(&self) -> Vec<Letter> {
        std::mem::take(&mut *self.letters.lock().expect("letters"))
    }
}

fn serve(mut stream: TcpStream, desk: Desk) {
    let mut session = SessionBuilder::new("mail.example").build(IpAddr::V4(Ipv4Addr::LOCALHOST), desk);
    let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
    let mut answer = |response: &Response| -> bool {
        response.write_to(&mut stream).and_then(|()| stream.flush()).is_ok() && response.action != Action::Close
    };
    let mut open = answer(&session.greeting());
    while open {
        let mut line = Vec::new();
        if !matches!(reader.read_until(b'\n', &mut line), Ok(1..)) {
            return;
        }
        let response = session.process(&line);
        open = response.action == Action::NoReply || answer(&response);
    }
}

/// One session's letters.
struct Desk {
    letters: Arc<Mutex<Vec<Letter>>>,
    refusing: Arc<AtomicU16>,
    from: String,
    to: Vec<String>,
    data: Vec<u8>,
}

impl Handler for Desk {
    fn rcpt(&mut self, _to: &str) -> Response {
        match self.refusing.load(Ordering::SeqCst) {
            0 => response::OK,
            code => Response::custom(code, "not now".to_owned()),
        }
    }

    fn data_start(&mut self, _domain: &str, from: &str, _is8bit: bool, to: &[String]) -> Response {
        (self.from, self.to, self.data) = (from.to_owned(), to.to_vec(), vec![]);
        response::START_DATA
    }

    fn data(&mut self, buf: &[u8]) -> std::io::Result<()> {
        self.data.extend_from_slice(buf);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        use mailparse::MailHeaderMap;
        let mail = mailparse::parse_mail(&self.data).expect("a letter");
        let header = |name: &str| mail.headers.get_first_value(name).unwrap_or_default();
        assert_eq!(header("Auto-Submitted"), "auto-generated");
        let part = |kind: &str| {
            let part = mail.subparts.iter().find(|part| part.ctype.mimetype == kind).expect("both kinds");
            part.get_body().expect("text")
        };
        self.letters.lock().expect("letters").push(Letter {
            from: self.from.clone(),
            to: self.to.clone(),
            subject: header("Subject"),
            message_id: header("Message-ID"),
            text: part("text/plain"),
            html: part("text/html"),
        });
        response::OK
    }
}

/// A request as the web server got it.
#[derive(Clone, Debug)]
pub struct Asked {
    pub uri: Uri,
    pub headers: HeaderMap,
    pub body: String,
}

impl Asked {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).expect("JSON")
    }
}

/// A web server.
#[derive(Clone)]
pub struct Robot {
    pub url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    answers: Arc<Mutex<VecDeque<(u16, String)>>>,
}

impl Robot {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let robot = Self { url, asked: Arc::default(), answers: Arc::default() };
        let router = Router::new().fallback(answer).with_state(robot.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        robot
    }

    /// What it answers next; without anything said, that all is well.
    pub fn will_answer(&self, status: u16, body: &str) {
        self.answers.lock().expect("answers").push_back((status, body.to_owned()));
    }

    /// The requests that came since the last look.
    pub fn take(&self) -> Vec<Asked> {
        std::mem::take(&mut *self.asked.lock().expect("requests"))
    }
}

async fn answer(
    State(robot): State<Robot>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, [(&'static str, String); 1], String) {
    robot.asked.lock().expect("requests").push(Asked { uri, headers, body: String::from_utf8_lossy(&body).into_owned() });
    let told = robot.answers.lock().expect("answers").pop_front();
    let (status, body) = told.unwrap_or_else(|| (200, r#"{"errcode":0,"errmsg":"ok"}"#.to_owned()));
    (StatusCode::from_u16(status).expect("a status"), [("location", format!("{}/elsewhere", robot.url))], body)
}
