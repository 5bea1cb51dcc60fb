//! What of a card fits on its paper. Pure. A notice card is one page of A5, whatever somebody wrote: small print first, then less of it, and
//! the emergency steps last of all.

use super::model::Card;
use crate::risk::model::RiskPoint;

/// The level a card is printed with. One place for it: cards and boards ask only here and in the columns of `store`.
pub const fn printed_level(point: &RiskPoint) -> i16 {
    point.levels.inherent
}

/// How large a card is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    Normal,
    Small,
    Tiny,
}

impl Size {
    const ALL: [Self; 3] = [Self::Normal, Self::Small, Self::Tiny];

    /// Its class in the stylesheet.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Normal => "",
            Self::Small => "ncard-s",
            Self::Tiny => "ncard-xs",
        }
    }

    /// Hundredths of a full-width letter on a line of the table, and lines on the page. Measured on the printed sheet, with a line to spare.
    const fn room(self, long: bool) -> (usize, usize) {
        let (width, lines) = match self {
            Self::Normal => (2400, 12),
            Self::Small => (2900, 16),
            Self::Tiny => (3600, 22),
        };
        (width, if long { lines - 2 } else { lines })
    }
}

/// The words of a card as they are printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    pub size: Size,
    /// Name or place are so long that the band across the top is set small, and takes more of the page all the same.
    pub long: bool,
    pub accident: String,
    pub hazards: Vec<String>,
    pub controls: Vec<String>,
    pub steps: Vec<String>,
    /// Something was left out or cut; the page behind the code has it.
    pub cut: bool,
}

/// Lays out a card.
pub fn print(card: &Card) -> Printed {
    let (hazards, controls, steps) = (card.hazards.iter().map(String::as_str).collect::<Vec<_>>(), card.controls(), card.steps());
    let long = units(&card.name) > 1800 || units(&card.place) > 3000;
    for size in Size::ALL {
        let (width, lines) = size.room(long);
        let each: usize = steps.iter().map(|step| lines_of(step, width - 200)).sum();
        let run = |parts: &[&str]| lines_of(&parts.join("; "), width);
        // Two lines are those of the people.
        if lines_of(&card.accident, width) + run(&hazards) + run(&controls) + each.max(1) + 2 <= lines {
            return Printed {
                size,
                long,
                accident: card.accident.clone(),
                hazards: owned(&hazards),
                controls: owned(&controls),
                steps: owned(&steps),
                cut: false,
            };
        }
    }
    // Too much even in small print: everything gets its share of the page, what is over is left to the page behind the code.
    let (width, lines) = Size::Tiny.room(long);
    let mut left = lines - 2;
    let mut cut = false;
    let mut take = |parts: &[&str], most: usize, apart: bool, cut: &mut bool| {
        let most = most.min(left);
        let taken = share(parts, most, if apart { width - 200 } else { width }, apart, cut);
        let used = if apart {
            taken.iter().map(|one| lines_of(one, width - 200)).sum()
        } else {
            lines_of(&taken.iter().map(String::as_str).collect::<Vec<_>>().join("; "), width)
        };
        left = left.saturating_sub(used);
        taken
    };
    let accident = take(&[card.accident.as_str()], 3, false, &mut cut).pop().unwrap_or_default();
    let steps = take(&steps, 9, true, &mut cut);
    let hazards = take(&hazards, 4, false, &mut cut);
    let controls = take(&controls, usize::MAX, false, &mut cut);
    Printed { size: Size::Tiny, long, accident, hazards, controls, steps, cut }
}

fn owned(parts: &[&str]) -> Vec<String> {
    parts.iter().map(|one| (*one).to_owned()).collect()
}

/// As many parts as fit into so many lines, the last one shortened. `apart`: each on lines of its own.
fn share(parts: &[&str], lines: usize, width: usize, apart: bool, cut: &mut bool) -> Vec<String> {
    let mut taken: Vec<String> = Vec::new();
    let mut room = lines * width;
    for part in parts {
        let wide = units(part) + 100;
        let needs = if apart { lines_of(part, width) * width } else { wide };
        if needs <= room {
            taken.push((*part).to_owned());
            room -= needs;
            continue;
        }
        *cut = true;
        // A word or two would say nothing.
        if room >= 800 {
            taken.push(shortened(part, room - 300));
        }
        break;
    }
    taken
}

fn shortened(text: &str, room: usize) -> String {
    let mut used = 0;
    let mut short: String = text
        .chars()
        .take_while(|c| {
            used += unit(*c);
            used <= room
        })
        .collect();
    short.push('…');
    short
}

