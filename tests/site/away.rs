//! The database goes away and comes back: pages say so at once, and nothing needs restarting.

use crate::common::TestSite;
use crate::common::database::{ZONE, binaries};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use hazard_register::config::Options;
use hazard_register::db::cluster::{Cluster, Durability, SUPERUSER};
use hazard_register::db::{Db, migrate};
use hazard_register::evidence::shelf::Shelf;
use hazard_register::web::App;
use sqlx::postgres::PgConnectOptions;
use std::time::{Duration, Instant};
use tower::ServiceExt;

/// A cluster of this test's own, since it is stopped; in the system's temporary folder, where the server's user may go.
fn folder() -> std::path::PathBuf {
    std::env::temp_dir().join(format!("hazard-register-away-{}", std::process::id()))
}

fn start() -> Cluster {
    let binaries = binaries().unwrap_or_else(|why| panic!("{why}"));
    Cluster::start(&folder(), &binaries, Durability::Fast, &mut |_| {}).expect("the cluster starts")
}

async fn status(router: &axum::Router, path: &str) -> (StatusCode, Option<String>, Duration) {
    // A session that does not exist still has to be looked up.
    let request = Request::get(path).header("cookie", "session=nobody").body(Body::empty()).expect("a request");
    let began = Instant::now();
    let answer = router.clone().oneshot(request).await.expect("an answer");
    let retry = answer.headers().get("retry-after").and_then(|value| value.to_str().ok()).map(ToOwned::to_owned);
    (answer.status(), retry, began.elapsed())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_site_outlives_its_database() {
    let cluster = tokio::task::spawn_blocking(start).await.expect("started");
    let options = |user: &str| {
        PgConnectOptions::new_without_pgpass().socket(cluster.socket_dir()).port(cluster.port()).username(user).database("postgres")
    };
    migrate(options(SUPERUSER)).await.expect("migrated");
    let files = folder().with_extension("files");
    let db = Db::open(options("register_web"), ZONE, 4).await.expect("the runtime role");
    let router = hazard_register::site(App::new(db, Shelf::new(&files), &Options::default().settings(files.clone())));

    assert_eq!(status(&router, "/").await.0, StatusCode::SEE_OTHER, "to the sign-in");
    assert_eq!(status(&router, "/readyz").await.0, StatusCode::OK);

    tokio::task::spawn_blocking(move || cluster.stop()).await.expect("a thread").expect("stopped");
    for _ in 0..6 {
        let (code, retry, took) = status(&router, "/").await;
        assert_eq!((code, retry.as_deref()), (StatusCode::SERVICE_UNAVAILABLE, Some("2")));
        assert!(took < Duration::from_secs(5), "it hung for {took:?}");
    }
    assert_eq!(status(&router, "/healthz").await.0, StatusCode::OK, "the process lives");
    assert_eq!(status(&router, "/readyz").await.0, StatusCode::SERVICE_UNAVAILABLE);

    let cluster = tokio::task::spawn_blocking(start).await.expect("started again");
    let back = Instant::now();
    while status(&router, "/").await.0 != StatusCode::SEE_OTHER {
        assert!(back.elapsed() < Duration::from_secs(10), "it did not come back by itself");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    tokio::task::spawn_blocking(move || cluster.stop()).await.expect("a thread").expect("stopped");
    hazard_register::db::cluster::remove(&folder()).expect("removed");
}

/// A line cut while a transaction begins must not leave its connection in the midst of one for the next visitor.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_gone_before_it_began_leaves_a_clean_connection() {
    let site = TestSite::new().await;
    let officer = site.school("一中").officer().await;
    let actor = officer.actor().await;
    for polls in (1..40).cycle().take(800) {
        let mut opening = Box::pin(site.app().db.scope(&actor));
        for _ in 0..polls {
            let ready = std::future::poll_fn(|context| std::task::Poll::Ready(opening.as_mut().poll(context).is_ready())).await;
            if ready {
                break;
            }
            tokio::task::yield_now().await;
        }
    }
    for _ in 0..60 {
        assert_eq!(officer.get("/").await.status(), 200);
    }
}
