-- AlterTable
CREATE SEQUENCE "a".m_id_seq;
CREATE SEQUENCE "a".m_n_seq;
ALTER TABLE "a"."M" ALTER COLUMN "id" SET DEFAULT nextval('"a".m_id_seq'),
ALTER COLUMN "n" SET DEFAULT nextval('"a".m_n_seq');
ALTER SEQUENCE "a".m_id_seq OWNED BY "a"."M"."id";
ALTER SEQUENCE "a".m_n_seq OWNED BY "a"."M"."n";
