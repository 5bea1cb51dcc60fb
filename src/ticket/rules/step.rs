//! The permit for a change.

use super::Deed;
use crate::id::{PhotoId, TicketId};
use crate::ledger::Facts;
use crate::ticket::model::Ticket;

/// A lawful change: the permit the store asks for. Only the rules make one.
#[derive(Clone, Debug)]
pub struct Step {
    pub(super) before: Option<Ticket>,
    pub(super) after: Ticket,
    pub(super) deed: Deed,
    pub(super) note: Option<(&'static str, String)>,
    pub(super) photos: Vec<PhotoId>,
}

impl Step {
    pub fn before(&self) -> Option<&Ticket> {
        self.before.as_ref()
    }
    pub fn after(&self) -> &Ticket {
        &self.after
    }
    /// Whether anything of the ticket's row is different afterwards: then it has a new version. Words and notices beside it change nothing of it.
    pub fn moves(&self) -> bool {
        self.before.as_ref().is_none_or(|before| before.version != self.after.version)
    }
    pub fn deed(&self) -> Deed {
        self.deed
    }
    /// Photos that this act brings.
    pub fn photos(&self) -> &[PhotoId] {
        &self.photos
    }

    /// The same step with photos that any act may bring.
    #[must_use]
    pub fn with_photos(mut self, more: Vec<PhotoId>) -> Self {
        self.photos.extend(more);
        self
    }

    /// The same report, of what was there before and closed: the same kind at the same risk point (重复出现).
    #[must_use]
    pub fn recurring(mut self, from: Option<TicketId>) -> Self {
        if self.before.is_none() {
            self.after.recurs_from = from;
        }
        self
    }

    /// The codes and numbers this act changed. A fact that ended is recorded as empty.
    pub fn facts(&self) -> Facts {
        let after = self.after.facts();
        let before = self.before.as_ref().map(Ticket::facts).unwrap_or_default();
        let ended = before.keys().filter(|name| !after.contains_key(*name)).map(|name| (name.clone(), String::new()));
        after
            .iter()
            .filter(|(name, value)| before.get(*name) != Some(value))
            .map(|(name, value)| (name.clone(), value.clone()))
            .chain(ended)
            .collect()
    }

    /// The words this act brought: changed texts of the ticket, and the note that belongs to the act alone.
    pub fn texts(&self) -> Vec<(String, String)> {
        let before = self.before.as_ref().map(Ticket::texts).unwrap_or_default();
        let changed = self.after.texts().into_iter().filter(|text| !before.contains(text)).map(|(field, text)| (field.to_owned(), text));
        let note = self.note.iter().filter(|(_, text)| !text.is_empty()).map(|(field, text)| ((*field).to_owned(), text.clone()));
        changed.chain(note).collect()
    }
}
