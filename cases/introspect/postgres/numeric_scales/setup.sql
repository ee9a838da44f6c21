-- since 15
CREATE TABLE scales (
    id int PRIMARY KEY,
    shifted numeric(5, -2),
    tiny numeric(3, 5)
);
