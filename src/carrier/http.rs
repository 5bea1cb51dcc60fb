//! One request to somebody else's program: the name is resolved once, every address it has must be public, and the connection goes to one of
//! those. No redirect is followed, no proxy of the environment is used, and the answer is short and soon or it is none.

use super::address::{Target, is_public};
use axum::body::Bytes;
use axum::http::{Request, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// For everything from the look-up of the name to the end of the answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// Most bytes of an answer.
const LONGEST: usize = 64 * 1024;

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    #[error("no such host")]
    NoHost,
    /// It leads into the house.
    #[error("not a public address")]
    Inside,
    #[error("no connection")]
    NoConnection,
    #[error("no trusted TLS")]
    Tls,
    #[error("no HTTP answer")]
    Garbled,
    #[error("too long an answer")]
    TooLong,
    #[error("no answer in time")]
    Slow,
}

impl Failure {
    /// The Fluent key of the sentence.
    pub const fn key(self) -> &'static str {
        match self {
            Self::NoHost => "webhook-no-host",
            Self::Inside => "webhook-url-inside",
            Self::NoConnection => "webhook-no-connection",
            Self::Tls => "webhook-no-tls",
            Self::Garbled => "webhook-garbled",
            Self::TooLong => "webhook-too-long",
            Self::Slow => "webhook-slow",
        }
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Bytes,
}

/// Goes out, guarded.
#[derive(Clone)]
pub struct Client {
    /// Loopback, and it alone, may be gone to, without TLS: a test's own server.
    loopback: bool,
    tls: Arc<OnceLock<Option<Arc<rustls::ClientConfig>>>>,
}

impl Client {
    pub fn new(loopback: bool) -> Self {
        Self { loopback, tls: Arc::default() }
    }

    /// Whether addresses without TLS are taken at all.
    pub fn plain(&self) -> bool {
        self.loopback
    }

    /// Sends a body and waits for the answer.
    ///
    /// # Errors
    /// [`Failure`]: the other side's, the net's, or that we do not go there.
    pub async fn post(&self, target: &Target, headers: &[(&'static str, String)], body: String) -> Result<Answer, Failure> {
        tokio::time::timeout(PATIENCE, self.exchange(target, headers, body)).await.map_err(|_| Failure::Slow)?
    }

    async fn exchange(&self, target: &Target, headers: &[(&'static str, String)], body: String) -> Result<Answer, Failure> {
        let tcp = TcpStream::connect(self.resolve(target).await?).await.map_err(|_| Failure::NoConnection)?;
        let mut request = Request::post(&target.path)
            .header(header::HOST, target.authority())
            .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
            .header(header::USER_AGENT, "hazard-register")
            .header(header::CONNECTION, "close");
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let request = request.body(Full::new(Bytes::from(body))).map_err(|_| Failure::Garbled)?;
        if target.tls {
            let name = ServerName::try_from(target.host.clone()).map_err(|_| Failure::Tls)?;
            let config = self.tls.get_or_init(trusted).clone().ok_or(Failure::Tls)?;
            speak(TlsConnector::from(config).connect(name, tcp).await.map_err(|_| Failure::Tls)?, request).await
        } else {
            speak(tcp, request).await
        }
    }

    /// Resolved once: what is checked is what is connected to. One address inside the house is reason enough to go to none.
    async fn resolve(&self, target: &Target) -> Result<SocketAddr, Failure> {
        let found = tokio::net::lookup_host((target.host.as_str(), target.port)).await.map_err(|_| Failure::NoHost)?;
        let found: Vec<SocketAddr> = found.collect();
        let first = *found.first().ok_or(Failure::NoHost)?;
        let may = |ip: IpAddr| if self.loopback { ip.is_loopback() } else { target.tls && is_public(ip) };
        if found.iter().all(|one| may(one.ip())) { Ok(first) } else { Err(Failure::Inside) }
    }
}

/// The certificates this machine trusts.
fn trusted() -> Option<Arc<rustls::ClientConfig>> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().ok()?;
    Some(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
}

async fn speak<S>(stream: S, request: Request<Full<Bytes>>) -> Result<Answer, Failure>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|_| Failure::Garbled)?;
    let talk = async {
        let response = sender.send_request(request).await.map_err(|_| Failure::Garbled)?;
        let status = response.status().as_u16();
        let body = Limited::new(response.into_body(), LONGEST)
            .collect()
            .await
            .map_err(|error| if error.is::<http_body_util::LengthLimitError>() { Failure::TooLong } else { Failure::Garbled })?;
        Ok(Answer { status, body: body.to_bytes() })
    };
    tokio::pin!(talk);
    tokio::select! {
        answer = &mut talk => answer,
        _ = connection => talk.await,
    }
}
