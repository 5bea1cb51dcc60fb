//! What no noun owns: addresses and their gates, forms, the frame of a page, sign-in's cookie, headers and limits.

pub mod assets;
pub mod download;
pub mod form;
pub mod guard;
pub mod page;
pub mod routes;

use crate::carrier::Carrier;
use crate::clock::Zone;
use crate::config::Settings;
use crate::db::{Db, Lifetime};
use crate::evidence::shelf::Shelf;
use std::sync::Arc;
use tokio::sync::{Notify, Semaphore};

/// Everything a handler may need, made once at start-up.
#[derive(Clone)]
pub struct App {
    pub db: Db,
    /// Photo files.
    pub shelf: Shelf,
    pub zone: Zone,
    pub life: Lifetime,
    /// Cookies only over TLS (a proxy in front ends it).
    pub secure: bool,
    /// Addresses of proxies whose X-Forwarded-For is believed.
    pub proxies: Arc<[std::net::IpAddr]>,
    /// Public address of the site, where it was told (`https://register.example`).
    pub address: Option<Arc<str>>,
    /// One photo decoded at a time per core: each may take 256 MiB.
    pub decoding: Arc<Semaphore>,
    /// One password hashed at a time per core, at most 32 waiting.
    pub hashing: Arc<Semaphore>,
    /// Wakes the worker when a job was enqueued; without it, the job waits for the next look.
    pub jobs: Arc<Notify>,
    /// Mail and webhooks.
    pub carrier: Carrier,
}

impl App {
    pub fn new(db: Db, shelf: Shelf, settings: &Settings) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self {
            db,
            shelf,
            zone: settings.zone,
            life: settings.life,
            secure: settings.secure,
            proxies: settings.proxies.clone().into(),
            address: settings.address.as_deref().map(Arc::from),
            decoding: Arc::new(Semaphore::new(cores)),
            hashing: Arc::new(Semaphore::new(cores)),
            jobs: Arc::default(),
            carrier: Carrier::new(settings),
        }
    }
}
