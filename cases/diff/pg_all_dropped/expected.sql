-- DropTable
DROP TABLE "M";

-- DropTable
DROP TABLE "N";

-- DropEnum
DROP TYPE "K";
