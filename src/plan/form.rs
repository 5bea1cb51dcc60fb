//! The map's forms: what was typed, clicked or nudged becomes a checked act. Every fault is named at its field and nothing typed is lost.

use super::geometry::{Crooked, Grid, MOST_CORNERS, Outline, SIDE, Spot};
use super::model::{Area, NewPlan, Picture, Plan, Point};
use super::rules::{Act, MOST_PLANS, Named};
use crate::evidence::{Moment, Photos};
use crate::id::{PlanAreaId, PlanId};
use crate::risk::catalogue;
use crate::web::form::{Errors, Fields};

/// The file input of a plan's picture.
pub const PICTURE: [(&str, Moment); 1] = [("picture", Moment::Plan)];

/// Characters of a plan's or an area's name, and of a building or floor.
const NAME: usize = 40;
const WORDS: usize = 20;
/// Characters of a reason.
const NOTE: usize = 500;
/// Characters of all corners together: 24 of the longest.
const CORNERS: usize = 600;

/// How wide a plan is drawn where it is clicked, in CSS pixels: a click is told in these.
pub const CLICK_WIDTH: i32 = 900;

/// The steps a mark can be nudged by, in ten-thousandths.
pub const STEPS: [i32; 3] = [20, 100, 500];

/// A plan's height where it is clicked, in CSS pixels.
pub fn click_height(plan: &Plan) -> i32 {
    let (width, height) = (i64::from(plan.width.max(1)), i64::from(plan.height));
    i32::try_from((i64::from(CLICK_WIDTH) * height + width / 2) / width).unwrap_or(CLICK_WIDTH).max(1)
}

/// Why a typed place is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpotFault {
    /// Neither a cell nor a pair of percentages.
    Unreadable,
    /// A cell or a percentage beyond the edge.
    Off,
    /// More than two decimals: finer than the plan can keep.
    TooFine,
}

impl SpotFault {
    /// The Fluent key of the sentence; `$a` is what was typed and how far the grid goes.
    const fn key(self) -> &'static str {
        match self {
            Self::Unreadable => "map-spot-unreadable",
            Self::Off => "map-spot-off",
            Self::TooFine => "map-spot-fine",
        }
    }
}

/// Letters, digits and signs as a Chinese keyboard may send them, in their plain form.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c),
            '\u{3000}' => ' ',
            '\u{3001}' => ';',
            '\u{3002}' => '.',
            _ => c,
        })
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// A place as it is typed: a cell of the grid (`C7`) or percentages from the left and from the top (`42.5, 61`).
///
/// # Errors
/// Why it is none.
pub fn spot(typed: &str, grid: Grid) -> Result<Spot, SpotFault> {
    let text = plain(typed);
    let text = text.trim();
    if text.starts_with(|c: char| c.is_ascii_alphabetic()) { cell(text, grid) } else { percentages(text) }
}

fn cell(text: &str, grid: Grid) -> Result<Spot, SpotFault> {
    let mut chars = text.chars();
    let column = chars.next().map_or(0, |letter| i32::try_from(u32::from(letter)).unwrap_or(0) - 65);
    let row = chars.as_str().trim();
    if row.is_empty() || !row.bytes().all(|b| b.is_ascii_digit()) {
        return Err(SpotFault::Unreadable);
    }
    // A row of many digits is a row, only far off.
    let row = row.parse::<i32>().unwrap_or(i32::MAX);
    grid.middle(column, row.saturating_sub(1)).ok_or(SpotFault::Off)
}

fn percentages(text: &str) -> Result<Spot, SpotFault> {
    let mut parts = text.split([',', ' ', '\t']).map(str::trim).filter(|part| !part.is_empty());
    let (Some(x), Some(y), None) = (parts.next(), parts.next(), parts.next()) else { return Err(SpotFault::Unreadable) };
    Spot::new(percentage(x)?, percentage(y)?).ok_or(SpotFault::Off)
}

/// Hundredths of a per cent, exactly.
fn percentage(text: &str) -> Result<i32, SpotFault> {
    let text = text.strip_suffix('%').unwrap_or(text).trim();
    let (text, minus) = text.strip_prefix('-').map_or((text, false), |rest| (rest, true));
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if (whole.is_empty() && part.is_empty()) || !digits(whole) || !digits(part) {
        return Err(SpotFault::Unreadable);
    }
    if minus {
        return Err(SpotFault::Off);
    }
    let part = part.trim_end_matches('0');
    if part.len() > 2 {
        return Err(SpotFault::TooFine);
    }
    let whole = if whole.is_empty() { 0 } else { whole.parse::<i32>().unwrap_or(i32::MAX) };
    let part = format!("{part:0<2}").parse::<i32>().unwrap_or(0);
    whole.checked_mul(100).and_then(|whole| whole.checked_add(part)).ok_or(SpotFault::Off)
}

/// A place as the forms write it: `42.5, 61`.
pub fn written(spot: Spot) -> String {
    format!("{}, {}", hundredths(spot.x()), hundredths(spot.y()))
}

