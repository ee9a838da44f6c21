-- DropIndex
DROP INDEX "B_a_key";

-- AlterTable
ALTER TABLE "A" ALTER COLUMN "a" SET DATA TYPE TEXT,
ALTER COLUMN "b" SET NOT NULL;

-- AlterTable
ALTER TABLE "B" ADD COLUMN     "c" INTEGER;

-- DropTable
DROP TABLE "D";

-- CreateTable
CREATE TABLE "E" (
    "id" SERIAL NOT NULL,
    "z" INTEGER NOT NULL,

    CONSTRAINT "E_pkey" PRIMARY KEY ("id")
);
