-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "Counter" (
    "id" BIGSERIAL NOT NULL,
    "small" SMALLSERIAL NOT NULL,
    "plain" SERIAL NOT NULL,
    "maybe" SERIAL,

    CONSTRAINT "Counter_pkey" PRIMARY KEY ("id")
);