/// The same as one word among several corners: `42.5,61`.
pub fn corner(spot: Spot) -> String {
    format!("{},{}", hundredths(spot.x()), hundredths(spot.y()))
}

fn hundredths(n: i32) -> String {
    let text = format!("{}.{:02}", n / 100, n % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A click as `<input type=image name=click>` sends it: pixels from its upper left. `None` when there was none; a keyboard that presses the
/// picture sends 0, 0, which is no click.
pub fn click(fields: &Fields, plan: &Plan) -> Option<Result<Spot, SpotFault>> {
    let pixel = |name| fields.get(name).parse::<i64>().ok();
    let (x, y) = (pixel("click.x")?, pixel("click.y")?);
    if (x, y) == (0, 0) {
        return None;
    }
    let of = |pixel: i64, side: i32| i32::try_from(pixel.checked_mul(i64::from(SIDE))? / i64::from(side)).ok();
    let spot = of(x, CLICK_WIDTH).zip(of(y, click_height(plan))).and_then(|(x, y)| Spot::new(x, y));
    Some(spot.ok_or(SpotFault::Off))
}

/// The corners of an area as they are typed, each with its own words: cells and percentages, apart by spaces, semicolons or lines.
///
/// # Errors
/// The first that cannot be read, and why.
pub fn corners(typed: &str, grid: Grid) -> Result<Vec<(String, Spot)>, (String, SpotFault)> {
    let text = plain(typed);
    // A comma holds a pair together, with or without spaces around it.
    let mut joined = String::with_capacity(text.len());
    for part in text.split(',').map(str::trim) {
        if !joined.is_empty() {
            joined.push(',');
        }
        joined.push_str(part);
    }
    let words = joined.split(|c: char| c.is_whitespace() || c == ';').filter(|word| !word.is_empty());
    words.map(|word| spot(word, grid).map(|spot| (word.to_owned(), spot)).map_err(|fault| (word.to_owned(), fault))).collect()
}

/// What a fault at a place says: the words typed, and how far the grid goes.
fn told(word: &str, grid: Grid) -> String {
    let word: String = word.trim().chars().take(20).collect();
    if word.is_empty() { format!("A1–{}", grid.last()) } else { format!("{word} (A1–{})", grid.last()) }
}

/// Placing, moving, nudging or taking off one point.
///
/// # Errors
/// What is wrong, by field.
pub fn place(fields: &Fields, plan: &Plan, points: &[Point]) -> Result<Act, Errors> {
    let mut errors = Errors::default();
    let grid = plan.grid();
    let Some(point) = points.iter().find(|point| point.number == fields.get("point")) else {
        errors.add("point", if fields.get("point").is_empty() { "map-need-point" } else { "field-unknown" });
        return Err(errors);
    };
    let named = Named { id: point.id, number: point.number.clone() };
    let step = STEPS.into_iter().find(|step| step.to_string() == fields.get("step")).unwrap_or(100);
    let (dx, dy) = match fields.get("do") {
        "left" => (-step, 0),
        "right" => (step, 0),
        "up" => (0, -step),
        "down" => (0, step),
        "off" => (0, 0),
        _ => {
            let spot = match click(fields, plan) {
                Some(clicked) => clicked.map_err(|fault| (fault, String::new())),
                None if fields.get("at").trim().is_empty() => {
                    errors.add_with("at", "map-need-spot", grid.last());
                    return Err(errors);
                }
                None => spot(fields.get("at"), grid).map_err(|fault| (fault, fields.get("at").to_owned())),
            };
            return match spot {
                Ok(to) => Ok(Act::Place { point: named, from: point.at, to }),
                Err((fault, word)) => {
                    errors.add_with("at", fault.key(), told(&word, grid));
                    Err(errors)
                }
            };
        }
    };
    // Only what lies on the plan can be nudged or taken off.
    let Some(from) = point.at else {
        errors.add("point", "map-not-placed");
        return Err(errors);
    };
    if fields.get("do") == "off" {
        return Ok(Act::Remove { point: named, from });
    }
    match from.moved(dx, dy) {
        Some(to) => Ok(Act::Place { point: named, from: Some(from), to }),
        None => {
            errors.add("at", "map-nudged-off");
            Err(errors)
        }
    }
}

/// The polygon of typed corners.
///
/// # Errors
/// The sentence's key and what fills it.
pub fn outline(typed: &str, grid: Grid) -> Result<Outline, (&'static str, String)> {
    if typed.trim().is_empty() {
        return Err(("map-need-corners", String::new()));
    }
    if typed.chars().count() > CORNERS {
        return Err(("map-corners-many", MOST_CORNERS.to_string()));
    }
    let read = corners(typed, grid).map_err(|(word, fault)| (fault.key(), told(&word, grid)))?;
    let word = |n: usize| read.get((n - 1) % read.len().max(1)).map_or("", |(word, _)| word.as_str());
    let side = |n: usize| format!("{}–{}", word(n), word(n + 1));
    Outline::of(read.iter().map(|(_, spot)| *spot).collect()).map_err(|crooked| match crooked {
        Crooked::TooFew => ("map-corners-few", read.len().to_string()),
        Crooked::TooMany => ("map-corners-many", MOST_CORNERS.to_string()),
        Crooked::Repeated(one, other) if word(one) == word(other) => ("map-corners-repeated", word(one).to_owned()),
        Crooked::Repeated(one, other) => ("map-corners-repeated", format!("{}, {}", word(one), word(other))),
        Crooked::Flat => ("map-corners-flat", String::new()),
        Crooked::Crossing(one, other) => ("map-corners-crossing", format!("{} / {}", side(one), side(other))),
    })
}

/// Drawing an area, or changing one.
///
/// # Errors
/// What is wrong, by field.
pub fn area(fields: &Fields, plan: &Plan, before: Option<&Area>, next: i16) -> Result<Act, Errors> {
    let mut errors = Errors::default();
    if let Some(before) = before
        && fields.get("do") == "erase"
    {
        return Ok(Act::Erase { before: before.clone() });
    }
    let name = needed(fields, &mut errors, "name", "map-need-area-name", NAME);
    let area = match fields.get("area") {
        "" => Some(String::new()),
        code => catalogue::areas().iter().find(|one| one.code == code).map(|one| one.code.clone()),
    };
    if area.is_none() {
        errors.add("area", "field-unknown");
    }
    let outline = outline(fields.get("corners"), plan.grid());
    if let Err((key, arg)) = &outline {
        errors.add_with("corners", key, arg.clone());
    }
    let made = area.zip(outline.ok()).map(|(area, outline)| match before {
        Some(before) => Act::Redraw { before: before.clone(), name, area, outline },
        None => Act::Draw { id: PlanAreaId::new(), number: next, name, area, outline },
    });
    errors.or(made)
}

/// Words that must be there; the fault says in its own words what is wanted.
fn needed(fields: &Fields, errors: &mut Errors, name: &'static str, key: &'static str, most: usize) -> String {
    let text = fields.optional(errors, name, most);
    if text.is_empty() {
        errors.add(name, key);
    }
    text
}

/// A new plan: with a picture, or as a plain grid when that is said.
///
/// # Errors
/// What is wrong, by field.
pub fn new(fields: &Fields, photos: &Photos, picture: Option<Picture>, others: &[Plan]) -> Result<NewPlan, Errors> {
    let mut errors = Errors::default();
    let (name, building, floor) = words(fields, &mut errors, others);
    refused(photos, &mut errors);
    if picture.is_none() && !fields.ticked("blank") {
        errors.add("picture", "map-need-picture");
    }
    if others.len() >= MOST_PLANS {
        errors.add_with("name", "map-plans-many", MOST_PLANS.to_string());
    }
    errors.or(Some(NewPlan { id: PlanId::new(), name, building, floor, picture }))
}

/// A plan's words, its place among the tabs and perhaps another picture.
///
/// # Errors
/// What is wrong, by field.
pub fn revise(fields: &Fields, photos: &Photos, picture: Option<Picture>, plan: &Plan, others: &[Plan]) -> Result<Act, Errors> {
    let mut errors = Errors::default();
    let (name, building, floor) = words(fields, &mut errors, others);
    refused(photos, &mut errors);
    let last = others.len() + 1;
    let ordinal = match fields.get("ordinal") {
        "" => Some(plan.ordinal),
        typed => typed.parse::<i16>().ok().filter(|n| *n >= 1 && usize::try_from(*n).is_ok_and(|n| n <= last)),
    };
    if ordinal.is_none() {
        errors.add_with("ordinal", "map-need-ordinal", last.to_string());
    }
    errors.or(ordinal.map(|ordinal| Act::Revise { name, building, floor, ordinal, picture }))
}

/// Taking a plan out of use.
///
/// # Errors
/// When no reason is given.
pub fn retire(fields: &Fields) -> Result<Act, Errors> {
    let mut errors = Errors::default();
    let note = needed(fields, &mut errors, "note", "map-need-note", NOTE);
    errors.or(Some(Act::Retire { note }))
}

fn words(fields: &Fields, errors: &mut Errors, others: &[Plan]) -> (String, String, String) {
    let name = needed(fields, errors, "name", "map-need-name", NAME);
    if others.iter().any(|other| other.name == name) {
        errors.add("name", "map-name-taken");
    }
    (name, fields.optional(errors, "building", WORDS), fields.optional(errors, "floor", WORDS))
}

/// Takes over what was wrong with the picture, in words for a drawing where those for a photo mislead.
fn refused(photos: &Photos, errors: &mut Errors) {
    if let Some(fault) = photos.errors.fault("picture") {
        let key = if fault.key == "photo-not-a-photo" { "map-not-a-picture" } else { fault.key };
        errors.add_with("picture", key, fault.arg.clone());
    }
}

#[cfg(test)]
mod tests;
