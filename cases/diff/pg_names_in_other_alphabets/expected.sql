-- AlterTable
CREATE SEQUENCE таблица_a_seq;
ALTER TABLE "таблица" ADD COLUMN     "größe" TEXT,
ALTER COLUMN "a" SET DEFAULT nextval('таблица_a_seq');
ALTER SEQUENCE таблица_a_seq OWNED BY "таблица"."a";

-- CreateIndex
CREATE UNIQUE INDEX "таблица_größe_key" ON "таблица"("größe");
