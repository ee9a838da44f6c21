/// A record of the model `Todo`.
#[derive(Debug, Clone, PartialEq)]
pub struct Todo {
    pub id: ::core::primitive::i32,
    pub title: ::std::string::String,
    pub note: ::core::option::Option<::std::string::String>,
    pub done: ::core::primitive::bool,
    pub views: ::core::primitive::i64,
    pub due_at: ::core::option::Option<::nicol::DateTime>,
    pub created_at: ::nicol::DateTime,
}

impl ::nicol::Model for Todo {
    const ID: ::core::primitive::u16 = 0;
    const NAME: &'static ::core::primitive::str = "Todo";

    #[inline]
    fn decode(c: &mut ::nicol::__private::Cursor<'_>) -> ::nicol::Result<Self> {
        Ok(Self {
            id: c.next()?,
            title: c.next()?,
            note: c.next()?,
            done: c.next()?,
            views: c.next()?,
            due_at: c.next()?,
            created_at: c.next()?,
        })
    }
}

impl ::nicol::__private::Serialize for Todo {
    #[inline]
    fn serialize<S: ::nicol::__private::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        use ::nicol::__private::SerializeStruct as _;
        let mut s = s.serialize_struct("Todo", 7)?;
        s.serialize_field("id", &self.id)?;
        s.serialize_field("title", &self.title)?;
        s.serialize_field("note", &self.note)?;
        s.serialize_field("done", &self.done)?;
        s.serialize_field("views", &self.views)?;
        s.serialize_field("dueAt", &self.due_at)?;
        s.serialize_field("createdAt", &self.created_at)?;
        s.end()
    }
}

/// A new record of `Todo`: what is required. All else by `set` and `with`.
pub struct New<'a> {
    pub title: &'a ::core::primitive::str,
}

impl ::nicol::New for New<'_> {
    type Model = Todo;

    #[inline]
    fn write(self, out: &mut ::nicol::__private::Record) {
        out.set::<::std::string::String>(1, self.title);
    }
}

/// The field `id`.
#[inline]
pub const fn id() -> ::nicol::Key<Todo, ::core::primitive::i32> {
    ::nicol::Field::new(0)
}

/// The field `title`.
#[inline]
pub const fn title() -> ::nicol::Field<Todo, ::std::string::String> {
    ::nicol::Field::new(1)
}

/// The field `note`.
#[inline]
pub const fn note() -> ::nicol::Field<Todo, ::core::option::Option<::std::string::String>> {
    ::nicol::Field::new(2)
}

/// The field `done`.
#[inline]
pub const fn done() -> ::nicol::Field<Todo, ::core::primitive::bool> {
    ::nicol::Field::new(3)
}

/// The field `views`.
#[inline]
pub const fn views() -> ::nicol::Field<Todo, ::core::primitive::i64> {
    ::nicol::Field::new(4)
}

/// The field `dueAt`.
#[inline]
pub const fn due_at() -> ::nicol::Field<Todo, ::core::option::Option<::nicol::DateTime>> {
    ::nicol::Field::new(5)
}

/// The field `createdAt`.
#[inline]
pub const fn created_at() -> ::nicol::Field<Todo, ::nicol::DateTime> {
    ::nicol::Field::new(6)
}

#[doc(hidden)]
pub mod __t {
    pub type id = ::nicol::Key<super::Todo, ::core::primitive::i32>;
    pub type title = ::nicol::Field<super::Todo, ::std::string::String>;
    pub type note = ::nicol::Field<super::Todo, ::core::option::Option<::std::string::String>>;
    pub type done = ::nicol::Field<super::Todo, ::core::primitive::bool>;
    pub type views = ::nicol::Field<super::Todo, ::core::primitive::i64>;
    pub type due_at = ::nicol::Field<super::Todo, ::core::option::Option<::nicol::DateTime>>;
    pub type created_at = ::nicol::Field<super::Todo, ::nicol::DateTime>;
}

#[doc(hidden)]
pub mod __m {
    pub type __Model = super::Todo;
}
