-- RenameEnum
ALTER TYPE "shop"."Status" SET SCHEMA "auth";

-- RenameTable
ALTER TABLE "shop"."Order" SET SCHEMA "auth";
