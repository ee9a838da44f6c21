-- RenameEnum
ALTER TYPE "auth"."Status" SET SCHEMA "shop";

-- RenameTable
ALTER TABLE "auth"."Order" SET SCHEMA "shop";
