-- Two schemas with tables and enums of the same names, and keys between them.
create schema s2;
create type public.st as enum('a'); create type s2.st as enum('b');
create table public.person (id int primary key, e public.st default 'a', f s2.st);
create table s2.person (id int primary key, p int references public.person(id));
create table s2.zoo (id int primary key, p int references s2.person(id));
create table public.zz (id int primary key, p int references s2.zoo(id));
create table s2."_j" ("A" int not null references public.zz(id) on delete cascade on update cascade, "B" int not null references s2.zoo(id) on delete cascade on update cascade, primary key("A","B"));
create index on s2."_j"("B");
