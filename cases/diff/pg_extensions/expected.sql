-- CreateExtension
CREATE EXTENSION IF NOT EXISTS "citext";

-- CreateExtension
CREATE EXTENSION IF NOT EXISTS "pgcrypto" WITH SCHEMA "public";

-- CreateExtension
CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH VERSION "1.1";

-- AlterTable
ALTER TABLE "M" ADD COLUMN     "name" CITEXT NOT NULL;
