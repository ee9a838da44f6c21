//! What the server says of a statement that it prepares.

use super::backend::next_name;
use super::failure::Failure;
use super::line::{Answer, Line, Mode};
use super::message;
use super::rows::unreadable;
use super::types::Types;
use super::wire::Wire;
use crate::describe::{DescribedColumn, DescribedParameter, DescribedType, Description};

impl Line {
    /// Prepares a statement, which stays so, and describes it.
    pub(crate) async fn describe(&mut self, sql: &str) -> Result<Description, Failure> {
        let name = next_name('d');
        message::parse(self.out(), &name, sql)?;
        message::describe_statement(self.out(), &name);
        message::sync(self.out());
        let mut told = Told::default();
        self.exchange(1, Mode::Extended, &mut told).await?;
        if let Some(failure) = told.failed {
            return Err(failure);
        }
        let mut types = Types::default();
        let oids = told.parameters.iter().copied().chain(told.columns.iter().map(|(_, oid)| *oid));
        types.learn(self, oids).await?;
        let described = |oid: u32| {
            let ty = types.get(oid);
            let (kind, is_list) = Wire::of(&ty).raw(&ty).map_or((None, false), |(kind, is_list)| (Some(kind), is_list));
            Some(DescribedType { name: ty.name().to_owned(), kind, is_list })
        };
        let parameters =
            told.parameters.iter().map(|oid| DescribedParameter { name: None, ty: described(*oid) }).collect();
        let columns = told
            .columns
            .into_iter()
            .zip(told.origins)
            .map(|((name, oid), origin)| DescribedColumn { name, ty: described(oid), origin })
            .collect();
        Ok(Description { prepared: Some(name), parameters, columns })
    }
}

#[derive(Default)]
struct Told {
    parameters: Vec<u32>,
    columns: Vec<(String, u32)>,
    origins: Vec<Option<(u32, i16)>>,
    failed: Option<Failure>,
}

impl Told {
    fn take(&mut self, tag: u8, body: &[u8]) -> Option<()> {
        match tag {
            message::PARAMETER_DESCRIPTION => self.parameters = message::parameters(body)?,
            message::ROW_DESCRIPTION => {
                self.columns = message::columns(body)?;
                self.origins = message::origins(body)?;
            }
            _ => {}
        }
        Some(())
    }
}

impl Answer for Told {
    fn message(&mut self, tag: u8, body: &[u8]) {
        if tag == message::ERROR {
            self.failed = Some(message::complaint(body).into());
        } else if self.take(tag, body).is_none() {
            self.failed = Some(unreadable().into());
        }
    }

    fn has_failed(&self) -> bool {
        self.failed.is_some()
    }
}
