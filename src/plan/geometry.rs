//! Places on a plan, exactly: whole ten-thousandths of its width and height, and areas as polygons of them. Pure and in whole numbers, so that
//! the same corners are always judged the same.

/// The far edge of a plan, across and down.
pub const SIDE: i32 = 10_000;
/// Corners an area may have.
pub const FEWEST_CORNERS: usize = 3;
pub const MOST_CORNERS: usize = 24;
/// Columns of every plan's grid, A to T.
pub const COLUMNS: i32 = 20;

/// A place on a plan; never off it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spot {
    x: i32,
    y: i32,
}

impl Spot {
    /// `None` off the plan.
    pub fn new(x: i32, y: i32) -> Option<Self> {
        ((0..=SIDE).contains(&x) && (0..=SIDE).contains(&y)).then_some(Self { x, y })
    }

    pub const fn x(self) -> i32 {
        self.x
    }
    pub const fn y(self) -> i32 {
        self.y
    }

    /// The place a step away; `None` when that is off the plan.
    pub fn moved(self, dx: i32, dy: i32) -> Option<Self> {
        Self::new(self.x.checked_add(dx)?, self.y.checked_add(dy)?)
    }
}

/// The grid along a plan's edges: columns A to T, rows 1 and on, as square as the plan's shape allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    rows: i32,
}

impl Grid {
    /// Of a plan whose picture has this many pixels across and down.
    pub fn of(width: i32, height: i32) -> Self {
        let (width, height) = (i64::from(width.max(1)), i64::from(height.max(1)));
        let rows = (i64::from(COLUMNS) * height + width / 2) / width;
        Self { rows: i32::try_from(rows.clamp(4, 60)).unwrap_or(4) }
    }

    pub const fn rows(self) -> i32 {
        self.rows
    }

    /// The letter of a column, from 0.
    pub fn letter(column: i32) -> char {
        u8::try_from(column).ok().filter(|column| *column < 26).map_or('?', |column| char::from(b'A' + column))
    }

    /// The last cell, as the grid names it: `T14`.
    pub fn last(self) -> String {
        format!("{}{}", Self::letter(COLUMNS - 1), self.rows)
    }

    /// The middle of a cell; columns and rows from 0. `None` off the grid.
    pub fn middle(self, column: i32, row: i32) -> Option<Spot> {
        let inside = (0..COLUMNS).contains(&column) && (0..self.rows).contains(&row);
        inside.then(|| Spot::new((2 * column + 1) * SIDE / (2 * COLUMNS), (2 * row + 1) * SIDE / (2 * self.rows))).flatten()
    }

    /// The cell a place lies in: `C7`. The far edges belong to the last cells.
    pub fn cell(self, spot: Spot) -> String {
        let column = (spot.x * COLUMNS / SIDE).min(COLUMNS - 1);
        let row = (spot.y * self.rows / SIDE).min(self.rows - 1);
        format!("{}{}", Self::letter(column), row + 1)
    }
}

/// Why corners make no area. Corners and sides are counted from 1, as the form names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crooked {
    TooFew,
    TooMany,
    /// Two corners in the same place.
    Repeated(usize, usize),
    /// All corners on one line.
    Flat,
    /// Two sides that meet where they should not: the ones that begin at these corners.
    Crossing(usize, usize),
}

/// The outline of an area: a simple polygon with a surface, its corners in the order given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline(Vec<Spot>);

/// Twice the surface of the triangle `a b c`; negative when it turns left on a plan whose y grows downwards, 0 on one line.
fn turn(a: Spot, b: Spot, c: Spot) -> i64 {
    let (ax, ay) = (i64::from(a.x), i64::from(a.y));
    (i64::from(b.x) - ax) * (i64::from(c.y) - ay) - (i64::from(b.y) - ay) * (i64::from(c.x) - ax)
}

/// Whether `p`, known to be on the line of `a b`, lies between them or on one of them.
fn between(a: Spot, b: Spot, p: Spot) -> bool {
    (a.x.min(b.x)..=a.x.max(b.x)).contains(&p.x) && (a.y.min(b.y)..=a.y.max(b.y)).contains(&p.y)
}

fn on_side((a, b): (Spot, Spot), p: Spot) -> bool {
    turn(a, b, p) == 0 && between(a, b, p)
}

/// Whether two sides share any point.
fn meet(one @ (a, b): (Spot, Spot), other @ (c, d): (Spot, Spot)) -> bool {
    let (c_side, d_side) = (turn(a, b, c).signum(), turn(a, b, d).signum());
    let (a_side, b_side) = (turn(c, d, a).signum(), turn(c, d, b).signum());
    (c_side * d_side < 0 && a_side * b_side < 0) || on_side(one, c) || on_side(one, d) || on_side(other, a) || on_side(other, b)
}

