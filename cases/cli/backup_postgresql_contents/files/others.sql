-- One of each kind that is more than a table.
CREATE TYPE pair AS (a int, b text);
CREATE COLLATION plain FROM "C";
CREATE TABLE counted (id serial PRIMARY KEY, n int GENERATED ALWAYS AS IDENTITY, p pair);
CREATE STATISTICS both_of_it ON id, n FROM counted;
CREATE STATISTICS app.far ON id, n FROM counted;
CREATE AGGREGATE app.how_many(*) (SFUNC = int8inc, STYPE = int8, INITCOND = '0');
CREATE AGGREGATE largest(int) (SFUNC = int4larger, STYPE = int4);
CREATE PROCEDURE nothing(IN a int, OUT b int) LANGUAGE sql AS 'SELECT 1';
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq);
CREATE TEXT SEARCH CONFIGURATION words (COPY = simple);
CREATE TYPE span AS RANGE (subtype = int);
CREATE EXTENSION IF NOT EXISTS plpgsql;
SELECT lo_create(0), lo_create(0);
