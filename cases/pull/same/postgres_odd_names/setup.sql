-- Names of relations from columns that need names; lists that refer; tables without columns; reserved names in two schemas.
create schema shop;
create table "2nd row" (a int, "2b" int, "_lead" int, primary key (a, "2b"));
create table child (id int primary key, "2a" int, "%p" int, x int, y int, foreign key ("2a", "%p") references "2nd row", foreign key (x, y) references "2nd row");
create table tagged (words text[] primary key);
create table refers (id int primary key, w text[] references tagged, w2 text[] not null references tagged);
create table "it's bare" ();
create table shop.bare ();
create type enum as enum ('a', 'b');
create type shop.enum as enum ('c');
create table uses (id int primary key, e enum, f shop.enum not null default 'c');
