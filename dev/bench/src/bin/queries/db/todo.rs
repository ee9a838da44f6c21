/// A record of the model `Todo`.
#[derive(Clone)]
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
    const COLUMNS: ::nicol::__private::Columns = &[
        ("id", "id"),
        ("title", "title"),
        ("note", "note"),
        ("done", "done"),
        ("views", "views"),
        ("dueAt", "due_at"),
        ("createdAt", "created_at"),
    ];

    #[inline]
    fn decode(c: &mut ::nicol::__private::Cursor<'_>) -> Self {
        Self {
            id: c.column(),
            title: c.column(),
            note: c.column(),
            done: c.column(),
            views: c.column(),
            due_at: c.column(),
            created_at: c.column(),
        }
    }

    #[inline]
    fn cell(&self, place: ::core::primitive::usize) -> &dyn ::nicol::__private::Show {
        match place {
            0 => &self.id,
            1 => &self.title,
            2 => &self.note,
            3 => &self.done,
            4 => &self.views,
            5 => &self.due_at,
            _ => &self.created_at,
        }
    }
}

impl ::core::fmt::Debug for Todo {
    #[inline]
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::nicol::__private::debug_row(self, "Todo", f)
    }
}

impl ::core::cmp::PartialEq for Todo {
    #[inline]
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::nicol::__private::same_row(self, other)
    }
}

impl ::nicol::__private::Serialize for Todo {
    #[inline]
    fn serialize<S: ::nicol::__private::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        ::nicol::__private::serialize_row(self, s)
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
pub fn id() -> ::nicol::Key<Todo, ::core::primitive::i32> {
    ::nicol::Field::new(0)
}

/// The field `title`.
#[inline]
pub fn title() -> ::nicol::Field<Todo, ::std::string::String> {
    ::nicol::Field::new(1)
}

/// The field `note`.
#[inline]
pub fn note() -> ::nicol::Field<Todo, ::core::option::Option<::std::string::String>> {
    ::nicol::Field::new(2)
}

/// The field `done`.
#[inline]
pub fn done() -> ::nicol::Field<Todo, ::core::primitive::bool> {
    ::nicol::Field::new(3)
}

/// The field `views`.
#[inline]
pub fn views() -> ::nicol::Field<Todo, ::core::primitive::i64> {
    ::nicol::Field::new(4)
}

/// The field `dueAt`.
#[inline]
pub fn due_at() -> ::nicol::Field<Todo, ::core::option::Option<::nicol::DateTime>> {
    ::nicol::Field::new(5)
}

/// The field `createdAt`.
#[inline]
pub fn created_at() -> ::nicol::Field<Todo, ::nicol::DateTime> {
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
