//! Mail, by SMTP.

use crate::config::MailSettings;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::time::Duration;

/// For one letter, from the connection on.
const PATIENCE: Duration = Duration::from_secs(25);

type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// Whether a setting names a mail server: `smtps://user:password@host`, `smtp://host:587?tls=required`, `smtp://127.0.0.1:25`.
///
/// # Errors
/// A sentence for whoever set it.
pub fn server(url: &str) -> Result<String, String> {
    Transport::from_url(url).map(|_| url.to_owned()).map_err(|_| "write it as smtps://user:password@mail.example".to_owned())
}

/// Whether a setting names a sender: `register@example.org`, `Hazard Register <register@example.org>`.
///
/// # Errors
/// A sentence for whoever set it.
pub fn sender(text: &str) -> Result<String, String> {
    text.parse::<Mailbox>().map(|_| text.to_owned()).map_err(|_| "write it as Hazard Register <register@example.org>".to_owned())
}

/// An address as it was typed, if mail can be sent to it.
pub fn address(text: &str) -> Option<String> {
    let address: Address = text.parse().ok()?;
    // Within the name of the host nothing but what a host's name is made of, and a dot: ours is no intranet of one machine.
    let host = address.domain();
    (host.contains('.') && !host.starts_with('[') && text.len() <= 254).then(|| address.to_string())
}

/// A letter, finished.
#[derive(Clone, Debug)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// The same however often it is tried, so that whoever gets it twice can tell.
    pub id: String,
}

/// Why a letter was not taken.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{why}")]
pub struct Undelivered {
    pub why: String,
    /// No use in trying again.
    pub for_good: bool,
}

impl Undelivered {
    fn ours(error: &dyn std::fmt::Display) -> Self {
        Self { why: error.to_string(), for_good: true }
    }
}

/// Hands letters to a mail server.
pub struct Mailer {
    transport: Transport,
    from: Mailbox,
}

impl Mailer {
    pub fn new(settings: &MailSettings) -> Option<Self> {
        let transport = Transport::from_url(&settings.server).ok()?.timeout(Some(Duration::from_secs(10))).build();
        Some(Self { transport, from: settings.from.parse().ok()? })
    }

    /// Hands over one letter; done when the server has taken it.
    ///
    /// # Errors
    /// [`Undelivered`], with whether it may work later.
    pub async fn send(&self, letter: Letter) -> Result<(), Undelivered> {
        let to: Address = letter.to.parse().map_err(|error| Undelivered::ours(&error))?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject)
            .message_id(Some(format!("<{}@{}>", letter.id, self.from.email.domain())))
            // So that no answering machine writes back.
            .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
            .multipart(MultiPart::alternative_plain_html(letter.text, letter.html))
            .map_err(|error| Undelivered::ours(&error))?;
        match tokio::time::timeout(PATIENCE, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(Undelivered { for_good: error.is_permanent(), why: error.to_string() }),
            Err(_) => Err(Undelivered { for_good: false, why: "no answer in time".to_owned() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_and_addresses_are_read_strictly() {
        for good in ["smtps://a:b@mail.example", "smtp://mail.example:587?tls=required", "smtp://127.0.0.1:2525"] {
            assert!(server(good).is_ok(), "{good}");
        }
        for bad in ["", "mail.example", "http://mail.example"] {
            assert!(server(bad).is_err(), "{bad}");
        }
        assert!(sender("双防台账 <register@example.org>").is_ok() && sender("register").is_err());
        assert_eq!(address("li.lei@school.example"), Some("li.lei@school.example".into()));
        for bad in [
            "",
            "li.lei",
            "a@b",
            "a@[127.0.0.1]",
            "a b@school.example",
            "a@school.example\nBcc: x@y.example",
            "a@school.example,b@school.example",
        ] {
            assert_eq!(address(bad), None, "{bad:?}");
        }
    }
}
