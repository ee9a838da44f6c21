-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "M" (
    "id" INTEGER NOT NULL,
    "a" circle NOT NULL,
    "b" circle DEFAULT (1),

    CONSTRAINT "M_pkey" PRIMARY KEY ("id")
);