/// How wide a letter is, in hundredths of a full-width one.
const fn unit(c: char) -> usize {
    match c {
        '\u{0}'..='\u{2ff}' => 58,
        _ => 100,
    }
}

fn units(text: &str) -> usize {
    text.chars().map(unit).sum()
}

/// Lines a text takes at this width; lines of its own count.
fn lines_of(text: &str, width: usize) -> usize {
    text.lines().map(|line| units(line).div_ceil(width).max(1)).sum::<usize>().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::RiskPointId;
    use crate::notice::model::Control;
    use crate::risk::model::MeasureKind;
    use chrono::NaiveDate;

    fn card(accident: &str, hazards: &[&str], controls: &[String], steps: &[String]) -> Card {
        let control = |kind: MeasureKind| move |words: &String| Control { kind, words: words.clone() };
        let measures = controls.iter().map(control(MeasureKind::Management)).chain(steps.iter().map(control(MeasureKind::Emergency)));
        Card {
            id: RiskPointId::new(),
            number: "FX-001".into(),
            name: "食堂燃气间".into(),
            area: "canteen".into(),
            place: String::new(),
            accident: accident.into(),
            level: 2,
            review_on: NaiveDate::MIN,
            evaluated_at: None,
            token: "0123456789ab".into(),
            hazards: hazards.iter().map(|one| (*one).to_owned()).collect(),
            measures: measures.collect(),
            holders: vec![],
        }
    }

    fn repeated(words: &str, times: usize, n: usize) -> Vec<String> {
        (0..n).map(|_| words.repeat(times)).collect()
    }

    #[test]
    fn an_ordinary_card_is_printed_large_and_whole() {
        let made = print(&card("燃气爆炸、火灾", &["软管老化"], &repeated("报警器每天自检", 1, 3), &repeated("关总阀，开门窗", 1, 4)));
        assert_eq!((made.size, made.cut, made.steps.len(), made.controls.len()), (Size::Normal, false, 4, 3));
    }

    #[test]
    fn more_words_are_printed_smaller_before_any_is_left_out() {
        let made = print(&card("爆炸", &["软管老化"], &repeated("报警器每天自检，记录留存", 1, 12), &repeated("关总阀，开门窗", 1, 6)));
        assert_eq!((made.size, made.cut), (Size::Small, false));
        let made = print(&card("爆炸", &["软管老化"], &repeated("报警器每天自检，记录留存", 1, 24), &repeated("关总阀，开门窗", 1, 7)));
        assert_eq!((made.size, made.cut), (Size::Tiny, false));
    }

    #[test]
    fn the_most_that_can_be_written_still_fits_and_says_so() {
        let made = print(&card(&"炸".repeat(120), &["软".repeat(500).as_str(); 20], &repeated("措", 500, 30), &repeated("关", 500, 10)));
        assert!(made.cut);
        let (width, lines) = Size::Tiny.room(false);
        let run = |parts: &[String]| lines_of(&parts.join("; "), width);
        let steps: usize = made.steps.iter().map(|step| lines_of(step, width - 200)).sum();
        let all = lines_of(&made.accident, width) + run(&made.hazards) + run(&made.controls) + steps + 2;
        assert!(all <= lines, "{all} lines: {made:?}");
        assert!(steps >= 5 && !made.controls.is_empty() && !made.hazards.is_empty(), "each has its share: {made:?}");
        assert!(made.controls.iter().any(|one| one.ends_with('…')));
    }

    #[test]
    fn a_long_name_takes_its_lines_from_the_table() {
        let mut made = card("炸", &["软"], &repeated("报警器每天自检，记录留存", 1, 7), &repeated("关总阀，开门窗", 1, 4));
        assert_eq!((print(&made).size, print(&made).long), (Size::Normal, false));
        for (name, place) in [("室".repeat(60), String::new()), ("燃气间".to_owned(), "北".repeat(60))] {
            (made.name, made.place) = (name, place);
            assert_eq!((print(&made).size, print(&made).long, print(&made).cut), (Size::Small, true, false));
        }
    }

    #[test]
    fn emergency_steps_are_kept_when_controls_must_yield() {
        let made = print(&card("火灾", &["线路老化"], &repeated("每天巡查并且把结果记在本子上交给安全员", 4, 38), &repeated("断电", 1, 8)));
        assert_eq!((made.steps.len(), made.cut), (8, true));
    }
}
