-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "Native" (
    "id" INTEGER NOT NULL,
    "a" TEXT NOT NULL,
    "b" VARCHAR NOT NULL,
    "c" VARCHAR(80) NOT NULL,
    "d" CHAR NOT NULL,
    "e" CHAR(3) NOT NULL,
    "f" UUID NOT NULL,
    "g" XML NOT NULL,
    "h" INET NOT NULL,
    "i" CITEXT NOT NULL,
    "j" BIT NOT NULL,
    "k" BIT(8) NOT NULL,
    "l" VARBIT NOT NULL,
    "m" VARBIT(8) NOT NULL,
    "n" SMALLINT NOT NULL,
    "o" OID NOT NULL,
    "p" REAL NOT NULL,
    "q" DOUBLE PRECISION NOT NULL,
    "r" DECIMAL NOT NULL,
    "s" DECIMAL(10,2) NOT NULL,
    "t" MONEY NOT NULL,
    "u" TIMESTAMP NOT NULL,
    "v" TIMESTAMP(6) NOT NULL,
    "w" TIMESTAMPTZ NOT NULL,
    "x" TIMESTAMPTZ(3) NOT NULL,
    "y" DATE NOT NULL,
    "z" TIME NOT NULL,
    "aa" TIME(0) NOT NULL,
    "ab" TIMETZ NOT NULL,
    "ac" TIMETZ(3) NOT NULL,
    "ad" JSON NOT NULL,
    "ae" JSONB NOT NULL,
    "af" BYTEA NOT NULL,
    "ag" BOOLEAN NOT NULL,
    "ah" int4range NOT NULL,
    "ai" tsvector,

    CONSTRAINT "Native_pkey" PRIMARY KEY ("id")
);
