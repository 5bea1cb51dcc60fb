//! One headless Chromium with its chromedriver, and a site it can reach: children of the test, ended with it.

use crate::common::TestSite;
use crate::tab::Tab;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// Whether pages may run scripts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scripts {
    On,
    Off,
}

/// Who sets how pages are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Device {
    /// The driver: a phone that is tapped, set anew on every page.
    Phone,
    /// The test: what it sets stays from page to page.
    AsSet,
}

/// A site, and one tab that looks at it.
pub struct Stage {
    pub site: TestSite,
    pub tab: Tab,
    /// Dropped last.
    _driver: Driver,
}

impl Stage {
    /// A phone. `None` when there is no Chromium; the reason has been said then.
    pub async fn open(scripts: Scripts) -> Option<Self> {
        Self::with(scripts, Device::Phone).await
    }

    /// A window for looking at many pages, shown as the test sets them.
    pub async fn for_looking() -> Option<Self> {
        Self::with(Scripts::On, Device::AsSet).await
    }

    /// A phone whose way to the site is laid by the test, which says where it begins.
    pub async fn open_through<W>(way: impl FnOnce(TestSite) -> W) -> Option<Self>
    where
        W: Future<Output = String>,
    {
        let programs = programs()?;
        // Whoever looks for the cause of a 500 in a long walk asks for the site's own log: RUST_LOG=hazard_register=warn.
        if std::env::var_os("RUST_LOG").is_some() {
            let told = tracing_subscriber::fmt().with_env_filter(tracing_subscriber::EnvFilter::from_default_env());
            told.with_writer(std::io::stderr).try_init().ok();
        }
        let site = TestSite::new().await;
        let base = way(site.clone()).await;
        Some(Self::at(&programs, site, base, Scripts::On, Device::Phone).await)
    }

    async fn with(scripts: Scripts, device: Device) -> Option<Self> {
        let programs = programs()?;
        let site = TestSite::new().await;
        let base = serve(&site).await;
        Some(Self::at(&programs, site, base, scripts, device).await)
    }

    async fn at(programs: &Programs, site: TestSite, base: String, scripts: Scripts, device: Device) -> Self {
        let driver = Driver::start(programs);
        let client = driver.session(programs, scripts, device).await;
        let tab = Tab::new(client, base, driver.folder.clone());
        Self { site, tab, _driver: driver }
    }
}

/// Serves the site on a free port of the loopback, as `serve` does. Ends with the test's runtime.
async fn serve(site: &TestSite) -> String {
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let service = hazard_register::site(site.app().clone()).into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    format!("http://{address}")
}

struct Programs {
    chromium: PathBuf,
    chromedriver: PathBuf,
}

/// The programs on PATH. Without them: a failure where everything must run, a note past the test harness's capture elsewhere.
fn programs() -> Option<Programs> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let find = |names: &[&str]| {
        names.iter().find_map(|name| std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file()))
    };
    if let (Some(chromium), Some(chromedriver)) = (find(&["chromium", "chromium-browser", "google-chrome"]), find(&["chromedriver"])) {
        return Some(Programs { chromium, chromedriver });
    }
    assert!(
        std::env::var_os("CI").is_none_or(|ci| ci != "true"),
        "CI=true, but chromium (or chromium-browser, google-chrome) and chromedriver are not both on PATH"
    );
    let _ = writeln!(std::io::stderr(), "note: no Chromium: browser journeys not run (chromium and chromedriver must be on PATH)");
    None
}

/// A running chromedriver. It ends every browser it started.
struct Driver {
    child: Child,
    port: u16,
    folder: PathBuf,
}

impl Driver {
    fn start(programs: &Programs) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let folder =
            std::env::temp_dir().join(format!("hazard-register-browser-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
        std::fs::create_dir_all(&folder).expect("a folder for the browser");
        // Its own choice of port: nobody else can take it between the asking and the listening.
        let mut child = Command::new(&programs.chromedriver)
            .args(["--port=0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output"));
        let mut port = None;
        let mut line = String::new();
        while port.is_none() && lines.read_line(&mut line).is_ok_and(|read| read > 0) {
            port = line.split("on port ").nth(1).and_then(|rest| rest.trim().trim_end_matches('.').parse().ok()).filter(|port| *port > 0);
            line.clear();
        }
        // What it says later must go somewhere, or it blocks.
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        Self { child, port: port.expect("chromedriver says on which port it listens"), folder }
    }

    async fn session(&self, programs: &Programs, scripts: Scripts, device: Device) -> Client {
        let profile = format!("--user-data-dir={}", self.folder.join("profile").display());
        let args = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-extensions",
            "--no-proxy-server",
            "--lang=zh-CN",
            // Nothing but this site can be reached, whatever a page may name.
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            &profile,
        ];
        let mut prefs = json!({ "intl.accept_languages": "zh-CN,zh", "credentials_enable_service": false });
        if scripts == Scripts::Off {
            prefs["profile.managed_default_content_settings.javascript"] = json!(2);
        }
        // Before a tap chromedriver waits by a timer in the page, which never rings where scripts are off; a click it does without.
        let touch = scripts == Scripts::On;
        let mut options = json!({ "binary": programs.chromium, "args": args, "prefs": prefs });
        if device == Device::Phone {
            options["mobileEmulation"] =
                json!({ "deviceMetrics": { "width": 390, "height": 844, "pixelRatio": 2.0, "touch": touch, "mobile": true } });
        }
        let capabilities = json!({ "goog:chromeOptions": options, "timeouts": { "pageLoad": 30_000, "script": 30_000 } });
        let capabilities = capabilities.as_object().cloned().expect("an object");
        let client =
            ClientBuilder::new(HttpConnector::new()).capabilities(capabilities).connect(&format!("http://127.0.0.1:{}/", self.port)).await;
        client.expect("Chromium starts")
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Asked politely it closes its browsers; a killed one would leave them behind.
        let asked = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).and_then(|mut stream| {
            stream.set_read_timeout(Some(Duration::from_secs(5)))?;
            write!(stream, "GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n", self.port)?;
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer)
        });
        for _ in 0..50 {
            if asked.is_err() || !matches!(self.child.try_wait(), Ok(None)) {
                break;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        // Pictures of failures stay.
        let _ = std::fs::remove_dir_all(self.folder.join("profile"));
        let _ = std::fs::remove_dir(&self.folder);
    }
}

/// Writes a file for a file input to take.
pub fn file(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join("profile").join(name);
    std::fs::create_dir_all(folder.join("profile")).and_then(|()| std::fs::write(&path, bytes)).expect("the file is written");
    path
}
