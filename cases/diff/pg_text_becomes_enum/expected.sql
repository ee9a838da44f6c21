-- CreateEnum
CREATE TYPE "K" AS ENUM ('A', 'B', 'C');

-- AlterTable
ALTER TABLE "M" DROP COLUMN "k",
ADD COLUMN     "k" "K" NOT NULL DEFAULT 'A',
DROP COLUMN "l",
ADD COLUMN     "l" "K";
