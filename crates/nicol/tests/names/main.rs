//! The client of `cases/codegen-rust/hard-names`: models and fields that are called like words of Rust and of the client. It
//! compiles without a warning, and what it writes it reads.
#![cfg(feature = "sqlite")]
#![deny(warnings)]

#[rustfmt::skip]
mod db;

use db::{Kind, NicolClient, client, option};
use nicol::Result;

#[tokio::test]
async fn hard_names() -> Result<()> {
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("hard-names.db");
    std::fs::write(&file, "").expect("files can be made there");
    let db = NicolClient::connect(&format!("file:{}", file.display())).await?;
    db.execute_raw(include_str!("schema.sql"), ()).await?;

    let new = client::New {
        id: 1,
        r#type: "t",
        r#match: 2,
        r#gen: 3,
        self__2: 4,
        self_: 5,
        bool: true,
        string: "s",
        user_id_2: 6,
        user_id: 7,
        a_b: 8,
        a: 9,
        b: 10,
    };
    let option = option::New { id: 1, kind: Kind::Self_ };
    let (made, options) =
        db.client().create(new).with(client::option().create([option])).include(client::option()).await?;
    assert_eq!((made.r#match, made.self__2, made.self_, made.user_id_2, made.user_id), (2, 4, 5, 6, 7));
    assert_eq!(options[0].kind, Kind::Self_);

    let one = db.client().find_unique(client::a_b_2(9, 10)).await?.expect("it was made");
    assert_eq!((one.a_b, one.r#type.as_str()), (8, "t"));
    db.option().update(option::id().eq(1)).set(option::kind(), Kind::Home2).set(option::new(), 3).await?;
    let found = db.client().find_many().filter(client::option().some(option::kind().eq(Kind::Home2))).await?;
    assert_eq!(found.len(), 1);
    assert_eq!(db.transact_().count().await?, 0);
    Ok(())
}
