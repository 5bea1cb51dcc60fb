//! The whole site: every noun's addresses under one set of layers.

use crate::job::Kinds;
use crate::web::routes::{Gate::Public, Routes};
use crate::web::{App, assets, form, guard};
use crate::{
    calendar, campaign, checklist, dashboard, delegation, duty, evidence, fund, grading, inspection, keeping, ledger, legacy, limit,
    message, notice, org, paper, person, plan, referral, risk, signal, supervision, task, ticket, tip, visit,
};
use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{Method, StatusCode};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

/// Every door of the site.
pub fn routes() -> Routes {
    Routes::default()
        .get(Public, "/healthz", healthz)
        .get(Public, "/readyz", readyz)
        .get(Public, "/static/{*file}", assets::file)
        .get(Public, "/sw.js", assets::worker)
        .get(Public, "/app.webmanifest", assets::manifest)
        .get(Public, "/offline", assets::offline)
        .and(person::routes())
        .and(ledger::routes())
        .and(dashboard::routes())
        .and(ticket::routes())
        .and(supervision::routes())
        .and(delegation::routes())
        .and(referral::routes())
        .and(paper::routes())
        .and(legacy::routes())
        .and(fund::routes())
        .and(signal::routes())
        .and(limit::routes())
        .and(message::routes())
        .and(tip::routes())
        .and(grading::routes())
        .and(risk::routes())
        .and(notice::routes())
        .and(duty::routes())
        .and(plan::routes())
        .and(calendar::routes())
        .and(task::routes())
        .and(campaign::routes())
        .and(checklist::routes())
        .and(inspection::routes())
        .and(visit::routes())
        .and(evidence::routes())
        .and(org::routes())
}

/// Every kind of job the site carries out.
pub fn jobs() -> Kinds {
    Kinds::default()
        .on(risk::exchange::JOB, risk::exchange::carry_on)
        .on(legacy::JOB, legacy::carry_on)
        .on(keeping::JOB, keeping::sweep)
        .on(tip::store::quota::JOB, tip::store::quota::forget)
}

/// The site as a service.
pub fn site(app: App) -> Router {
    let trace = TraceLayer::new_for_http().make_span_with(|request: &axum::extract::Request| {
        // The path only: what people search for is theirs.
        let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
        tracing::info_span!("request", method = %request.method(), path = request.uri().path(), id)
    });
    routes()
        .into_router()
        .fallback(async || StatusCode::NOT_FOUND)
        .layer(from_fn(known_method))
        .layer(DefaultBodyLimit::max(form::FORM_LIMIT))
        .layer(CsrfLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, Duration::from_secs(120)))
        .layer(CatchPanicLayer::custom(guard::on_panic))
        .layer(from_fn(guard::dress))
        .layer(axum::Extension(app.clone()))
        .layer(trace)
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .layer(CompressionLayer::new())
        .with_state(app)
}

/// Methods no page of ours uses are refused before anything is looked up.
async fn known_method(request: axum::extract::Request, next: axum::middleware::Next) -> Response {
    match *request.method() {
        Method::GET | Method::HEAD | Method::POST => next.run(request).await,
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}

/// The process lives.
async fn healthz() -> &'static str {
    "ok\n"
}

/// The database answers.
async fn readyz(State(app): State<App>) -> Response {
    if app.db.ready().await {
        "ready\n".into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "2"), ("content-type", "text/html; charset=utf-8")], "database away\n")
            .into_response()
    }
}
