//! What an import would do: the rows of a file against the organisations stored. Pure, so that a dry run and the real one decide alike.

use super::import::Row;
use super::model::{Kind, Ownership, Stage};
use crate::id::OrgId;
use std::collections::HashMap;
use std::fmt;

/// An organisation as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub id: OrgId,
    /// The code of the organisation above; `None` for a province.
    pub parent: Option<String>,
    pub district: OrgId,
    pub path: String,
    pub kind: Kind,
    pub facts: Facts,
}

/// What a later file may change. Where an organisation stands may not change: its tickets, its chain and its sums hang on the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    pub name_zh: String,
    /// Empty when no English name is recorded.
    pub name_en: String,
    pub stage: Option<Stage>,
    pub ownership: Option<Ownership>,
    pub boarding: Option<bool>,
    pub pupils: Option<i32>,
}

/// An organisation to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    pub id: OrgId,
    pub parent: Option<OrgId>,
    pub district: OrgId,
    pub kind: Kind,
    pub code: String,
    pub path: String,
    pub facts: Facts,
}

/// Everything an import does, in an order in which parents come first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub add: Vec<New>,
    pub change: Vec<(OrgId, Facts)>,
    pub unchanged: usize,
}

/// A row that cannot be stored because of what is stored already. `None` stands for no parent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub line: u64,
    pub code: String,
    pub stored: Option<String>,
    pub wanted: Option<String>,
}

impl fmt::Display for Moved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |parent: &Option<String>| parent.clone().unwrap_or_else(|| "nothing".to_owned());
        write!(
            f,
            "line {}, column parent: {} stands under {}; an import does not move it to {}",
            self.line,
            self.code,
            name(&self.stored),
            name(&self.wanted)
        )
    }
}

/// Compares the rows (parents first, as [`super::import::read`] gives them) with what is stored. `fresh` makes the ids of new organisations.
///
/// A cell the file leaves out keeps what is stored.
///
/// # Errors
/// Every row whose parent is another than the stored one, or is nowhere to be found.
pub fn plan(stored: &HashMap<String, Stored>, rows: Vec<Row>, mut fresh: impl FnMut() -> OrgId) -> Result<Plan, Vec<Moved>> {
    /// What a child needs to know of its parent.
    struct Above {
        id: OrgId,
        district: OrgId,
        path: String,
    }
    let mut above: HashMap<String, Above> =
        stored.iter().map(|(code, org)| (code.clone(), Above { id: org.id, district: org.district, path: org.path.clone() })).collect();
    let mut plan = Plan::default();
    let mut refused = Vec::new();
    for row in rows {
        if let Some(known) = stored.get(&row.code) {
            if known.parent != row.parent {
                refused.push(Moved { line: row.line, code: row.code, stored: known.parent.clone(), wanted: row.parent });
                continue;
            }
            let facts = merged(&known.facts, row);
            if facts == known.facts {
                plan.unchanged += 1;
            } else {
                plan.change.push((known.id, facts));
            }
            continue;
        }
        let parent = match &row.parent {
            None => None,
            Some(code) => match above.get(code) {
                Some(parent) => Some(parent),
                None => {
                    refused.push(Moved { line: row.line, code: row.code, stored: None, wanted: row.parent });
                    continue;
                }
            },
        };
        let id = fresh();
        let path = format!("{}{}.", parent.map_or("", |parent| &parent.path), row.code);
        // A county or city is its own district; a school or township belongs to the nearest one above it.
        let district = match (row.kind, parent) {
            (Kind::School | Kind::Township, Some(parent)) => parent.district,
            _ => id,
        };
        let new = New {
            id,
            parent: parent.map(|parent| parent.id),
            district,
            kind: row.kind,
            code: row.code.clone(),
            path: path.clone(),
            facts: of(row),
        };
        above.insert(new.code.clone(), Above { id, district, path });
        plan.add.push(new);
    }
    if refused.is_empty() { Ok(plan) } else { Err(refused) }
}

fn of(row: Row) -> Facts {
    Facts {
        name_zh: row.name_zh,
        name_en: row.name_en.unwrap_or_default(),
        stage: row.stage,
        ownership: row.ownership,
        boarding: row.boarding,
        pupils: row.pupils,
    }
}

