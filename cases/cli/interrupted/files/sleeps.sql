-- Fails unless a migration sleeps at this moment, in this database or in its shadow.
DO $$ BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_stat_activity
    WHERE query LIKE '%whole%' AND query LIKE '%pg_sleep(300)%' AND state = 'active' AND pid <> pg_backend_pid()
  ) THEN
    RAISE 'nothing sleeps';
  END IF;
END $$
