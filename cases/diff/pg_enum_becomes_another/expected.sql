-- AlterTable
ALTER TABLE "M" DROP COLUMN "k",
ADD COLUMN     "k" "L" NOT NULL;
