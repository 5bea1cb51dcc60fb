//! Where a webhook may lead (SSRF): to the public internet, never into the house. Pure.

use axum::http::Uri;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address belongs to the public internet. What we do not know to be public is not.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => match ip.to_ipv4_mapped() {
            Some(ip) => is_public_v4(ip),
            None => is_public_v6(ip),
        },
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    // This network, private, shared (where one cloud keeps its metadata), loopback, link-local (where the others do), protocol assignments,
    // documentation, 6to4 relays, benchmarks, multicast, reserved, broadcast.
    !(matches!(a, 0 | 10 | 127 | 224..=255)
        || matches!((a, b), (100, 64..=127) | (169, 254) | (172, 16..=31) | (192, 168) | (198, 18 | 19))
        || matches!((a, b, c), (192, 0, 0 | 2) | (192, 88, 99) | (198, 51, 100) | (203, 0, 113)))
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, ..] = ip.segments();
    // Only global unicast (2000::/3), and of that nothing that carries another address within: 6to4, Teredo; nor protocol and documentation ranges.
    a & 0xe000 == 0x2000 && !(a == 0x2002 || (a == 0x2001 && (b < 0x0200 || b == 0x0db8)) || (a == 0x3fff && b < 0x1000))
}

/// A place on the web that was typed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub host: String,
    pub port: u16,
    /// With the query.
    pub path: String,
    pub tls: bool,
}

impl Target {
    /// Reads an address. `plain` lets `http://` pass, for tests on this machine.
    ///
    /// # Errors
    /// The Fluent key why not.
    pub fn read(url: &str, plain: bool) -> Result<Self, &'static str> {
        let uri: Uri = url.parse().map_err(|_| "webhook-url-unreadable")?;
        let tls = match uri.scheme_str() {
            Some("https") => true,
            Some("http") if plain => false,
            Some("http") => return Err("webhook-url-plain"),
            _ => return Err("webhook-url-unreadable"),
        };
        let authority = uri.authority().ok_or("webhook-url-unreadable")?;
        // A name and password in an address are a trick more often than not.
        if authority.as_str().contains('@') || authority.host().is_empty() {
            return Err("webhook-url-unreadable");
        }
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_owned();
        let port = authority.port_u16().unwrap_or(if tls { 443 } else { 80 });
        let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        // Named by its number, it can be refused at once; a name is looked at when it is gone to.
        if !plain && host.parse().is_ok_and(|ip| !is_public(ip)) {
            return Err("webhook-url-inside");
        }
        Ok(Self { host, port, path, tls })
    }

    /// How the other side is called in the request.
    pub fn authority(&self) -> String {
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        if self.port == if self.tls { 443 } else { 80 } { host } else { format!("{host}:{}", self.port) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_public_internet_is_gone_to() {
        for (ip, public) in [
            ("8.8.8.8", true),
            ("182.254.10.1", true),
            ("172.15.255.255", true),
            ("172.32.0.1", true),
            ("100.63.0.1", true),
            ("100.128.0.1", true),
            ("192.0.1.1", true),
            ("223.5.5.5", true),
            ("0.0.0.0", false),
            ("0.1.2.3", false),
            ("10.0.0.1", false),
            ("127.0.0.1", false),
            ("127.255.0.9", false),
            ("169.254.169.254", false),
            ("100.100.100.200", false),
            ("172.16.0.1", false),
            ("172.31.255.255", false),
            ("192.168.1.1", false),
            ("192.0.0.8", false),
            ("192.0.2.7", false),
            ("192.88.99.1", false),
            ("198.18.0.1", false),
            ("198.19.255.1", false),
            ("198.51.100.1", false),
            ("203.0.113.1", false),
            ("224.0.0.1", false),
            ("240.0.0.1", false),
            ("255.255.255.255", false),
            ("2400:3200::1", true),
            ("2606:4700::1111", true),
            ("::", false),
            ("::1", false),
            ("::127.0.0.1", false),
            ("::ffff:127.0.0.1", false),
            ("::ffff:10.0.0.1", false),
            ("::ffff:169.254.169.254", false),
            ("::ffff:8.8.8.8", true),
            ("64:ff9b::a00:1", false),
            ("100::1", false),
            ("2001::1", false),
            ("2001:db8::1", false),
            ("2002:7f00:1::", false),
            ("3fff::1", false),
            ("fc00::1", false),
            ("fd00:ec2::254", false),
            ("fe80::1", false),
            ("fec0::1", false),
            ("ff02::1", false),
        ] {
            assert_eq!(is_public(ip.parse().unwrap()), public, "{ip}");
        }
    }

    #[test]
    fn an_address_is_https_to_a_host_and_nothing_odd() {
        let read = |url: &str| Target::read(url, false);
        let wecom = read("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a-b").unwrap();
        assert_eq!((wecom.host.as_str(), wecom.port, wecom.path.as_str()), ("qyapi.weixin.qq.com", 443, "/cgi-bin/webhook/send?key=a-b"));
        assert_eq!(wecom.authority(), "qyapi.weixin.qq.com");
        assert_eq!(read("https://[2606:4700::1111]:8443").unwrap().authority(), "[2606:4700::1111]:8443");
        for (url, key) in [
            ("", "webhook-url-unreadable"),
            ("/path", "webhook-url-unreadable"),
            ("ftp://register.example", "webhook-url-unreadable"),
            ("file:///etc/passwd", "webhook-url-unreadable"),
            ("https://name:secret@register.example/", "webhook-url-unreadable"),
            ("https://register.example@10.0.0.1/", "webhook-url-unreadable"),
            ("https://a b/", "webhook-url-unreadable"),
            ("http://register.example/", "webhook-url-plain"),
            ("https://127.0.0.1/", "webhook-url-inside"),
            ("https://169.254.169.254/latest/meta-data", "webhook-url-inside"),
            ("https://[::1]:8080/", "webhook-url-inside"),
            ("https://[::ffff:10.0.0.1]/", "webhook-url-inside"),
        ] {
            assert_eq!(read(url), Err(key), "{url}");
        }
        assert!(!Target::read("http://127.0.0.1:9/x", true).unwrap().tls);
    }
}
