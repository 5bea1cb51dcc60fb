//! What a scheme would do, before it is chosen: how many of its inputs fall to each level, and how many of the evaluations there are would
//! have fallen to another. Pure. Nothing is changed by either: old evaluations keep their scheme, their value and their level.

use super::scheme::Scheme;
use crate::text::Words;

/// One level over the inputs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    pub rank: i16,
    pub name: Words,
    /// Where it begins, as people write it.
    pub from: String,
    /// The least and the greatest value that inputs reach in it; `None`: no input reaches it.
    pub span: Option<(String, String)>,
    /// How many inputs.
    pub inputs: usize,
}

/// Each level of a scheme over every input there is.
pub fn shares(scheme: &Scheme) -> Vec<Share> {
    let reach = scheme.reach();
    scheme
        .levels
        .iter()
        .map(|band| {
            let mut inputs = 0;
            let mut span: Option<(i64, i64)> = None;
            for (value, count) in reach.iter().filter(|(value, _)| scheme.level_of(**value) == band.rank) {
                inputs += count;
                span = Some(span.map_or((*value, *value), |(least, most)| (least.min(*value), most.max(*value))));
            }
            Share {
                rank: band.rank,
                name: band.name.clone(),
                from: scheme.shown(band.from),
                span: span.map(|(least, most)| (scheme.shown(least), scheme.shown(most))),
                inputs,
            }
        })
        .collect()
}

/// Present evaluations that share scheme, value and level.
#[derive(Clone, Debug)]
pub struct Counted {
    pub scheme: Scheme,
    pub value: i64,
    pub level: i16,
    pub count: i64,
}

/// What would have become of the present evaluations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    pub all: i64,
    /// To a graver level.
    pub graver: i64,
    /// To a lesser one.
    pub lesser: i64,
    /// Scored by other factors: nothing can be said of them until they are graded again.
    pub other: i64,
}

/// Compares.
pub fn moved(scheme: &Scheme, present: &[Counted]) -> Moved {
    let mut moved = Moved::default();
    for one in present {
        moved.all += one.count;
        if !scheme.same_scale(&one.scheme) {
            moved.other += one.count;
            continue;
        }
        match scheme.level_of(one.value).cmp(&one.level) {
            std::cmp::Ordering::Less => moved.graver += one.count,
            std::cmp::Ordering::Greater => moved.lesser += one.count,
            std::cmp::Ordering::Equal => {}
        }
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grading::scheme::PRESETS;

    fn preset(n: usize) -> Scheme {
        serde_json::from_str(PRESETS[n]).unwrap()
    }

    #[test]
    fn a_band_beyond_all_inputs_is_seen() {
        let mut scheme = preset(1);
        scheme.levels[0].from = 26;
        let shares = shares(&scheme);
        assert_eq!(shares.iter().map(|one| (one.rank, one.inputs)).collect::<Vec<_>>(), [(1, 0), (2, 11), (3, 9), (4, 5)]);
        assert_eq!(shares[0].span, None);
        assert_eq!(shares[1].span, Some(("9".into(), "25".into())));
    }

    #[test]
    fn evaluations_are_compared_where_they_can_be() {
        let present = [
            Counted { scheme: preset(1), value: 9, level: 2, count: 3 },
            Counted { scheme: preset(1), value: 4, level: 3, count: 2 },
            Counted { scheme: preset(0), value: 7000, level: 3, count: 5 },
        ];
        assert_eq!(moved(&preset(3), &present), Moved { all: 10, graver: 0, lesser: 5, other: 5 });
        assert_eq!(moved(&preset(2), &present), Moved { all: 10, graver: 0, lesser: 3, other: 5 });
        assert_eq!(moved(&preset(0), &present), Moved { all: 10, graver: 0, lesser: 0, other: 5 });
    }
}
