-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "b";

-- DropTable
DROP TABLE "a"."M";

-- CreateTable
CREATE TABLE "b"."M" (
    "id" INTEGER NOT NULL,

    CONSTRAINT "M_pkey" PRIMARY KEY ("id")
);
