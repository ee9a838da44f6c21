-- DropTable
DROP TABLE "b"."B";
