-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "b";

-- CreateEnum
CREATE TYPE "b"."K" AS ENUM ('X');

-- DropTable
DROP TABLE "a"."M";

-- DropEnum
DROP TYPE "a"."K";

-- CreateTable
CREATE TABLE "b"."M" (
    "id" SERIAL NOT NULL,
    "k" "b"."K" NOT NULL,
    "a" INTEGER NOT NULL,

    CONSTRAINT "M_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "M_a_key" ON "b"."M"("a");

-- CreateIndex
CREATE INDEX "M_k_idx" ON "b"."M"("k");