fn merged(known: &Facts, row: Row) -> Facts {
    Facts {
        name_zh: row.name_zh,
        name_en: row.name_en.unwrap_or_else(|| known.name_en.clone()),
        stage: row.stage,
        ownership: row.ownership.or(known.ownership),
        boarding: row.boarding.or(known.boarding),
        pupils: row.pupils.or(known.pupils),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const FILE: &str = "code,name_zh,name_en,parent,kind,pupils\n\
        43,湖南,,,province,\n\
        4304,衡阳,,43,city,\n\
        430405,珠晖,,4304,county,\n\
        T1,茶山坳,,430405,township,\n\
        S0,市直一中,,4304,senior,900\n\
        S1,一小,First,430405,primary,300\n\
        S2,镇小,,T1,primary,\n";

    fn rows(file: &str, stored: &HashMap<String, Stored>) -> Vec<Row> {
        super::super::import::read(file.as_bytes(), &|code| stored.get(code).map(|org| org.kind)).unwrap()
    }

    fn counted() -> impl FnMut() -> OrgId {
        let mut n = 0;
        move || {
            n += 1;
            OrgId(Uuid::from_u128(n))
        }
    }

    fn stored(plan: &Plan) -> HashMap<String, Stored> {
        let code = |id: OrgId| plan.add.iter().find(|new| new.id == id).map(|new| new.code.clone());
        plan.add
            .iter()
            .map(|new| {
                let org = Stored {
                    id: new.id,
                    parent: new.parent.and_then(code),
                    district: new.district,
                    path: new.path.clone(),
                    kind: new.kind,
                    facts: new.facts.clone(),
                };
                (new.code.clone(), org)
            })
            .collect()
    }

    fn first() -> Plan {
        plan(&HashMap::new(), rows(FILE, &HashMap::new()), counted()).unwrap()
    }

    #[test]
    fn every_organisation_gets_its_path_and_its_district() {
        let plan = first();
        let code = |id: OrgId| plan.add.iter().find(|new| new.id == id).map(|new| new.code.as_str()).unwrap();
        let found: Vec<_> = plan.add.iter().map(|new| (new.path.as_str(), code(new.district))).collect();
        assert_eq!(
            found,
            [
                ("43.", "43"),
                ("43.4304.", "4304"),
                ("43.4304.430405.", "430405"),
                ("43.4304.430405.T1.", "430405"),
                ("43.4304.S0.", "4304"),
                ("43.4304.430405.S1.", "430405"),
                ("43.4304.430405.T1.S2.", "430405"),
            ]
        );
    }

    #[test]
    fn the_same_file_again_changes_nothing() {
        let stored = stored(&first());
        let again = plan(&stored, rows(FILE, &stored), counted()).unwrap();
        assert_eq!(again, Plan { unchanged: 7, ..Plan::default() });
    }

    #[test]
    fn a_changed_name_is_taken_and_a_cell_left_out_keeps_what_is_stored() {
        let stored = stored(&first());
        let file = "code,name_zh,parent,kind\nS1,第一小学,430405,primary\n";
        let again = plan(&stored, rows(file, &stored), counted()).unwrap();
        let [(id, facts)] = &again.change[..] else { panic!("one change: {again:?}") };
        assert_eq!(*id, stored["S1"].id);
        assert_eq!((facts.name_zh.as_str(), facts.name_en.as_str(), facts.pupils), ("第一小学", "First", Some(300)));
        assert!(again.add.is_empty());
    }

    #[test]
    fn a_school_put_elsewhere_is_refused_by_line_and_nothing_else_is_done() {
        let stored = stored(&first());
        let file = "code,name_zh,parent,kind\nS9,九小,430405,primary\nS1,一小,T1,primary\n";
        let told = plan(&stored, rows(file, &stored), counted()).unwrap_err();
        assert_eq!(
            told.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["line 3, column parent: S1 stands under 430405; an import does not move it to T1"]
        );
    }

    #[test]
    fn a_school_added_later_hangs_under_a_stored_bureau() {
        let stored = stored(&first());
        let again =
            plan(&stored, rows("code,name_zh,parent,kind\nS9,九小,430405,primary\n", &stored), || OrgId(Uuid::from_u128(99))).unwrap();
        assert_eq!(again.add[0].path, "43.4304.430405.S9.");
        assert_eq!(again.add[0].district, stored["430405"].id);
        assert_eq!(again.add[0].parent, Some(stored["430405"].id));
    }
}
