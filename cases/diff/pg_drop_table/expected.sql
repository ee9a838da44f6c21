-- DropTable
DROP TABLE "public"."Task";
