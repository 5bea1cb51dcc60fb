//! 双防台账 / Hazard Register: schools and the bureaus above them grade risks before they become hidden dangers, and walk every hidden
//! danger to its closure.
//!
//! The map. Arrows point down: pages use stores and forms, these use models and rules, which import neither database nor web.
//! - [`org`], [`person`], [`grading`] (how a bureau grades), [`risk`], [`plan`], [`duty`], [`notice`], [`checklist`], [`inspection`], [`calendar`], [`task`], [`campaign`], [`visit`], [`ticket`], [`supervision`] (what is listed), [`delegation`] (who signs for a principal), [`referral`] (bodies outside), [`paper`] (what is printed), [`tip`] (what the public reports), [`legacy`] (ledgers of before, taken over), [`fund`] (its money), [`signal`] (what is worth a question), [`limit`] (numbers a bureau sets), [`message`], [`evidence`], [`dashboard`]: the nouns, one folder each; [`ticket`] is the pattern.
//! - [`ledger`] (what happened, chained) and [`rollup`] (what it adds up to) are written with every act.
//! - [`web`]: addresses with their gates, forms, the frame of a page. [`db`]: the only holder of a pool; everything else gets a scope.
//! - [`carrier`] goes out of the house, by mail and to webhooks; [`job`] carries out what outlasts a page, [`keeping`] deletes what nobody needs any more; [`sheet`] reads and writes the tables of other programs.
//! - [`access`], [`text`], [`level`], [`money`], [`clock`], [`id`], [`error`], [`config`]: words everybody uses.
//! - [`demo`]: a living district for `hazard-register demo`.

#[macro_use]
mod code;

pub mod access;
pub mod calendar;
pub mod campaign;
pub mod carrier;
pub mod checklist;
pub mod clock;
pub mod config;
pub mod dashboard;
pub mod db;
pub mod delegation;
pub mod demo;
pub mod duty;
pub mod error;
pub mod evidence;
pub mod fund;
pub mod grading;
pub mod id;
pub mod inspection;
pub mod job;
pub mod keeping;
pub mod ledger;
pub mod legacy;
pub mod level;
pub mod limit;
pub mod message;
pub mod money;
pub mod notice;
pub mod org;
pub mod paper;
pub mod person;
pub mod plan;
pub mod referral;
pub mod risk;
pub mod rollup;
pub mod sheet;
pub mod signal;
pub mod site;
pub mod supervision;
pub mod task;
pub mod text;
pub mod ticket;
pub mod tip;
pub mod visit;
pub mod web;

pub use site::{jobs, routes, site};
