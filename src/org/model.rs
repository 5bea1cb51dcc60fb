//! What an organisation is: its kind (级别) in the tree of bureaus and schools, and, for a school, its stage (学段) and
//! who runs it (办学性质).

pub use crate::access::Kind;

impl Kind {
    /// Whether an organisation of this kind may stand directly under one of kind `parent`.
    ///
    /// Bureaus follow the administrative order without gaps; a school may be run by a city, a county or a township
    /// (a directly-run school hangs under the city); nothing stands under a school and a province under nothing.
    pub const fn may_be_under(self, parent: Self) -> bool {
        matches!(
            (self, parent),
            (Self::City, Self::Province)
                | (Self::County, Self::City)
                | (Self::Township, Self::County)
                | (Self::School, Self::City | Self::County | Self::Township)
        )
    }

    /// Whether this is a bureau that watches schools, not a school.
    pub const fn is_bureau(self) -> bool {
        !matches!(self, Self::School)
    }

    /// The Fluent key of the word a person reads.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Province => "org-kind-province",
            Self::City => "org-kind-city",
            Self::County => "org-kind-county",
            Self::Township => "org-kind-township",
            Self::School => "org-kind-school",
        }
    }
}

codes! {
    /// Whom a school teaches (学段).
    pub enum Stage {
        /// 幼儿园
        Kindergarten = "kindergarten",
        /// 小学
        Primary = "primary",
        /// 初中, also a school of both middle stages
        Middle = "middle",
        /// 普通高中
        Senior = "senior",
        /// 中等职业学校
        Vocational = "vocational",
        /// 特殊教育学校
        Special = "special",
        /// 高等学校
        HigherEd = "higher_ed",
        /// A nine-year school, a training centre, or a stage nobody stated.
        Other = "other",
    }
}

impl Stage {
    /// The Fluent key of the word a person reads.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Kindergarten => "org-stage-kindergarten",
            Self::Primary => "org-stage-primary",
            Self::Middle => "org-stage-middle",
            Self::Senior => "org-stage-senior",
            Self::Vocational => "org-stage-vocational",
            Self::Special => "org-stage-special",
            Self::HigherEd => "org-stage-higher-ed",
            Self::Other => "org-stage-other",
        }
    }
}

codes! {
    /// Who runs a school (办学性质).
    pub enum Ownership {
        /// 公办
        Public = "public",
        /// 民办
        Private = "private",
    }
}

impl Ownership {
    /// The Fluent key of the word a person reads.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Public => "org-ownership-public",
            Self::Private => "org-ownership-private",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_reads_back_as_its_value_and_nothing_else_does() {
        assert!(Kind::ALL.iter().all(|kind| Kind::from_code(kind.code()) == Some(*kind)));
        assert!(Stage::ALL.iter().all(|stage| Stage::from_code(stage.code()) == Some(*stage)));
        assert!(Ownership::ALL.iter().all(|ownership| Ownership::from_code(ownership.code()) == Some(*ownership)));
        for word in ["", "City", " city", "区"] {
            assert_eq!(Kind::from_code(word), None, "{word:?}");
        }
    }

    #[test]
    fn who_may_stand_under_whom() {
        let allowed: Vec<_> = Kind::ALL
            .iter()
            .flat_map(|child| Kind::ALL.iter().map(move |parent| (*child, *parent)))
            .filter(|(child, parent)| child.may_be_under(*parent))
            .map(|(child, parent)| format!("{child} under {parent}"))
            .collect();
        assert_eq!(
            allowed,
            [
                "city under province",
                "county under city",
                "township under county",
                "school under city",
                "school under county",
                "school under township",
            ]
        );
    }

    /// The import relies on it: sorting by kind alone must put every parent before its children.
    #[test]
    fn a_parent_always_sorts_before_its_child() {
        for child in Kind::ALL {
            for parent in Kind::ALL {
                assert!(!child.may_be_under(*parent) || parent < child);
            }
        }
    }
}
