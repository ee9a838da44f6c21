-- RenameEnum
ALTER TYPE "c"."F" SET SCHEMA "a";
ALTER TYPE "a"."F" RENAME TO "E";

-- RenameTable
ALTER TABLE "c"."Member" SET SCHEMA "a";
ALTER TABLE "a"."Member" RENAME TO "User";

-- RenameSequence
ALTER SEQUENCE "a"."Member_id_seq" RENAME TO "User_id_seq";

-- AlterTable
ALTER TABLE "a"."User" RENAME CONSTRAINT "Member_pkey" TO "User_pkey";
