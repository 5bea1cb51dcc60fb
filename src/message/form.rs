//! What was typed: a webhook, a ladder, a mail address.

use super::model::{EARLIEST, Form, Kind, LATEST, Ladder, NewHook, Rung, Tells};
use crate::carrier::address::Target;
use crate::carrier::mail;
use crate::web::form::{Errors, Fields};

/// Fewest characters of the secret our own JSON is signed with.
const SECRET: usize = 16;

/// A webhook. `plain` lets addresses without TLS pass, for tests on this machine.
///
/// # Errors
/// Every fault, at its field.
pub fn hook(fields: &Fields, plain: bool) -> Result<NewHook, Errors> {
    let mut errors = Errors::default();
    let name = fields.required(&mut errors, "name", 40);
    let form = fields.choice(&mut errors, "form", Form::from_code);
    let url = fields.required(&mut errors, "url", 1000);
    let secret = fields.optional(&mut errors, "secret", 200);
    let target = match Target::read(&url, plain) {
        Ok(target) => Some(target),
        Err(key) => {
            errors.add("url", key);
            None
        }
    };
    if form == Some(Form::Json) && secret.chars().count() < SECRET {
        errors.add_with("secret", "webhook-secret-short", SECRET.to_string());
    }
    let tells: Vec<Tells> = Tells::ALL.iter().copied().filter(|one| fields.ticked(one.code())).collect();
    if tells.is_empty() {
        errors.add(Tells::Digest.code(), "webhook-tells-nothing");
    }
    let made = form.zip(target).map(|(form, target)| NewHook { name, form, url, host: target.host, secret, tells });
    errors.or(made)
}

/// Days after a deadline, as they are typed: `-3, -1, 1`. Nothing at all is never.
fn days(text: &str) -> Option<Vec<i16>> {
    let mut days = text
        .split([',', '，', '、', ' ', ';', '；'])
        .map(|part| part.trim().replace(['−', '－'], "-"))
        .filter(|part| !part.is_empty())
        .map(|part| part.trim_start_matches('+').parse::<i16>().ok().filter(|day| (EARLIEST..=LATEST).contains(day)))
        .collect::<Option<Vec<i16>>>()?;
    days.sort_unstable();
    days.dedup();
    (days.len() <= 10).then_some(days)
}

/// A ladder.
///
/// # Errors
/// Every fault, at its field.
pub fn ladder(fields: &Fields) -> Result<Ladder, Errors> {
    let mut errors = Errors::default();
    let mut rungs = Vec::new();
    for rung in Rung::ALL.iter().copied() {
        match days(fields.get(rung.code())) {
            Some(days) => rungs.push((rung, days)),
            None => errors.add(rung.code(), "ladder-days-wrong"),
        }
    }
    errors.or(Some(Ladder::of(rungs)))
}

/// The fields of a ladder as it stands.
pub fn filled(ladder: &Ladder) -> Fields {
    let mut fields = Fields::default();
    for rung in Rung::ALL {
        let days: Vec<String> = ladder.days(*rung).iter().map(ToString::to_string).collect();
        fields.set(rung.code(), days.join(", "));
    }
    fields
}

/// A mail address.
///
/// # Errors
/// What is wrong with it.
pub fn address(fields: &Fields) -> Result<String, Errors> {
    let mut errors = Errors::default();
    let typed = fields.required(&mut errors, "mail", 254);
    let read = mail::address(&typed);
    if read.is_none() && errors.is_empty() {
        errors.add("mail", "message-mail-wrong");
    }
    errors.or(read)
}

/// The ticked kinds.
pub fn kinds(fields: &Fields) -> Vec<Kind> {
    Kind::ALL.iter().copied().filter(|kind| fields.ticked(kind.code())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ladder_is_typed_as_days() {
        let typed = Fields::of([("owner", "-3, -1，1"), ("officer", "0"), ("principal", "+1"), ("bureau", " 7 、 3"), ("leader", "")]);
        let read = ladder(&typed).unwrap();
        assert_eq!(
            Rung::ALL.iter().map(|rung| read.days(*rung).to_vec()).collect::<Vec<_>>(),
            [vec![-3, -1, 1], vec![0], vec![1], vec![3, 7], vec![]]
        );
        assert_eq!(ladder(&filled(&read)), Ok(read));
        for bad in ["x", "1.5", "-31", "91", "99999", "1 2 3 4 5 6 7 8 9 10 11"] {
            assert!(ladder(&Fields::of([("officer", bad)])).unwrap_err().has("officer"), "{bad}");
        }
    }

    #[test]
    fn a_webhook_is_read_and_its_secret_asked_for() {
        let typed = |changes: &[(&str, &str)]| {
            let mut fields =
                Fields::of([("name", "值班群"), ("form", "wecom"), ("url", "https://qyapi.weixin.qq.com/x?key=k"), ("digest", "yes")]);
            for (name, value) in changes {
                fields.set(name, *value);
            }
            hook(&fields, false)
        };
        let read = typed(&[]).unwrap();
        assert_eq!((read.form, read.host.as_str(), read.tells), (Form::Wecom, "qyapi.weixin.qq.com", vec![Tells::Digest]));
        for (name, value, key) in [
            ("name", "", "field-required"),
            ("form", "slack", "field-choose"),
            ("form", "json", "webhook-secret-short"),
            ("url", "http://qyapi.weixin.qq.com/x", "webhook-url-plain"),
            ("url", "https://10.0.0.1/x", "webhook-url-inside"),
            ("digest", "", "webhook-tells-nothing"),
        ] {
            assert!(typed(&[(name, value)]).unwrap_err().mentions(key), "{name} = {value}");
        }
        assert!(typed(&[("form", "json"), ("secret", "0123456789abcdef")]).is_ok());
    }
}
