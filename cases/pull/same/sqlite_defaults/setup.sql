-- sqlite
create table def (id integer primary key, a text default 'x' collate nocase, b boolean default 0, c boolean default '0', d boolean default 'true', e boolean default "true",
    f int default '5', g real default '1.5', h decimal default '1.50', i datetime default (datetime('now')), j datetime default 0,
    l int default 9999999999, m bigint default -9999999999, n text default ('abc'), o text default (5), p int default (5), q real default 1e3, r real default .5,
    s text default 'a"b', t text default "a'b", u blob default 'abc', v blob default '6869', x int default true, y decimal default 1e2, z text default 1.50,
    ab text default NULL, ac bigint default 1.5, ad real default -1.5, ae text default '  sp ', af text default 'it''s');
create table pk2 (a integer not null, b integer not null, primary key (a,b)); create table pk3 (id integer, primary key (id)); create table pk4 (id int not null, primary key(id)); create table pk5 (id bigint not null primary key); create table pk6 (id text not null, unique(id));
create table idx (a int not null unique, b text, c text); create unique index idx_b_key on idx(b); create index idx_c_idx on idx(c desc);
create view v1 as select a, b from idx;
