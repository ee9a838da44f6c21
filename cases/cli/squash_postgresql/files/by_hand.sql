CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS $$ SELECT n * 2; $$;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.words := coalesce(NEW.words, 0); RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE INSERT ON "Post" FOR EACH ROW EXECUTE FUNCTION touch();
CREATE VIEW names AS SELECT email FROM "User";
ALTER TABLE "Post" ADD CONSTRAINT few_words CHECK (words < 1000000);
CREATE INDEX lower_title ON "Post" (lower(title)) WHERE words > 0;
COMMENT ON TABLE "Post" IS 'what people write';
INSERT INTO "User" (email) VALUES ('root@example.com');
UPDATE "User" SET role = 'ADMIN' WHERE email LIKE 'root@%';
