//! What the map's templates are given; `drawing` is a plan as it is drawn.

mod drawing;

use drawing::{Drawing, rank};

use super::form::{self, CLICK_WIDTH, STEPS};
use super::geometry::{FEWEST_CORNERS, Grid};
use super::model::{Area, Plan, Point};
use super::rules::{self, Refusal};
use crate::access::Place;
use crate::id::RequestId;
use crate::ledger::Line;
use crate::risk::catalogue;
use crate::text::filters;
use crate::web::form::{Choice, Errors, Fields, Form};
use crate::web::page::{Section, Shell, View};
use askama::Template;

/// A plan with what lies on it.
pub struct Base {
    pub plan: Plan,
    pub points: Vec<Point>,
    pub areas: Vec<Area>,
}

/// A risk point in a list.
pub struct Row {
    pub rank: u8,
    pub number: String,
    pub name: String,
    pub href: String,
    /// Its cell on the plan; empty when it is not on it.
    pub cell: String,
}

impl Row {
    fn of(place: &Place, grid: Option<Grid>, point: &Point) -> Self {
        Self {
            rank: rank(point.level),
            number: point.number.clone(),
            name: point.name.clone(),
            href: format!("/o/{}/risks/{}", place.code, point.number),
            cell: point.at.zip(grid).map(|(spot, grid)| grid.cell(spot)).unwrap_or_default(),
        }
    }
}

/// An area in a list.
pub struct AreaRow {
    pub number: i16,
    /// 0 for none.
    pub rank: u8,
    pub name: String,
    /// The catalogue's area it stands for, in words; empty for none.
    pub of: String,
    /// How many points count for it.
    pub count: usize,
}

fn area_rows(view: &View, areas: &[Area], points: &[Point]) -> Vec<AreaRow> {
    let row = |area: &Area| AreaRow {
        number: area.number,
        rank: rules::level_of(area, points).map_or(0, rank),
        name: area.name.clone(),
        of: if area.area.is_empty() { String::new() } else { catalogue::area_name(&area.area, view.lang).to_owned() },
        count: points.iter().filter(|point| rules::belongs(area, point)).count(),
    };
    areas.iter().map(row).collect()
}

/// What the address of the map asks for.
pub struct Seek {
    /// The number of a risk point.
    pub sought: String,
    /// Levels of the legend that are ticked; none is all.
    pub levels: Vec<i16>,
}

/// A line of the legend.
pub struct LegendRow {
    pub rank: u8,
    pub count: usize,
    pub ticked: bool,
}

#[derive(Template)]
#[template(path = "plan/show.html")]
pub struct MapPage {
    pub shell: Shell,
    pub place: Place,
    pub school: String,
    pub keeper: bool,
    pub plan: Option<Plan>,
    pub tabs: Vec<Tab>,
    pub drawing: Option<Drawing>,
    pub legend: Vec<LegendRow>,
    pub narrowed: bool,
    /// Marked on this plan, and of the levels ticked.
    pub here: Vec<Row>,
    /// On this plan, whatever is ticked.
    pub total: usize,
    pub unplaced: Vec<Row>,
    pub areas: Vec<AreaRow>,
    /// The point the address asks for, when it lies on no plan.
    pub lost: Option<Row>,
    /// Since when the plan is out of use.
    pub retired: Option<String>,
    pub today: String,
}

pub struct Tab {
    pub href: String,
    pub name: String,
    pub current: bool,
}

