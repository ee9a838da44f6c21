-- postgresql
CREATE EXTENSION btree_gin;
CREATE EXTENSION btree_gist;
CREATE EXTENSION citext;
CREATE TABLE t (id int PRIMARY KEY, n int, w citext, l int[], j jsonb, u uuid, net inet);
CREATE INDEX a ON t USING gin (n, l, j);
CREATE INDEX b ON t USING gist (u, n);
CREATE INDEX c ON t USING spgist (w);
CREATE INDEX d ON t USING brin (w, n);
CREATE INDEX e ON t USING spgist (net);
CREATE INDEX f ON t USING gist (net inet_ops);