impl Outline {
    /// The polygon of these corners, the last joined to the first.
    ///
    /// # Errors
    /// What is wrong with them, the simplest thing first.
    pub fn of(corners: Vec<Spot>) -> Result<Self, Crooked> {
        if corners.len() < FEWEST_CORNERS {
            return Err(Crooked::TooFew);
        }
        if corners.len() > MOST_CORNERS {
            return Err(Crooked::TooMany);
        }
        for (one, a) in corners.iter().enumerate() {
            if let Some(other) = corners.iter().take(one).position(|b| a == b) {
                return Err(Crooked::Repeated(other + 1, one + 1));
            }
        }
        let made = Self(corners);
        if let [a, b, rest @ ..] = made.0.as_slice()
            && rest.iter().all(|c| turn(*a, *b, *c) == 0)
        {
            return Err(Crooked::Flat);
        }
        let sides: Vec<(Spot, Spot)> = made.sides().collect();
        let last = sides.len() - 1;
        for (one, a) in sides.iter().enumerate() {
            for (other, b) in sides.iter().enumerate().skip(one + 1) {
                // Neighbours share a corner; they cross only when one runs back over the other.
                let neighbours = other == one + 1 || (one == 0 && other == last);
                let crossing = if neighbours {
                    let (far_a, far_b) = if other == one + 1 { (a.0, b.1) } else { (a.1, b.0) };
                    on_side(*b, far_a) || on_side(*a, far_b)
                } else {
                    meet(*a, *b)
                };
                if crossing {
                    return Err(Crooked::Crossing(one + 1, other + 1));
                }
            }
        }
        Ok(made)
    }

    /// As the table keeps them: x, y, x, y. `None` for numbers that are no outline.
    pub fn from_numbers(numbers: &[i32]) -> Option<Self> {
        let pairs = numbers.chunks_exact(2).map(|pair| match pair {
            [x, y] => Spot::new(*x, *y),
            _ => None,
        });
        Self::of(pairs.collect::<Option<_>>()?).ok()
    }

    pub fn numbers(&self) -> Vec<i32> {
        self.0.iter().flat_map(|spot| [spot.x, spot.y]).collect()
    }

    pub fn corners(&self) -> &[Spot] {
        &self.0
    }

    fn sides(&self) -> impl Iterator<Item = (Spot, Spot)> + '_ {
        self.0.iter().copied().zip(self.0.iter().copied().cycle().skip(1))
    }

    /// Whether a place lies inside or on the edge.
    pub fn contains(&self, p: Spot) -> bool {
        let mut inside = false;
        for (a, b) in self.sides() {
            if on_side((a, b), p) {
                return true;
            }
            // A ray from the place to the right: each side counts with its upper end and without its lower one.
            if (a.y > p.y) != (b.y > p.y) {
                let (upper, lower) = if a.y < b.y { (a, b) } else { (b, a) };
                if turn(upper, lower, p) > 0 {
                    inside = !inside;
                }
            }
        }
        inside
    }

    /// Where its name is written: this far below its top but not beyond its middle, in the middle of the widest stretch inside at that height.
    pub fn label(&self, down: i32) -> Spot {
        let (mut low, mut high) = (Spot { x: SIDE, y: SIDE }, Spot { x: 0, y: 0 });
        for spot in &self.0 {
            low = Spot { x: low.x.min(spot.x), y: low.y.min(spot.y) };
            high = Spot { x: high.x.max(spot.x), y: high.y.max(spot.y) };
        }
        let middle = Spot { x: (low.x + high.x) / 2, y: low.y + ((high.y - low.y) / 2).min(down) };
        let mut crossings: Vec<i64> = self
            .sides()
            .filter(|(a, b)| (a.y > middle.y) != (b.y > middle.y))
            .map(|(a, b)| {
                let (dx, dy) = (i64::from(b.x) - i64::from(a.x), i64::from(b.y) - i64::from(a.y));
                i64::from(a.x) + dx * (i64::from(middle.y) - i64::from(a.y)) / dy
            })
            .collect();
        crossings.sort_unstable();
        let widest = crossings.as_chunks::<2>().0.iter().max_by_key(|[from, to]| to - from);
        widest.and_then(|[from, to]| Spot::new(i32::try_from((from + to) / 2).ok()?, middle.y)).unwrap_or(middle)
    }
}

#[cfg(test)]
mod tests;
