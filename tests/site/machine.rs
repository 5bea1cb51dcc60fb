//! The pure machine against the database: whatever the rules decide is what the row becomes, and the sums and the chain follow.

use crate::common::{Org, TestSite, User, photo};
use chrono::Duration;
use hazard_register::access::Role;
use hazard_register::db::Scope;
use hazard_register::error::Error;
use hazard_register::evidence::Moment;
use hazard_register::evidence::photo::Photo;
use hazard_register::fund;
use hazard_register::fund::model::{Deed as Money, Draft, Kind};
use hazard_register::id::{InspectionPlanId, PhotoId, RequestId, TicketId};
use hazard_register::ledger::{self, Numbered};
use hazard_register::money::Fen;
use hazard_register::ticket::major::{Acceptance, Basis, ControlKind, SixParts, Ticked};
use hazard_register::ticket::model::{Category, Grade, Source, Ticket, VoidReason};
use hazard_register::ticket::rules::{self, Act, Assignee, Deed, Report};
use hazard_register::ticket::store;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Walks per school, and acts per walk.
const WALKS: u64 = 16;
const ACTS: usize = 36;

/// What somebody can try: a report begins a walk, and absorbing comes with a duplicate.
fn tried() -> Vec<Deed> {
    Deed::ALL.iter().copied().filter(|deed| !matches!(deed, Deed::Report | Deed::Absorb)).collect()
}

struct Walk {
    site: TestSite,
    school: Org,
    /// Everybody who tries something here; the last three have no business at this school.
    cast: Vec<User>,
    picture: Arc<Photo>,
    rng: StdRng,
    /// The first ticket of the walks: others may be called duplicates of it.
    begun: Option<TicketId>,
    met: BTreeSet<(Role, &'static str, &'static str, bool)>,
    /// Listings so far: their numbers differ.
    listed: u32,
    /// What was done with money, and whether it was carried out.
    paid: BTreeSet<(&'static str, bool)>,
    /// Dice of its own, so that money leads no walk elsewhere.
    purse: StdRng,
}

fn six() -> SixParts {
    let words = || "写明".to_owned();
    SixParts { causes: words(), harm: words(), goal: words(), materials: words(), bodies: words(), requirements: words() }
}

fn on_site(today: chrono::NaiveDate) -> Acceptance {
    Acceptance { visited_on: today, members: vec!["甲".into(), "乙".into()] }
}

impl Walk {
    fn chance(&mut self, of_ten: u32) -> bool {
        self.rng.random_range(0..10) < of_ten
    }

