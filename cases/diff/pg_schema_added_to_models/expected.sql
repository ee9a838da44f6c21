-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "b";

-- DropTable
DROP TABLE "a"."B";

-- CreateTable
CREATE TABLE "b"."B" (
    "id" SERIAL NOT NULL,

    CONSTRAINT "B_pkey" PRIMARY KEY ("id")
);
