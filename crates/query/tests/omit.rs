//! The client's option `omit`: which forms are refused, and how.

use nicol_diagnostics::{SourceFile, Sources};
use nicol_model::{DataModel, FieldId, ModelId};
use nicol_query::json::Omit;
use serde_json::{Value, json};

fn model() -> DataModel {
    let text = "datasource db {\n  provider = \"sqlite\"\n}\n\
        model User {\n  id Int @id\n  name String\n  password String\n  posts Post[]\n}\n\
        model Post {\n  id Int @id\n  userId Int\n  user User @relation(fields: [userId], references: [id])\n}\n";
    let schema = nicol_schema::load(&Sources::new(vec![SourceFile::new("schema.prisma", text)])).schema;
    nicol_schema::lower::data_model(&schema.expect("a valid schema"))
}

#[test]
fn columns_are_left_out_by_name() {
    let model = model();
    let option = json!({"user": {"password": true, "name": false}, "post": {}});
    let omit = Omit::from_json(&model, &option).expect("an option");
    assert_eq!(omit.of(ModelId(0)).collect::<Vec<_>>(), [FieldId(2)]);
    assert_eq!(omit.of(ModelId(1)).count(), 0);

    let mut same = Omit::default();
    assert!(same.is_empty());
    same.add(&model, "User", ["password"]).expect("a column");
    assert_eq!(same, omit);
}

#[test]
fn what_is_no_column_is_refused_with_the_nearest_name() {
    let refused = |option: Value| Omit::from_json(&model(), &option).expect_err("no option").to_string();
    assert!(refused(json!({"usr": {"password": true}})).contains("did you mean `user`"));
    assert!(refused(json!({"User": {"password": true}})).contains("did you mean `user`"));
    assert!(refused(json!({"user": {"pasword": true}})).contains("did you mean `password`"));
    assert!(refused(json!({"user": {"posts": true}})).contains("`User.posts` can't be left out"));
    assert!(refused(json!({"user": {"password": null}})).contains("`user.password`"));
    assert!(refused(json!({"user": {"password": 1}})).contains("true or false"));
    assert!(refused(json!({"user": null})).contains("for `user`"));
    assert!(refused(json!(null)).contains("an object of models"));
    assert!(refused(json!([])).contains("an object of models"));

    let mut omit = Omit::default();
    let error = omit.add(&model(), "Usr", ["password"]).expect_err("no model");
    assert!(error.to_string().contains("did you mean `User`"), "{error}");
    let error = omit.add(&model(), "User", ["pasword"]).expect_err("no column");
    assert!(error.to_string().contains("did you mean `password`"), "{error}");
    assert!(omit.is_empty());
}