    fn any<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.rng.random_range(0..from.len())]
    }

    /// A photo under a draft, as a form would have left it.
    async fn drafted(&mut self, scope: &mut Scope) -> Vec<PhotoId> {
        let id = PhotoId::new();
        hazard_register::evidence::store::keep(scope, &self.school.place, RequestId::new(), id, Moment::After, &self.picture)
            .await
            .expect("the photo is kept");
        vec![id]
    }

    /// Something that might be tried now; more often than not something that is open.
    async fn act(&mut self, t: &Ticket, deed: Deed, scope: &mut Scope, photos: bool) -> Act {
        let note = || "走一步".to_owned();
        let grade = if self.chance(6) { Grade::Major } else { Grade::General };
        let n = self.rng.random_range(0..3);
        let to = Assignee { person: self.cast[n].person, principal: self.cast[n].role == Role::Principal };
        let spent = Fen(self.rng.random_range(0..100_000));
        let today = self.site.app().zone.day(scope.now().expect("the turn was taken"));
        let due_on = today + Duration::days(self.rng.random_range(-2..380));
        // Mostly later than the deadline, sometimes not.
        let later = t.due_on().unwrap_or(today) + Duration::days(self.rng.random_range(-1..20));
        let shown = if photos { self.drafted(scope).await } else { vec![] };
        match deed {
            Deed::Report | Deed::Absorb => unreachable!("a walk begins with the one, and the other comes with a duplicate"),
            Deed::Confirm => {
                let ticked = if grade == Grade::Major && self.chance(2) {
                    Ticked { ids: vec![], met: Some(Basis::Criterion) }
                } else {
                    Ticked::default()
                };
                Act::Confirm { grade, category: self.any(Category::ALL), ticked, note: note() }
            }
            Deed::Void => {
                let reason = self.any(VoidReason::ALL);
                let original = if reason == VoidReason::Duplicate { self.begun } else { None };
                Act::Void { reason, note: note(), original }
            }
            Deed::FixOnTheSpot => Act::FixOnTheSpot { done: note(), spent, photos: shown },
            Deed::Assign => Act::Assign { to, measures: note(), planned: spent, due_on, contingency: note(), six: Some(six()) },
            Deed::ApprovePlan => Act::ApprovePlan { note: note() },
            Deed::ReturnPlan => Act::ReturnPlan { note: note() },
            Deed::Progress => Act::Progress { note: note() },
            Deed::Reassign => Act::Reassign { to, note: note() },
            Deed::Submit => Act::Submit { done: note(), spent, photos: shown },
            Deed::Pass => Act::Pass { note: note() },
            Deed::Fail => Act::Fail { note: note() },
            Deed::Sign => Act::Sign { note: note() },
            Deed::SendBack => Act::SendBack { note: note() },
            Deed::Accept => Act::Accept { on_site: on_site(today), note: note() },
            Deed::Control => Act::Control {
                plan: InspectionPlanId::new(),
                kind: self.any(ControlKind::ALL),
                words: note(),
                owner: to.person,
                times: 1 + u8::try_from(n).unwrap(),
            },
            Deed::Lift => Act::Lift { plan: t.controls.first().map_or_else(InspectionPlanId::new, |one| one.plan), note: note() },
            Deed::CloseOff => Act::CloseOff { note: note() },
            Deed::PutBack => Act::PutBack { note: note() },
            Deed::List => {
                self.listed += 1;
                Act::List {
                    number: format!("{}-{}", t.id, self.listed),
                    due_on: later + Duration::days(30),
                    supervisor: to.person,
                    note: note(),
                }
            }
            Deed::DeclineListing => Act::DeclineListing { note: note() },
            Deed::FileListing => Act::FileListing,
            Deed::PublishListing => Act::PublishListing,
            Deed::Delist => Act::Delist { on_site: on_site(today), note: note() },
            Deed::Refuse => Act::Refuse { note: note() },
            Deed::AskExtension => Act::AskExtension { until: later + Duration::days(10), reason: note(), interim: note() },
            Deed::GrantExtension => Act::GrantExtension { until: later, note: note() },
            Deed::DenyExtension => Act::DenyExtension { note: note() },
            Deed::Reopen => Act::Reopen { due_on: Some(due_on), note: note() },
            Deed::Regrade => Act::Regrade { grade, ticked: Ticked::default(), note: note() },
            Deed::Comment => Act::Comment { note: note() },
            Deed::Join => Act::Join { note: note() },
        }
    }

    /// A ticket of our own, by somebody who may report; some are said to be fixed already.
    async fn begin(&mut self) -> Option<Ticket> {
        let finder = self.cast[self.rng.random_range(0..4)].actor().await;
        let place = self.school.place.clone();
        let zone = self.site.app().zone;
        let mut scope = self.site.app().db.scope(&finder).await.expect("a scope");
        let head = scope.turn(&place).await.expect("the turn");
        let now = scope.now().expect("the turn was taken");
        let year = hazard_register::clock::year_of(zone.day(now));
        let number = ledger::next_number(&mut scope, &place, Numbered::Ticket, year).await.expect("a number");
        let fixed = if self.chance(2) { Some(("当场拧紧".to_owned(), Fen(500))) } else { None };
        let photos = self.drafted(&mut scope).await;
        let report = Report {
            id: TicketId::new(),
            number: hazard_register::ticket::pages::number(year, number),
            title: "随机".into(),
            description: String::new(),
            place: "某处".into(),
            category: Category::Other,
            grade: Grade::General,
            source: Source::Snap,
            risk_point: None,
            level: None,
            inspection: None,
            found_at: now,
            photos,
            no_photo: String::new(),
            position: None,
            fixed,
        };
        let step = rules::report(&place, &finder, report, now).ok()?;
        store::save(&mut scope, &place, &head, zone, &step).await.expect("what the rules allow, the database takes");
        scope.commit().await.expect("committed");
        self.begun.get_or_insert(step.after().id);
        Some(step.after().clone())
    }

    /// Somebody approves, spends or takes back money of it: the rules and the database say the same, and nothing of the ticket moves.
    async fn pay(&mut self, model: &Ticket) {
        let user = self.cast[self.purse.random_range(0..self.cast.len())].clone();
        let (actor, place) = (user.actor().await, self.school.place.clone());
        let mut scope = self.site.app().db.scope(&actor).await.expect("a scope");
        let Ok(head) = scope.turn(&place).await else { return };
        let row = store::lock(&mut scope, &place, &model.number).await.expect("the ticket is there");
        let entries = fund::store::entries(&mut scope, place.district, row.id).await.expect("its money");
        let deed = [Money::Approve, Money::Spend, Money::Cancel][self.purse.random_range(0..3)];
        let which = if entries.is_empty() { None } else { entries.get(self.purse.random_range(0..entries.len())) };
        let decided = fund::rules::may(deed, &row, &entries, which.filter(|_| deed == Money::Cancel), &actor, &place);
        self.paid.insert((deed.act(), decided.is_ok()));
        if decided.is_err() {
            return;
        }
        let today = self.site.app().zone.day(scope.now().expect("the turn was taken"));
        let source = fund::source::sources()[self.purse.random_range(0..3)].code.clone();
        let fresh = |kind, fen| Draft {
            kind,
            fen: Fen(fen),
            source,
            on: today,
            words: String::new(),
            voucher: "2026-118".into(),
            photos: vec![],
            by_bureau: kind == Kind::Approved && !actor.role().at_school(),
            cancels: None,
        };
        let draft = match (deed, which) {
            (Money::Cancel, Some(one)) => Draft {
                kind: one.kind,
                fen: Fen(-one.fen.0),
                source: one.source.clone(),
                on: one.on,
                words: "记错了".into(),
                voucher: String::new(),
                photos: vec![],
                by_bureau: one.by_bureau,
                cancels: Some(one.id),
            },
            (Money::Approve, _) => fresh(Kind::Approved, self.purse.random_range(1..100_000)),
            _ => fresh(Kind::Spent, self.purse.random_range(1..100_000)),
        };
        fund::store::enter(&mut scope, &place, &head, deed, &row, &draft)
            .await
            .unwrap_or_else(|error| panic!("the rules allow {deed} of {draft:?} beside {entries:?}, the database does not: {error}"));
        scope.commit().await.expect("committed");
    }

    /// One try on a ticket: the row is as the model says, and both go the same way.
    async fn step(&mut self, model: &mut Ticket) {
        let mut options = Vec::new();
        for user in &self.cast {
            let actor = user.actor().await;
            options.extend(rules::open_to(model, &actor).into_iter().map(|deed| (user.clone(), deed)));
        }
        // What this walk never carried out yet is tried first, half of the time.
        let fresh: Vec<_> = options
            .iter()
            .filter(|(_, deed)| *deed != Deed::Void && !self.met.iter().any(|(.., tried, done)| *done && *tried == deed.code()))
            .cloned()
            .collect();
        if !fresh.is_empty() && self.chance(5) {
            options = fresh;
        } else {
            // Void ends a walk, and much leads nowhere: now and then is enough.
            let (onward, real) = (self.chance(6), self.chance(4));
            options.retain(
                |(_, deed)| {
                    if *deed == Deed::Void { !real } else { !onward || deed.is_awaited() || *deed == Deed::FixOnTheSpot }
                },
            );
        }
        let (user, deed) = if !options.is_empty() && self.chance(7) {
            let n = self.rng.random_range(0..options.len());
            options.swap_remove(n)
        } else {
            let n = self.rng.random_range(0..self.cast.len());
            (self.cast[n].clone(), self.any(&tried()))
        };
        let actor = user.actor().await;
        let place = self.school.place.clone();
        let zone = self.site.app().zone;
        let mut scope = self.site.app().db.scope(&actor).await.expect("a scope");
        let head = match scope.turn(&place).await {
            Ok(head) => head,
            Err(error) => {
                // The walls already kept them out; the rules would have, too.
                assert!(matches!(error, Error::NotFound) && !actor.reaches(&place.path), "{error}");
                assert!(rules::may(model, &actor, deed).is_err());
                return;
            }
        };
        let row = store::lock(&mut scope, &place, &model.number).await.expect("the ticket is there");
        assert_eq!(row, *model, "the row is not what the rules made of it");
        let (now, photos) = (scope.now().expect("the turn was taken"), self.chance(9));
        let act = self.act(&row, deed, &mut scope, photos).await;
        let decided = rules::decide(&row, &actor, &act, now, zone.day(now));
        self.met.insert((actor.role(), row.state.code(), deed.code(), decided.is_ok()));
        if let Ok(step) = decided {
            store::save(&mut scope, &place, &head, zone, &step)
                .await
                .unwrap_or_else(|error| panic!("the rules allow {act:?} on {row:?}, the database does not: {error}"));
            scope.commit().await.expect("committed");
            *model = step.after().clone();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_follows_the_machine() {
    let site = TestSite::new().await;
    let picture = Arc::new(hazard_register::evidence::photo::read(&photo(1)).expect("a photo"));
    let mut walks = Vec::new();
    // Four schools at once, two and two under one district, so that the districts' sums are fought over.
    for (n, (name, bureau, stranger)) in
        [("一中", "东区局", "西区局"), ("二小", "东区局", "西区局"), ("三中", "西区局", "东区局"), ("四小", "西区局", "东区局")]
            .into_iter()
            .enumerate()
    {
        let (school, bureau) = (site.school(name), site.bureau(bureau));
        let next = site.school(if name == "一中" { "二小" } else { "一中" });
        let cast = vec![
            school.staff().await,
            school.officer().await,
            school.principal().await,
            bureau.reviewer().await,
            bureau.leader().await,
            bureau.administrator().await,
            next.officer().await,
            next.principal().await,
            site.bureau(stranger).reviewer().await,
        ];
        let walk = Walk {
            site: site.clone(),
            school,
            cast,
            picture: picture.clone(),
            rng: StdRng::seed_from_u64(20_261_122 + n as u64),
            begun: None,
            met: BTreeSet::new(),
            listed: 0,
            paid: BTreeSet::new(),
            purse: StdRng::seed_from_u64(n as u64),
        };
        walks.push(tokio::spawn(async move {
            let mut walk = walk;
            for _ in 0..WALKS {
                let Some(mut model) = walk.begin().await else { continue };
                for _ in 0..ACTS {
                    walk.step(&mut model).await;
                    if walk.purse.random_range(0..10) < 3 {
                        walk.pay(&model).await;
                    }
                }
            }
            (walk.met, walk.paid)
        }));
    }
    let (mut met, mut paid) = (BTreeSet::new(), BTreeSet::new());
    for walk in walks {
        let (acts, money) = walk.await.expect("every walk ends well");
        met.extend(acts);
        paid.extend(money);
    }
    site.holds_together().await;
    // The walks were worth something: every act was carried out by somebody, and refused to somebody.
    for deed in &tried() {
        assert!(met.iter().any(|(.., tried, done)| *tried == deed.code() && *done), "no walk carried out {deed}");
        assert!(met.iter().any(|(.., tried, done)| *tried == deed.code() && !*done), "no walk was refused {deed}");
    }
    let all = [Money::Approve, Money::Spend, Money::Cancel].map(Money::act);
    assert_eq!(
        paid,
        all.into_iter().flat_map(|act| [(act, false), (act, true)]).collect(),
        "money was approved, spent and taken back, and refused"
    );
}
