//! A router that remembers: each address is declared with its gate, the gate is enforced around the handler, and a test walks every door.

use super::{App, guard};
use crate::access::Role;
use axum::Router;
use axum::extract::{RawPathParams, Request};
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::Next;
use axum::routing::{MethodFilter, MethodRouter, on};
use serde::Serialize;

/// Who may come through a door. Behind every gate but `Public`, an `{org}` in the address must lie within the actor's reach, else 404.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Anybody.
    Public,
    /// A session whose post is still to be chosen, or a password to be changed, passes too.
    Arriving,
    /// Anybody signed in.
    SignedIn,
    /// Signed in through a post with one of these roles.
    Roles(&'static [Role]),
}

impl Gate {
    /// As printed by `routes --json`: `public`, `arriving`, `signed-in`, `roles:officer,principal`.
    pub fn name(self) -> String {
        match self {
            Self::Public => "public".into(),
            Self::Arriving => "arriving".into(),
            Self::SignedIn => "signed-in".into(),
            Self::Roles(roles) => format!("roles:{}", roles.iter().map(|role| role.code()).collect::<Vec<_>>().join(",")),
        }
    }
}

/// One door.
#[derive(Clone, Debug, Serialize)]
pub struct Route {
    pub method: String,
    pub path: String,
    pub gate: String,
}

/// The addresses of one noun, or of the whole site.
#[derive(Default)]
pub struct Routes {
    listed: Vec<Route>,
    router: Router<App>,
}

impl Routes {
    pub fn get<H, T>(self, gate: Gate, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::GET, MethodFilter::GET, gate, path, handler)
    }

    pub fn post<H, T>(self, gate: Gate, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::POST, MethodFilter::POST, gate, path, handler)
    }

    fn add<H, T>(mut self, method: Method, filter: MethodFilter, gate: Gate, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.listed.push(Route { method: method.to_string(), path: path.to_owned(), gate: gate.name() });
        let door: MethodRouter<App> =
            on(filter, handler).layer(axum::middleware::from_fn(move |params: RawPathParams, request: Request, next: Next| {
                guard::pass(gate, params, request, next)
            }));
        self.router = self.router.route(path, door);
        self
    }

    /// The doors of another noun beside these.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.listed.extend(other.listed);
        self.router = self.router.merge(other.router);
        self
    }

    /// Every door, in the order of declaration.
    pub fn list(&self) -> &[Route] {
        &self.listed
    }

    pub fn into_router(self) -> Router<App> {
        self.router
    }
}
