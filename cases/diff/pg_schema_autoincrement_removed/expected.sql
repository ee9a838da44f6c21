-- AlterTable
ALTER TABLE "a"."M" ALTER COLUMN "id" DROP DEFAULT;
DROP SEQUENCE "a"."M_id_seq";
