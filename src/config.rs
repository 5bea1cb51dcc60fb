//! Settings: read once at start-up from the environment (see `.env.example`), then passed in. Nothing else reads the environment.

use crate::clock::Zone;
use crate::db::Lifetime;
use clap::Args;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

/// What `serve` needs to know; `demo` fills most of it in by itself.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// Time zone in which a day begins and times are shown
    #[arg(long, env = "HAZARD_REGISTER_ZONE", default_value = "Asia/Shanghai")]
    pub zone: chrono_tz::Tz,
    /// Minutes after which an unused session ends
    #[arg(long, env = "HAZARD_REGISTER_IDLE_MINUTES", default_value_t = 30)]
    pub idle_minutes: u64,
    /// Hours after which a session ends in any case
    #[arg(long, env = "HAZARD_REGISTER_SESSION_HOURS", default_value_t = 12)]
    pub session_hours: u64,
    /// Connections to the database: about twice its cores
    #[arg(long, env = "HAZARD_REGISTER_CONNECTIONS", default_value_t = 8)]
    pub connections: u32,
    /// Addresses of proxies whose X-Forwarded-For is believed, separated by commas
    #[arg(long, env = "HAZARD_REGISTER_PROXIES", value_delimiter = ',')]
    pub proxies: Vec<IpAddr>,
    /// Send cookies over TLS only (set it when a proxy in front ends TLS)
    #[arg(long, env = "HAZARD_REGISTER_SECURE_COOKIES", default_value_t = false, action = clap::ArgAction::Set)]
    pub secure_cookies: bool,
    /// Public address of the site, as it is printed into the QR codes of notice cards (default: as the visitor typed it)
    #[arg(long, env = "HAZARD_REGISTER_ADDRESS", value_parser = public_address)]
    pub address: Option<String>,
    /// Mail server by which people are told, as smtps://user:password@mail.example (default: nobody is told by mail)
    #[arg(long, env = "HAZARD_REGISTER_SMTP_URL", hide_env_values = true, requires = "mail_from", value_parser = crate::carrier::mail::server)]
    pub smtp_url: Option<String>,
    /// Sender of that mail, as Hazard Register <register@example.org>
    #[arg(long, env = "HAZARD_REGISTER_MAIL_FROM", value_parser = crate::carrier::mail::sender)]
    pub mail_from: Option<String>,
    /// Webhooks may lead to this machine, and nowhere else: the tests' own servers. No setting of the environment.
    #[arg(skip)]
    pub webhooks_to_loopback: bool,
}

/// `https://register.example`: without a path, because the product stands at the root of its host.
fn public_address(text: &str) -> Result<String, String> {
    let address = text.trim_end_matches('/');
    let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://")).unwrap_or_default();
    if host.is_empty() || !host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']')) {
        return Err("write it as https://register.example".to_owned());
    }
    Ok(address.to_owned())
}

impl Default for Options {
    fn default() -> Self {
        Self {
            zone: chrono_tz::Asia::Shanghai,
            idle_minutes: 30,
            session_hours: 12,
            connections: 8,
            proxies: vec![],
            secure_cookies: false,
            address: None,
            smtp_url: None,
            mail_from: None,
            webhooks_to_loopback: false,
        }
    }
}

/// The settings as the site uses them.
#[derive(Clone, Debug)]
pub struct Settings {
    pub zone: Zone,
    pub life: Lifetime,
    pub secure: bool,
    pub proxies: Vec<IpAddr>,
    /// Public address of the site; `None` to take the visitor's word for it.
    pub address: Option<String>,
    /// Where photos are kept.
    pub files: PathBuf,
    pub mail: Option<MailSettings>,
    pub webhooks_to_loopback: bool,
}

/// How mail is sent.
#[derive(Clone, Debug)]
pub struct MailSettings {
    pub server: String,
    pub from: String,
}

impl Options {
    pub fn settings(&self, files: PathBuf) -> Settings {
        Settings {
            zone: Zone(self.zone),
            life: Lifetime { idle: Duration::from_secs(self.idle_minutes * 60), total: Duration::from_secs(self.session_hours * 3600) },
            secure: self.secure_cookies,
            proxies: self.proxies.clone(),
            address: self.address.clone(),
            files,
            mail: self.smtp_url.clone().zip(self.mail_from.clone()).map(|(server, from)| MailSettings { server, from }),
            webhooks_to_loopback: self.webhooks_to_loopback,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::public_address;

    #[test]
    fn a_public_address_is_a_scheme_and_a_host() {
        assert_eq!(public_address("https://register.example/").as_deref(), Ok("https://register.example"));
        assert_eq!(public_address("http://10.0.0.7:8080").as_deref(), Ok("http://10.0.0.7:8080"));
        for bad in ["", "register.example", "https://", "ftp://register.example", "https://register.example/path", "https://a b"] {
            assert!(public_address(bad).is_err(), "{bad}");
        }
    }
}
