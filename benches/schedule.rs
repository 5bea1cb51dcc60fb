//! How long does a morning take? The tasks of one day for 3,000 schools with 30 plans each, while people go on working.
//!
//! `cargo bench --bench schedule` starts the private PostgreSQL of the tests, fills a city with plans (every third a route over risk points, the
//! others check lists), lets the clock make one day as it does at night, and meanwhile asks for pages and keeps answers at one of the schools:
//! what they take beside the clock is told next to what they take alone. Every plan is checked to have its task, once.

/// Cargo builds a bench with `cfg(test)`; without it there is nothing to run.
fn main() {
    #[cfg(test)]
    bench::main();
}

#[cfg(test)]
#[path = "../tests/common/mod.rs"]
#[expect(dead_code, reason = "the harness serves several programs; this one needs a part of it")]
mod common;

#[cfg(test)]
mod bench {
    use super::common::{TestSite, User};
    use hazard_register::task::schedule;
    use sqlx::{AssertSqlSafe, Executor};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::{Duration, Instant};

    const COUNTIES: usize = 10;
    const SCHOOLS: usize = 300;
    const PLANS: i64 = 30;

    /// The median and the longest of what a page took, in milliseconds.
    fn told(mut times: Vec<f64>) -> String {
        times.sort_by(f64::total_cmp);
        format!("{:>5} pages, median {:>6.1} ms, longest {:>6.1} ms", times.len(), times[times.len() / 2], times[times.len() - 1])
    }

    /// Goes on asking for the pages of a morning until told to stop.
    async fn pages(officer: User, urls: Vec<String>, stop: Arc<AtomicBool>) -> Vec<f64> {
        let mut times = Vec::new();
        while !stop.load(Ordering::Relaxed) {
            for url in &urls {
                let begun = Instant::now();
                assert_eq!(officer.get(url).await.status(), 200, "{url}");
                times.push(begun.elapsed().as_secs_f64() * 1000.0);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        times
    }

    async fn run() {
        let site = TestSite::new().await;
        let mut owner = site.owner().acquire().await.expect("the owner connects");
        let sql = include_str!("register.sql").replace("{counties}", &COUNTIES.to_string()).replace("{schools}", &SCHOOLS.to_string());
        owner.execute(AssertSqlSafe(sql)).await.expect("the city is filled");
        owner.execute(include_str!("schedule.sql")).await.expect("the plans are made");
        owner.execute("VACUUM ANALYZE").await.expect("the statistics are made");
        drop(owner);
        let plans = site.count("inspection_plan").await;
        assert_eq!(plans, i64::try_from(COUNTIES * SCHOOLS).expect("a number") * PLANS);
        let school = site.school("一中");
        let officer = school.officer().await;
        let urls = vec!["/".to_owned(), school.url("tasks?whose=all"), school.url("plans"), school.url("risks")];
        let day = site.app().db.today().await.expect("today");

        let stop = Arc::new(AtomicBool::new(false));
        let alone = tokio::spawn(pages(officer.clone(), urls.clone(), stop.clone()));
        tokio::time::sleep(Duration::from_secs(5)).await;
        stop.store(true, Ordering::Relaxed);
        println!("alone:            {}", told(alone.await.expect("pages")));

        let stop = Arc::new(AtomicBool::new(false));
        let beside = tokio::spawn(pages(officer, urls, stop.clone()));
        let begun = Instant::now();
        let made = schedule::make(&site.app().db, site.app().zone, day).await.expect("the day is made");
        let taken = begun.elapsed();
        stop.store(true, Ordering::Relaxed);
        println!("beside the clock: {}", told(beside.await.expect("pages")));
        println!("{made} tasks of {plans} plans at {} schools in {:.1} s", COUNTIES * SCHOOLS, taken.as_secs_f64());
        assert_eq!(i64::try_from(made).expect("a number"), plans, "every plan has its task");
        assert_eq!(site.count("inspection_task").await, plans);
        assert_eq!(schedule::make(&site.app().db, site.app().zone, day).await.expect("again"), 0, "and has it once");
    }

    pub fn main() {
        tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime").block_on(run());
    }
}
