//! What the limits' template is given.

use super::model::{Bounds, Family, Number, kept};
use super::store::Standing;
use crate::access::Place;
use crate::text::filters;
use crate::web::form::Form;
use crate::web::page::{Section, Shell, View};
use askama::Template;

/// Whether somebody was first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Calm,
    Stale,
}

#[derive(Template)]
#[template(path = "limit/show.html")]
pub struct Page {
    pub shell: Shell,
    pub place: Place,
    pub name: String,
    pub family: Family,
    /// Each family, and whether it is this one.
    pub tabs: Vec<(Family, bool)>,
    pub sets: bool,
    pub version: i64,
    pub form: Form,
    pub stale: bool,
    pub rows: Vec<Row>,
}

/// One number.
pub struct Row {
    pub number: Number,
    pub field: &'static str,
    pub source: &'static str,
    /// Its Fluent key.
    pub key: String,
    /// How far it may go.
    pub range: String,
    /// In force now, and what holds when nothing is set here.
    pub now: i32,
    pub inherited: i32,
    /// Who set the one and the other; nobody where it is the product's own.
    pub whose: Option<String>,
    pub above: Option<String>,
    /// Where the number in force comes from.
    pub why: String,
}

impl Page {
    pub fn new(view: &View, place: &Place, family: Family, standing: &Standing, sets: bool, form: Form, tone: Tone) -> Self {
        let mut shell = view.shell(Section::None);
        shell.problem = form.has_faults() || tone == Tone::Stale;
        let row = |number: Number| {
            let (own, above) = (standing.own.get(&number), standing.above.get(&number));
            let set = own.or(above);
            Row {
                number,
                field: number.field(),
                source: number.source_field(),
                key: format!("limit-{}", number.slug()),
                range: {
                    let Bounds { least, most, .. } = number.bounds();
                    format!("{least}–{most}")
                },
                now: kept(number, set.map(|set| set.value)),
                inherited: kept(number, above.map(|above| above.value)),
                whose: set.map(|set| set.bureau.say(view.lang).to_owned()),
                above: above.map(|above| above.bureau.say(view.lang).to_owned()),
                why: set.map(|set| set.source.clone()).unwrap_or_default(),
            }
        };
        Self {
            shell,
            name: place.name(view.lang).to_owned(),
            place: place.clone(),
            family,
            tabs: Family::ALL.iter().map(|one| (*one, *one == family)).collect(),
            sets,
            version: standing.version,
            form,
            stale: tone == Tone::Stale,
            rows: family.numbers().map(row).collect(),
        }
    }
}
