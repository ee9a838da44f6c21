use std::time::Duration;

use percent_encoding::percent_decode_str;

use nicol_model::names::nearest;

use super::{UrlWarning, invalid};
use crate::Error;

/// The part after `?`, decoded.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    pairs: Vec<(String, String)>,
    /// Those that somebody has asked for.
    known: Vec<&'static str>,
    pub(super) warnings: Vec<UrlWarning>,
}

impl Parameters {
    /// Reads `a=1&b=2`. A further `?` counts as `&`.
    pub(super) fn parse(query: &str) -> Result<Self, Error> {
        let mut result = Self::default();
        if query.contains('?') {
            result.warnings.push(UrlWarning::SecondQuestionMark);
        }
        for pair in query.split(['&', '?']).filter(|p| !p.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decode(name, "a parameter's name")?, decode(value, "a parameter's value")?);
            if let Some(known) = result.pairs.iter_mut().find(|(n, _)| *n == name) {
                known.1 = value;
                result.warnings.push(UrlWarning::RepeatedParameter(name));
            } else {
                result.pairs.push((name, value));
            }
        }
        Ok(result)
    }

    /// Takes a parameter out.
    pub(super) fn take(&mut self, name: &'static str) -> Option<String> {
        self.known.push(name);
        let at = self.pairs.iter().position(|(n, _)| n == name)?;
        Some(self.pairs.remove(at).1)
    }

    pub(super) fn take_number(&mut self, name: &'static str) -> Result<Option<usize>, Error> {
        self.take(name)
            .map(|v| v.parse().map_err(|_| invalid(&format!("`{name}` must be a whole number, but is `{v}`"))))
            .transpose()
    }

    /// Seconds. The outer `None` is "not given", the inner one is 0: no limit.
    pub(super) fn take_seconds(&mut self, name: &'static str) -> Result<Option<Option<Duration>>, Error> {
        let Some(text) = self.take(name) else { return Ok(None) };
        let seconds: u64 =
            text.parse().map_err(|_| invalid(&format!("`{name}` must be a number of seconds, but is `{text}`")))?;
        Ok(Some((seconds > 0).then(|| Duration::from_secs(seconds))))
    }

    pub(super) fn take_bool(&mut self, name: &'static str) -> Result<Option<bool>, Error> {
        match self.take(name).as_deref() {
            None => Ok(None),
            Some("true" | "1") => Ok(Some(true)),
            Some("false" | "0") => Ok(Some(false)),
            Some(other) => Err(invalid(&format!("`{name}` must be `true` or `false`, but is `{other}`"))),
        }
    }

    /// What nobody took becomes a warning each.
    pub(super) fn finish(mut self) -> Vec<UrlWarning> {
        let known = self.known;
        self.warnings.extend(
            self.pairs
                .into_iter()
                .map(|(name, _)| UrlWarning::UnknownParameter { nearest: nearest(&name, known.iter().copied()), name }),
        );
        self.warnings
    }
}

/// Decodes `%xx`. `what` names the part in the error, whose value is never shown.
pub(super) fn decode(text: &str, what: &str) -> Result<String, Error> {
    percent_decode_str(text)
        .decode_utf8()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| invalid(&format!("{what} is not UTF-8 after decoding its `%xx`")))
}
