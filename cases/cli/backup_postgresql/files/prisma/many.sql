-- What a restore has to empty: what CASCADE takes, before its turn comes, has no name any more.
DO $$
BEGIN
  FOR i IN 0..69 LOOP
    EXECUTE format('CREATE TABLE t%s (id serial PRIMARY KEY, up int REFERENCES t%s)', i, greatest(i - 1, 0));
    EXECUTE format('CREATE VIEW v%s AS SELECT * FROM t%s', i, i);
  END LOOP;
END $$;
CREATE VIEW all_of_them AS SELECT t0.id FROM t0 JOIN t14 USING (id) JOIN t69 USING (id);
CREATE FUNCTION of_row(t3) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER watches ON ddl_command_end EXECUTE FUNCTION watch();
CREATE FOREIGN DATA WRAPPER wrapper;
CREATE SERVER far FOREIGN DATA WRAPPER wrapper;
CREATE FOREIGN TABLE far_table (a int) SERVER far;
CREATE TYPE pair AS (a int, b int);
CREATE CAST (pair AS text) WITH INOUT;
