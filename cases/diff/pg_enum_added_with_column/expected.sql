-- CreateEnum
CREATE TYPE "K" AS ENUM ('A', 'B', 'C');

-- AlterTable
ALTER TABLE "M" ADD COLUMN     "k" "K" NOT NULL DEFAULT 'A',
ADD COLUMN     "l" "K",
ADD COLUMN     "n" "K"[];
