SELECT 1 / (SELECT count(*) FROM pg_stat_activity WHERE datname = 'unfinished' AND wait_event = 'PgSleep');
