//! The site as its people meet it: through the real router, on a real PostgreSQL. One binary, because each links slowly.

#[cfg(test)]
#[path = "../common/mod.rs"]
mod common;

#[cfg(test)]
mod access;
#[cfg(test)]
mod away;
#[cfg(test)]
mod calendar;
#[cfg(test)]
mod campaign_changes;
#[cfg(test)]
mod campaigns;
#[cfg(test)]
mod checklists;
#[cfg(test)]
mod delegations;
#[cfg(test)]
mod duties;
#[cfg(test)]
mod find;
#[cfg(test)]
mod forms;
#[cfg(test)]
mod funds;
#[cfg(test)]
mod grading;
#[cfg(test)]
mod inspections;
#[cfg(test)]
mod journeys;
#[cfg(test)]
mod keeping;
#[cfg(test)]
mod ledger;
#[cfg(test)]
mod legacy;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod machine;
#[cfg(test)]
mod majors;
#[cfg(test)]
mod map;
#[cfg(test)]
mod messages;
#[cfg(test)]
mod migrations;
#[cfg(test)]
mod notice;
#[cfg(test)]
mod outside;
#[cfg(test)]
mod papers;
#[cfg(test)]
mod patterns;
#[cfg(test)]
mod people;
#[cfg(test)]
mod signals;
#[cfg(test)]
mod tasks;
#[cfg(test)]
mod tickets;
#[cfg(test)]
mod tip_walls;
#[cfg(test)]
mod tips;
#[cfg(test)]
mod uses;
#[cfg(test)]
mod visits;
#[cfg(test)]
mod walls;
#[cfg(test)]
mod webhooks;
#[cfg(test)]
mod words;

#[cfg(test)]
mod refusals;
#[cfg(test)]
mod risks;

#[cfg(test)]
mod imports;

#[cfg(test)]
mod demo;
