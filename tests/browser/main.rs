//! The site in a real browser: headless Chromium at the width of a phone, driven as a person drives it.
//!
//! [`journeys`] walks a hidden danger from report to closure, with and without JavaScript. [`keyboard`] adopts, grades and places risk
//! points without a pointer. [`pages`] opens every page the site has and looks for barriers: axe-core's rules and sideways scrolling, on
//! phone and desktop, light and dark, in both languages. [`offline`] walks without a network and with a
//! server that fails in every way. [`paper`] prints what is made to be printed, and counts the pages.
//! Without Chromium and chromedriver on PATH nothing runs and a note says so; under `CI=true` that is a failure.

#[cfg(test)]
mod axe;
#[cfg(test)]
mod chromium;
#[cfg(test)]
#[path = "../common/mod.rs"]
#[expect(dead_code, reason = "the harness serves several test programs; this one needs a part of it")]
mod common;
#[cfg(test)]
mod journeys;
#[cfg(test)]
mod keyboard;
#[cfg(test)]
mod offline;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod paper;
#[cfg(test)]
mod tab;
#[cfg(test)]
mod world;
