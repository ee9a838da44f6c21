//! Mending damaged schemas: whatever is fixed stays fixed, and no comment is lost.

use nicol_diagnostics::{SourceFile, Sources};
use nicol_schema::syntax::SyntaxElement;
use nicol_schema::{fix, load, parse};

use crate::damage::kinds;
use crate::random::{self, Random};
use crate::validate::seeds;

fn sources(text: &str) -> Sources {
    Sources::new(vec![SourceFile::new("schema.prisma", text)])
}

fn comments(text: &str) -> Vec<String> {
    let tokens = parse(text).syntax().descendants_with_tokens().filter_map(SyntaxElement::into_token);
    let mut comments: Vec<String> = tokens
        .filter(|t| t.kind().is_comment())
        .map(|t| t.text().chars().filter(|c| c.is_alphanumeric()).collect())
        .collect();
    comments.sort();
    comments
}

#[test]
fn mending_is_stable_and_keeps_comments() {
    let seeds = seeds();
    // A schema that was wrong before it was damaged can't be made valid: it does not count for the share.
    let is_valid: Vec<bool> = seeds.iter().map(|(_, text)| load(&sources(text)).schema.is_some()).collect();
    let (mut cases, mut mended, mut mendable, mut valid) = (0, 0, 0, 0);
    for (number, kind) in kinds().enumerate() {
        for i in 0..random::cases(40) {
            let mut random = Random((number as u64) << 32 | i);
            let seed = random.below(seeds.len());
            let (name, text) = &seeds[seed];
            let Some(damaged) = (kind.change)(text, &mut random) else { continue };
            cases += 1;
            let before = sources(&damaged);
            let once = fix(&before);
            if once.applied == 0 {
                assert_eq!(once.texts[0], damaged);
                continue;
            }
            mended += 1;
            mendable += usize::from(is_valid[seed]);
            let place = format!("{} #{i} of {name}\n{damaged}", kind.name);
            let after = sources(&once.texts[0]);
            let again = fix(&after);
            assert_eq!(again.texts, once.texts, "mending again changes more: {place}");
            // More text may be a comment once its line can be read.
            let mut kept = comments(&once.texts[0]).into_iter();
            for comment in comments(&damaged) {
                assert!(kept.any(|other| other == comment), "the comment {comment:?} is lost: {place}");
            }
            valid += usize::from(load(&after).schema.is_some() && load(&before).schema.is_none());
        }
    }
    let figures = format!("{cases} cases, {mended} mended, {mendable} of valid schemas, {valid} valid again");
    println!("{figures}");
    assert!(mended * 10 > cases && valid * 4 > mendable, "{figures}");
}
