CREATE ROLE limited LOGIN;
ALTER SCHEMA public OWNER TO limited;
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO limited', current_database()); END $$;
