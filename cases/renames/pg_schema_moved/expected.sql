-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "c";

-- RenameEnum
ALTER TYPE "a"."E" SET SCHEMA "c";
ALTER TYPE "c"."E" RENAME TO "F";

-- RenameTable
ALTER TABLE "a"."User" SET SCHEMA "c";
ALTER TABLE "c"."User" RENAME TO "Member";

-- RenameSequence
ALTER SEQUENCE "c"."User_id_seq" RENAME TO "Member_id_seq";

-- AlterTable
ALTER TABLE "c"."Member" RENAME CONSTRAINT "User_pkey" TO "Member_pkey";
