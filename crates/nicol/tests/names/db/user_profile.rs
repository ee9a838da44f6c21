/// A record of the model `user_profile`.
#[derive(Clone)]
pub struct UserProfile2 {
    pub id: ::core::primitive::i32,
    pub home_address_of_the_person_in_the_registry_office: ::std::string::String,
    pub another_address_of_the_person_in_the_registry_office: ::std::string::String,
}

impl ::nicol::Model for UserProfile2 {
    const ID: ::core::primitive::u16 = 4;
    const NAME: &'static ::core::primitive::str = "user_profile";
    const COLUMNS: ::nicol::__private::Columns = &[
        ("id", "id"),
        (
            "home_address_of_the_person_in_the_registry_office",
            "home_address_of_the_person_in_the_registry_office",
        ),
        (
            "another_address_of_the_person_in_the_registry_office",
            "another_address_of_the_person_in_the_registry_office",
        ),
    ];

    #[inline]
    fn decode(c: &mut ::nicol::__private::Cursor<'_>) -> Self {
        Self {
            id: c.column(),
            home_address_of_the_person_in_the_registry_office: c.column(),
            another_address_of_the_person_in_the_registry_office: c.column(),
        }
    }

    #[inline]
    fn cell(&self, place: ::core::primitive::usize) -> &dyn ::nicol::__private::Show {
        match place {
            0 => &self.id,
            1 => &self.home_address_of_the_person_in_the_registry_office,
            _ => &self.another_address_of_the_person_in_the_registry_office,
        }
    }
}

impl ::core::fmt::Debug for UserProfile2 {
    #[inline]
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::nicol::__private::debug_row(self, "UserProfile2", f)
    }
}

impl ::core::cmp::PartialEq for UserProfile2 {
    #[inline]
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::nicol::__private::same_row(self, other)
    }
}

impl ::nicol::__private::Serialize for UserProfile2 {
    #[inline]
    fn serialize<S: ::nicol::__private::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        ::nicol::__private::serialize_row(self, s)
    }
}

/// A new record of `user_profile`: what is required. All else by `set` and `with`.
pub struct New<'a> {
    pub id: ::core::primitive::i32,
    pub home_address_of_the_person_in_the_registry_office: &'a ::core::primitive::str,
    pub another_address_of_the_person_in_the_registry_office: &'a ::core::primitive::str,
}

impl ::nicol::New for New<'_> {
    type Model = UserProfile2;

    #[inline]
    fn write(self, out: &mut ::nicol::__private::Record) {
        out.set::<::core::primitive::i32>(0, self.id);
        out.set::<::std::string::String>(1, self.home_address_of_the_person_in_the_registry_office);
        out.set::<::std::string::String>(
            2,
            self.another_address_of_the_person_in_the_registry_office,
        );
    }
}

/// The field `id`.
#[inline]
pub fn id() -> ::nicol::Key<UserProfile2, ::core::primitive::i32> {
    ::nicol::Field::new(0)
}

/// The field `home_address_of_the_person_in_the_registry_office`.
#[inline]
pub fn home_address_of_the_person_in_the_registry_office()
-> ::nicol::Key<UserProfile2, ::std::string::String> {
    ::nicol::Field::new(1)
}

/// The field `another_address_of_the_person_in_the_registry_office`.
#[inline]
pub fn another_address_of_the_person_in_the_registry_office()
-> ::nicol::Key<UserProfile2, ::std::string::String> {
    ::nicol::Field::new(2)
}

/// The record with these values of `home_address_of_the_person_in_the_registry_office` and `another_address_of_the_person_in_the_registry_office`.
#[inline]
pub fn both_addresses(
    home_address_of_the_person_in_the_registry_office: impl ::nicol::Arg<::std::string::String>,
    another_address_of_the_person_in_the_registry_office: impl ::nicol::Arg<::std::string::String>,
) -> ::nicol::Unique<UserProfile2> {
    ::nicol::__private::Compound::new()
        .eq::<::std::string::String>(1, home_address_of_the_person_in_the_registry_office)
        .eq::<::std::string::String>(2, another_address_of_the_person_in_the_registry_office)
        .unique()
}

#[doc(hidden)]
pub mod __t {
    pub type id = ::nicol::Key<super::UserProfile2, ::core::primitive::i32>;
    pub type home_address_of_the_person_in_the_registry_office =
        ::nicol::Key<super::UserProfile2, ::std::string::String>;
    pub type another_address_of_the_person_in_the_registry_office =
        ::nicol::Key<super::UserProfile2, ::std::string::String>;
}

#[doc(hidden)]
pub mod __m {
    pub type __Model = super::UserProfile2;
}
