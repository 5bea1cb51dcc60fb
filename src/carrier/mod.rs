//! What goes out of the house: mail by SMTP, and words to other people's programs by HTTPS. It knows nothing of what it carries.
//!
//! Where a webhook leads is somebody's word, so [`address`] decides whether we go there, and [`http`] goes to that address and no other.

pub mod address;
pub mod http;
pub mod mail;

use crate::config::Settings;
use std::sync::Arc;

/// The ways out, made once at start-up.
#[derive(Clone)]
pub struct Carrier {
    /// `None` where no mail server was named.
    pub mail: Option<Arc<mail::Mailer>>,
    pub http: http::Client,
}

impl Carrier {
    pub fn new(settings: &Settings) -> Self {
        let mail = settings.mail.as_ref().and_then(mail::Mailer::new).map(Arc::new);
        Self { mail, http: http::Client::new(settings.webhooks_to_loopback) }
    }
}
