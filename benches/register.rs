//! Does the register's price grow with the register? The same lists from a district of 1,000 risk points and from a city of 100,000, side by side.
//!
//! `cargo bench --bench register` starts the private PostgreSQL of the tests, fills two databases from the same seed (`register.sql`) and asks
//! both through the real router, in the order A B B A. Only the ratio says anything: both sides had the same machine at the same moment. Every
//! answer's status, rows and length are checked; the statements of a page are counted apart, so that counting costs no time that is measured.
//! `cargo bench --bench register -- words` asks only what has `words` in its name.

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
    use axum::Router;
    use axum::body::Body;
    use axum::extract::ConnectInfo;
    use axum::http::Request;
    use axum::http::header::COOKIE;
    use http_body_util::BodyExt;
    use sqlx::{AssertSqlSafe, Executor};
    use std::net::SocketAddr;
    use std::time::{Duration, Instant};
    use tower::ServiceExt;

    const ROUNDS: usize = 7;
    /// Requests of one turn; their median is the turn's time.
    const TURN: usize = 16;
    /// Before anything is measured: PostgreSQL looks five times before it settles on a plan.
    const WARM: usize = 12;
    /// What a register a hundred times as large may cost.
    const GOAL: f64 = 1.3;

    enum Who {
        School,
        District,
        City,
    }
    use Who::{City, District, School};

    /// What is asked: a name, by whom, the address after `/o/{code}/`, the rows of the small and of the large register, and how many pages to go
    /// on first.
    struct Ask(&'static str, Who, &'static str, usize, usize, [usize; 2]);

    const ASKED: [Ask; 24] = [
        Ask("school: first page", School, "risks", 50, 50, [0, 0]),
        Ask("school: next page", School, "risks", 50, 50, [1, 1]),
        Ask("school: level", School, "risks?level=3", 30, 30, [0, 0]),
        Ask("school: words 电", School, "risks?words=%E7%94%B5", 10, 10, [0, 0]),
        Ask("school: words lab", School, "risks?words=lab", 10, 10, [0, 0]),
        Ask("school: person=me", School, "risks?person=me", 30, 30, [0, 0]),
        Ask("school: review=due", School, "risks?review=due", 10, 10, [0, 0]),
        Ask("school: matrix", School, "risks/matrix", 29, 29, [0, 0]),
        Ask("district: first page", District, "risks", 50, 50, [0, 0]),
        Ask("district: page in the middle", District, "risks", 50, 50, [9, 90]),
        Ask("district: level", District, "risks?level=3", 50, 50, [0, 0]),
        Ask("district: area", District, "risks?area=lab", 50, 50, [0, 0]),
        Ask("district: incomplete", District, "risks?incomplete=yes", 50, 50, [0, 0]),
        Ask("district: review=due", District, "risks?review=due", 50, 50, [0, 0]),
        Ask("district: person=me, none", District, "risks?person=me", 0, 0, [0, 0]),
        Ask("district: words 电, many", District, "risks?words=%E7%94%B5", 50, 50, [0, 0]),
        Ask("district: words lab, many", District, "risks?words=lab", 50, 50, [0, 0]),
        Ask("district: words 钟楼, three", District, "risks?words=%E9%92%9F%E6%A5%BC", 3, 3, [0, 0]),
        Ask("district: words zeiss, three", District, "risks?words=zeiss", 3, 3, [0, 0]),
        Ask("city: first page", City, "risks", 50, 50, [0, 0]),
        Ask("city: page in the middle", City, "risks", 50, 50, [9, 90]),
        Ask("city: level", City, "risks?level=3", 50, 50, [0, 0]),
        Ask("city: words 电, many", City, "risks?words=%E7%94%B5", 50, 50, [0, 0]),
        Ask("city: words 钟楼, three", City, "risks?words=%E9%92%9F%E6%A5%BC", 3, 3, [0, 0]),
    ];

    /// A filled register with the people who ask.
    struct Register {
        site: TestSite,
        router: Router,
        people: [User; 3],
    }

    /// One question to one register, ready to be sent.
    struct Sent<'a> {
        register: &'a Register,
        url: String,
        cookies: String,
        length: usize,
    }

    impl Register {
        async fn filled(counties: usize, schools: usize) -> Self {
            let site = TestSite::new().await;
            let sql = include_str!("register.sql").replace("{counties}", &counties.to_string()).replace("{schools}", &schools.to_string());
            let begun = Instant::now();
            let mut owner = site.owner().acquire().await.expect("the owner connects");
            owner.execute(AssertSqlSafe(sql)).await.expect("the register is filled");
            let people =
                [site.school("一中").officer().await, site.bureau("东区局").reviewer().await, site.bureau("市局").reviewer().await];
            // The officer answers for what the third teacher answered for.
            let named = "UPDATE risk_duty SET person_id = $1 WHERE person_id = (SELECT id FROM person WHERE username = '430405s001-3')";
            sqlx::query(named).bind(people[0].person).execute(&mut *owner).await.expect("the officer is named");
            owner.execute("VACUUM ANALYZE").await.expect("the statistics are made");
            let points = site.count("risk_point").await;
            assert_eq!(points, i64::try_from(counties * schools * 100).expect("a number"));
            println!("{points} risk points at {} schools, made in {:.1} s", counties * schools, begun.elapsed().as_secs_f64());
            Self { router: hazard_register::site(site.app().clone()), site, people }
        }

        /// Goes on to the page that is meant, counts its rows and its statements.
        async fn ready(&self, ask: &Ask, side: usize) -> (Sent<'_>, usize) {
            let Ask(name, who, rest, ..) = ask;
            let (user, org) = match who {
                School => (&self.people[0], self.site.school("一中")),
                District => (&self.people[1], self.site.bureau("东区局")),
                City => (&self.people[2], self.site.bureau("市局")),
            };
            let mut url = org.url(rest);
            for _ in 0..ask.5[side] {
                url = user.get(&url).await.attr("a[rel=next]", "href");
            }
            user.get(&url).await;
            let page = user.get(&url).await;
            let rows = page.all("table tbody tr").len();
            assert_eq!((page.status(), rows), (200, if side == 0 { ask.3 } else { ask.4 }), "{name}: {url}");
            let cookies = format!("session={}", user.cookie("session").expect("signed in"));
            (Sent { register: self, url, cookies, length: page.bytes.len() }, page.statements.len())
        }
    }

    impl Sent<'_> {
        async fn once(&self) -> Duration {
            let request = Request::get(&self.url).header(COOKIE, &self.cookies).header("accept-language", "zh-CN");
            let request =
                request.extension(ConnectInfo(SocketAddr::from(([192, 0, 2, 7], 40_000)))).body(Body::empty()).expect("a request");
            let begun = Instant::now();
            let response = self.register.router.clone().oneshot(request).await.expect("the router always answers");
            let status = response.status();
            let bytes = response.into_body().collect().await.expect("the body is whole").to_bytes();
            let taken = begun.elapsed();
            assert_eq!((status.as_u16(), bytes.len()), (200, self.length), "{}", self.url);
            taken
        }

        /// The median of a turn, in milliseconds.
        async fn turn(&self) -> f64 {
            let mut times = Vec::new();
            for _ in 0..TURN {
                times.push(self.once().await.as_secs_f64() * 1000.0);
            }
            median(&mut times)
        }
    }

    fn median(of: &mut [f64]) -> f64 {
        of.sort_by(f64::total_cmp);
        (of[of.len() / 2] + of[(of.len() - 1) / 2]) / 2.0
    }

    async fn run(only: Option<&str>) -> bool {
        let (small, large) = (Register::filled(1, 10).await, Register::filled(10, 100).await);
        println!("\n{:<32} {:>9} {:>9} {:>9} {:>9} {:>7}  range", "", "SQL", "rows", "A ms", "B ms", "B ÷ A");
        let mut kept = true;
        for ask in ASKED.iter().filter(|ask| only.is_none_or(|only| ask.0.contains(only))) {
            let ((a, statements_a), (b, statements_b)) = (small.ready(ask, 0).await, large.ready(ask, 1).await);
            for _ in 0..WARM {
                a.once().await;
                b.once().await;
            }
            let (mut ratios, mut times) = (Vec::new(), [Vec::new(), Vec::new()]);
            for _ in 0..ROUNDS {
                let turns = [a.turn().await, b.turn().await, b.turn().await, a.turn().await];
                ratios.push((turns[1] + turns[2]) / (turns[0] + turns[3]));
                times[0].extend([turns[0], turns[3]]);
                times[1].extend([turns[1], turns[2]]);
            }
            let ratio = median(&mut ratios);
            let good = ratio <= GOAL && statements_b <= statements_a;
            kept &= good;
            println!(
                "{} {:>9} {:>9} {:>9.2} {:>9.2} {:>7.2}  {:.2}–{:.2}{}",
                padded(ask.0, 32),
                format!("{statements_a} : {statements_b}"),
                format!("{} : {}", ask.3, ask.4),
                median(&mut times[0]),
                median(&mut times[1]),
                ratio,
                ratios[0],
                ratios[ROUNDS - 1],
                if good { "" } else { "  over" }
            );
        }
        kept
    }

    /// Padded to a width in columns: a Chinese character takes two.
    fn padded(text: &str, width: usize) -> String {
        let columns: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        format!("{text}{}", " ".repeat(width.saturating_sub(columns)))
    }

    pub fn main() {
        let only = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
        let kept = runtime.block_on(run(only.as_deref()));
        println!(
            "\n{}",
            if kept { "Every page within the goal: no more statements, B ÷ A at most 1.3." } else { "Some page is over the goal." }
        );
    }
}
