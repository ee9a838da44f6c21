-- sqlite
create table a (id integer primary key,
    t text not null default 'it''s',
    n int default 5,
    b boolean default true,
    b2 boolean default 1,
    d datetime default current_timestamp,
    dd datetime default '2020-01-01',
    de date,
    r real default 1.5,
    r2 double,
    f float,
    dec decimal default 1.5,
    dec2 decimal(10,2),
    num numeric,
    v varchar(20) default "dq",
    bi bigint default 5,
    bi2 integer unsigned,
    js json default '{}',
    ch char(5),
    si smallint,
    ti tinyint,
    un unsigned big int,
    cl clob,
    nt ntext,
    ts timestamp,
    tm time,
    "nothing_",
    weird foo(3),
    any any,
    nul text default null,
    neg int default -5,
    plus int default +5,
    e text default '',
    hex int default 0x10,
    cur date default current_date,
    tr bool default FALSE,
    txt text default 5,
    realint real default 2,
    bln boolean default 'x',
    bstr boolean default '1',
    int8 int8,
    i2 int2,
    mi mediumint,
    dp double precision,
    nc nchar(5),
    st string,
    dt3 datetime(3),
    gen int generated always as (n*2) stored,
    gv int generated always as (n*2));
create table b (id integer not null primary key autoincrement, a_id int references a, a2 int references a(id) on delete cascade on update cascade, c text collate nocase unique, d int check (d > 0));
create table c (x text not null, y int not null, z int, primary key (x,y));
create table d (id text not null primary key);
create table e (id bigint not null primary key);
create table f (id int not null primary key, x text not null);
create index ix on c(x, z desc); create unique index ux on c(z);  
create table g (id integer not null primary key desc);
create table h (p text not null, q text not null, unique(p,q)) ;
create table nopk (a int);
create table j (id int not null primary key) without rowid;
create view vv as select * from a;
create trigger tr after insert on a begin select 1; end;
create table "_CatToDog" ("A" integer not null, "B" integer not null, foreign key ("A") references Cat(id) on delete cascade on update cascade, foreign key ("B") references Dog(id) on delete cascade on update cascade);
create unique index "_CatToDog_AB_unique" on "_CatToDog"("A","B"); create index "_CatToDog_B_index" on "_CatToDog"("B");
create table Cat (id integer primary key); create table Dog (id integer primary key);
create table selfk (id integer primary key, c_x text, c_y int, foreign key (c_x, c_y) references c);
create table fkfk (id integer primary key, ref int unique references Cat(id), miss int references notthere(id));
