/// Somebody with a list of things to do.
#[derive(Clone, ::nicol::__private::serde::Deserialize)]
#[serde(crate = "::nicol::__private::serde")]
pub struct User {
    pub id: ::std::string::String,
    pub email: ::std::string::String,
    pub name: ::std::string::String,
    #[serde(rename = "createdAt")]
    pub created_at: ::nicol::DateTime,
}

impl ::nicol::Model for User {
    const ID: ::core::primitive::u16 = 0;
    const NAME: &'static ::core::primitive::str = "User";
    const COLUMNS: ::nicol::__private::Columns = &[
        ("id", "id"),
        ("email", "email"),
        ("name", "name"),
        ("createdAt", "created_at"),
    ];

    #[inline]
    fn decode(c: &mut ::nicol::__private::Cursor<'_>) -> Self {
        Self {
            id: c.column(),
            email: c.column(),
            name: c.column(),
            created_at: c.column(),
        }
    }

    #[inline]
    fn cell(&self, place: ::core::primitive::usize) -> &dyn ::nicol::__private::Show {
        match place {
            0 => &self.id,
            1 => &self.email,
            2 => &self.name,
            _ => &self.created_at,
        }
    }
}

impl ::core::fmt::Debug for User {
    #[inline]
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::nicol::__private::debug_row(self, "User", f)
    }
}

impl ::core::cmp::PartialEq for User {
    #[inline]
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::nicol::__private::same_row(self, other)
    }
}

impl ::nicol::__private::Serialize for User {
    #[inline]
    fn serialize<S: ::nicol::__private::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        ::nicol::__private::serialize_row(self, s)
    }
}

/// A new record of `User`: what is required. All else by `set` and `with`.
pub struct New<'a> {
    pub email: &'a ::core::primitive::str,
    pub name: &'a ::core::primitive::str,
}

impl ::nicol::New for New<'_> {
    type Model = User;

    #[inline]
    fn write(self, out: &mut ::nicol::__private::Record) {
        out.set::<::std::string::String>(1, self.email);
        out.set::<::std::string::String>(2, self.name);
    }
}

/// The field `id`.
#[inline]
pub fn id() -> ::nicol::Key<User, ::std::string::String> {
    ::nicol::Field::new(0)
}

/// The field `email`.
#[inline]
pub fn email() -> ::nicol::Key<User, ::std::string::String> {
    ::nicol::Field::new(1)
}

/// The field `name`.
#[inline]
pub fn name() -> ::nicol::Field<User, ::std::string::String> {
    ::nicol::Field::new(2)
}

/// The field `createdAt`.
#[inline]
pub fn created_at() -> ::nicol::Field<User, ::nicol::DateTime> {
    ::nicol::Field::new(3)
}

/// The relation `todos` to `Todo`.
#[inline]
pub fn todos() -> ::nicol::Rel<User, ::nicol::Many<super::Todo>> {
    ::nicol::Rel::new(4)
}

#[doc(hidden)]
pub mod __t {
    pub type id = ::nicol::Key<super::User, ::std::string::String>;
    pub type email = ::nicol::Key<super::User, ::std::string::String>;
    pub type name = ::nicol::Field<super::User, ::std::string::String>;
    pub type created_at = ::nicol::Field<super::User, ::nicol::DateTime>;
    pub type todos = ::nicol::Rel<super::User, ::nicol::Many<super::super::Todo>>;
}

#[doc(hidden)]
pub mod __m {
    pub use super::super::todo as todos;
    pub type __Model = super::User;
}
