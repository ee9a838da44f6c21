-- AlterTable
CREATE SEQUENCE users_id_seq;
ALTER TABLE "Users" ALTER COLUMN "Id" SET DEFAULT nextval('users_id_seq');
ALTER SEQUENCE users_id_seq OWNED BY "Users"."Id";