impl MapPage {
    #[expect(clippy::too_many_arguments, reason = "each is one query of the page")]
    pub fn new(
        view: &View,
        place: &Place,
        keeper: bool,
        plan: Option<&Plan>,
        plans: &[Plan],
        points: &[Point],
        areas: &[Area],
        seek: &Seek,
    ) -> Self {
        let shown = |level: i16| seek.levels.is_empty() || seek.levels.contains(&level);
        let grid = plan.map(Plan::grid);
        let placed = |point: &&Point| point.at.is_some();
        let drawing = plan.map(|plan| {
            let mut drawing = Drawing::new(place, plan, false);
            drawing.linked = true;
            drawing.zones =
                areas.iter().map(|area| drawing.zone(area, rules::level_of(area, points).filter(|level| shown(*level)))).collect();
            drawing.pins = points
                .iter()
                .rev()
                .filter(|point| shown(point.level))
                .filter_map(|point| drawing.pin(place, point, &seek.sought))
                .collect();
            drawing
        });
        let row = |point: &Point| Row::of(place, grid, point);
        let lost = points.iter().find(|point| point.number == seek.sought && point.unplaced()).map(row);
        Self {
            shell: view.shell(Section::Map),
            place: place.clone(),
            school: place.name(view.lang).to_owned(),
            keeper,
            tabs: plans
                .iter()
                .filter(|one| one.retired_at.is_none())
                .map(|one| Tab {
                    href: format!("/o/{}/map/{}", place.code, one.number),
                    name: one.name.clone(),
                    current: plan.is_some_and(|plan| plan.number == one.number),
                })
                .collect(),
            drawing,
            legend: (1..=4)
                .map(|level| LegendRow {
                    rank: rank(level),
                    count: points.iter().filter(placed).filter(|point| point.level == level).count(),
                    ticked: shown(level),
                })
                .collect(),
            narrowed: !seek.levels.is_empty() && seek.levels.len() < 4,
            here: points.iter().filter(placed).filter(|point| shown(point.level)).map(row).collect(),
            total: points.iter().filter(placed).count(),
            unplaced: points.iter().filter(|point| point.unplaced()).map(row).collect(),
            areas: area_rows(view, areas, points),
            lost,
            retired: plan.and_then(|plan| plan.retired_at).map(|at| view.lang.day(view.zone.day(at))),
            today: view.lang.day(view.today()),
            plan: plan.cloned(),
        }
    }

    /// Of the plan that is shown.
    pub fn url(&self, rest: &str) -> String {
        match &self.plan {
            Some(plan) => format!("/o/{}/map/{}{rest}", self.place.code, plan.number),
            None => format!("/o/{}/map{rest}", self.place.code),
        }
    }

