-- AlterTable
CREATE SEQUENCE m_id_seq;
ALTER TABLE "M" ALTER COLUMN "id" SET DEFAULT nextval('m_id_seq');
ALTER SEQUENCE m_id_seq OWNED BY "M"."id";
