//! Where JavaScript's event loop can't wait for our sockets.

use std::convert::Infallible;
use std::rc::Rc;

use napi::Env;
use tokio::runtime;

use crate::task::Work;

/// There is none.
pub(crate) struct Loop(Infallible);

/// There is none.
pub(crate) type Adopt = Infallible;

pub(crate) fn start(_: &Env, _: &runtime::Handle, _: fn()) -> Option<Rc<Loop>> {
    None
}

pub(crate) const fn is_due() -> bool {
    false
}

impl Loop {
    pub(crate) fn run(&self, _: Work) -> bool {
        match self.0 {}
    }

    pub(crate) fn deliver_soon(&self) {
        match self.0 {}
    }

    pub(crate) fn adopt(&self) -> Adopt {
        match self.0 {}
    }

    pub(crate) fn give_up(&self) {
        match self.0 {}
    }
}