    /// The plan's building and floor; empty when nothing is said.
    pub fn lies(&self) -> String {
        let plan = self.plan.as_ref();
        let parts = plan.map(|plan| [plan.building.as_str(), plan.floor.as_str()]).unwrap_or_default();
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

#[derive(Template)]
#[template(path = "plan/place.html")]
pub struct PlacePage {
    pub shell: Shell,
    pub place: Place,
    pub plan: Plan,
    pub drawing: Drawing,
    pub form: Form,
    pub refusal: Option<&'static str>,
    /// The points to choose from: on no plan, on this one, on another.
    pub groups: Vec<Group>,
    /// The chosen point lies on this plan.
    pub chosen: Option<Row>,
    pub steps: Vec<Choice>,
    pub areas: Vec<AreaRow>,
    pub unplaced: Vec<Row>,
    pub here: Vec<Row>,
    /// The control that has the focus first.
    pub focus: &'static str,
    pub last_cell: String,
    pub click: (i32, i32),
}

/// Points of one kind in the list of choices.
pub struct Group {
    pub key: &'static str,
    choices: Vec<Choice>,
}

impl Group {
    pub fn choices(&self) -> &[Choice] {
        &self.choices
    }
}

impl PlacePage {
    /// What the form shows first: the point of the address and where it lies.
    pub fn first(base: &Base, asked: &Fields) -> Fields {
        let mut first = Fields::default();
        let point = base.points.iter().find(|point| point.number == asked.get("point"));
        if let Some(point) = point {
            first.set("point", point.number.as_str());
            first.set("at", point.at.map(form::written).unwrap_or_default());
        }
        first.set("step", STEPS.iter().map(ToString::to_string).find(|step| step == asked.get("step")).unwrap_or_else(|| "100".into()));
        first
    }

    /// The query of the page that follows: the same point, the same step, and the button that was pressed, which gets the focus back.
    pub fn onward(fields: &Fields) -> String {
        let point: String = fields.get("point").chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(20).collect();
        let step: String = fields.get("step").chars().filter(char::is_ascii_digit).take(4).collect();
        let did = match fields.get("do") {
            did @ ("left" | "right" | "up" | "down" | "off") => did,
            _ => "place",
        };
        format!("point={point}&step={step}&did={did}")
    }

    pub fn new(view: &View, place: &Place, base: &Base, form: Form, did: &str, refusal: Option<Refusal>) -> Self {
        let mut shell = view.shell(Section::Map);
        shell.problem = form.has_faults();
        let grid = Some(base.plan.grid());
        let row = |point: &Point| Row::of(place, grid, point);
        let of = |key, keep: fn(&Point) -> bool| Group {
            key,
            choices: base
                .points
                .iter()
                .filter(|point| keep(point))
                .map(|point| Choice::named(point.number.as_str(), format!("{} {}", point.number, point.name)))
                .collect(),
        };
        let groups = [
            of("map-group-unplaced", Point::unplaced),
            of("map-group-here", |point| point.at.is_some()),
            of("map-group-elsewhere", |point| point.at.is_none() && point.elsewhere),
        ];
        let step = |step: &i32| Choice::named(step.to_string(), format!("{}.{}%", step / 100, step % 100 / 10));
        let chosen = base.points.iter().find(|point| point.number == form.value("point") && point.at.is_some()).map(row);
        let focus = match did {
            "left" => "left",
            "right" => "right",
            "up" => "up",
            "down" => "down",
            "place" | "off" => "point",
            _ if form.has_faults() || refusal.is_some() || form.value("point").is_empty() => "",
            _ => "at",
        };
        Self {
            shell,
            drawing: Drawing::full(place, base, true, form.value("point")),
            place: place.clone(),
            groups: groups.into_iter().filter(|group| !group.choices.is_empty()).collect(),
            chosen,
            steps: STEPS.iter().map(step).collect(),
            areas: area_rows(view, &base.areas, &base.points),
            unplaced: base.points.iter().filter(|point| point.unplaced()).map(row).collect(),
            here: base.points.iter().filter(|point| point.at.is_some()).map(row).collect(),
            focus,
            last_cell: base.plan.grid().last(),
            click: (CLICK_WIDTH, form::click_height(&base.plan)),
            plan: base.plan.clone(),
            form,
            refusal: refusal.map(Refusal::key),
        }
    }

    pub fn url(&self, rest: &str) -> String {
        format!("/o/{}/map/{}{rest}", self.place.code, self.plan.number)
    }
}

#[derive(Template)]
#[template(path = "plan/area.html")]
pub struct AreaPage {
    pub shell: Shell,
    pub place: Place,
    pub plan: Plan,
    pub drawing: Drawing,
    pub form: Form,
    pub refusal: Option<&'static str>,
    /// Of the area that is changed; none for a new one.
    pub number: Option<i16>,
    pub areas: Vec<Choice>,
    pub last_cell: String,
    pub click: (i32, i32),
}

impl AreaPage {
    /// The form as the address tells it: what was typed so far, with the corner that was just clicked, or without the last.
    pub fn grown(base: &Base, before: Option<&Area>, mut asked: Fields) -> Form {
        if !asked.has("corners") {
            let mut first = Fields::default();
            if let Some(before) = before {
                first.set("name", before.name.as_str());
                first.set("area", before.area.as_str());
                let corners: Vec<String> = before.outline.corners().iter().map(|spot| form::corner(*spot)).collect();
                first.set("corners", corners.join(" "));
            }
            return Form::filled(first);
        }
        let mut errors = Errors::default();
        let grid = base.plan.grid();
        let mut typed = asked.get("corners").trim().to_owned();
        match form::click(&asked, &base.plan) {
            Some(Ok(spot)) => {
                let corner = form::corner(spot);
                // The same address asked for again adds nothing.
                if !typed.ends_with(&corner) {
                    typed = format!("{typed} {corner}").trim_start().to_owned();
                }
            }
            Some(Err(_)) => errors.add_with("corners", "map-spot-off", format!("A1–{}", grid.last())),
            None => {}
        }
        if asked.get("do") == "undo"
            && let Ok(mut read) = form::corners(&typed, grid)
        {
            read.pop();
            typed = read.into_iter().map(|(word, _)| word).collect::<Vec<_>>().join(" ");
        }
        // Fewer than three corners are no fault yet.
        let enough = form::corners(&typed, grid).map_or(true, |read| read.len() >= FEWEST_CORNERS);
        if enough && let Err((key, arg)) = form::outline(&typed, grid) {
            errors.add_with("corners", key, arg);
        }
        asked.set("corners", typed);
        Form::again(asked, errors, vec![])
    }

    pub fn new(view: &View, place: &Place, base: &Base, before: Option<&Area>, form: Form, refusal: Option<Refusal>) -> Self {
        let mut shell = view.shell(Section::Map);
        shell.problem = form.has_faults();
        let grid = base.plan.grid();
        let mut drawing = Drawing::full(place, base, true, "");
        if let Some(before) = before {
            // Its own old outline would lie under the new one.
            let at = base.areas.iter().position(|area| area.id == before.id);
            if let Some(at) = at {
                drawing.zones.remove(at);
            }
        }
        if let Ok(read) = form::corners(form.value("corners"), grid) {
            drawing.corners = read.iter().map(|(_, spot)| drawing.at(*spot)).collect();
        }
        Self {
            shell,
            drawing,
            place: place.clone(),
            number: before.map(|area| area.number),
            areas: catalogue::areas().iter().map(|area| Choice::named(area.code.as_str(), area.words.say(view.lang))).collect(),
            last_cell: grid.last(),
            click: (CLICK_WIDTH, form::click_height(&base.plan)),
            plan: base.plan.clone(),
            form,
            refusal: refusal.map(Refusal::key),
        }
    }

    pub fn url(&self, rest: &str) -> String {
        format!("/o/{}/map/{}{rest}", self.place.code, self.plan.number)
    }

    /// The last part of this area's address.
    pub fn slug(&self) -> String {
        self.number.map_or_else(|| "new".to_owned(), |number| number.to_string())
    }
}

#[derive(Template)]
#[template(path = "plan/about.html")]
pub struct AboutPage {
    pub shell: Shell,
    pub place: Place,
    /// None for a new one.
    pub plan: Option<Plan>,
    pub form: Form,
    pub refusal: Option<&'static str>,
    /// The id of the form that takes it out of use: it is another press than saving.
    pub retire_id: RequestId,
    /// Places among the tabs; empty where there is no choice.
    pub ordinals: Vec<Choice>,
    pub history: Vec<Line>,
}

impl AboutPage {
    /// What the form of a plan shows first.
    pub fn first(plan: &Plan, others: &[Plan]) -> Fields {
        let before = others.iter().filter(|other| (other.ordinal, other.number) < (plan.ordinal, plan.number)).count();
        let ordinal = (before + 1).to_string();
        let mut first = Fields::default();
        for (name, value) in [("name", &plan.name), ("building", &plan.building), ("floor", &plan.floor), ("ordinal", &ordinal)] {
            first.set(name, value.as_str());
        }
        first
    }

    pub fn new(
        view: &View,
        place: &Place,
        plan: Option<&Plan>,
        others: usize,
        form: Form,
        refusal: Option<Refusal>,
        history: Vec<Line>,
    ) -> Self {
        let mut shell = view.shell(Section::Map);
        shell.problem = form.has_faults();
        let last = if plan.is_some() { others + 1 } else { 0 };
        Self {
            shell,
            place: place.clone(),
            ordinals: if last > 1 { (1..=last).map(|n| Choice::named(n.to_string(), n.to_string())).collect() } else { vec![] },
            plan: plan.cloned(),
            form,
            refusal: refusal.map(Refusal::key),
            retire_id: RequestId::new(),
            history,
        }
    }

    pub fn map(&self) -> String {
        format!("/o/{}/map", self.place.code)
    }

    /// Where the form is sent.
    pub fn action(&self) -> String {
        match &self.plan {
            Some(plan) => format!("{}/{}/about", self.map(), plan.number),
            None => self.map(),
        }
    }

    /// The small picture it has now, and the picture itself.
    pub fn pictures(&self) -> Option<(String, String)> {
        let photo = self.plan.as_ref()?.photo?;
        let of = |size: &str| format!("/o/{}/photos/{photo}/{size}", self.place.code);
        Some((of("thumb"), of("page")))
    }
}
