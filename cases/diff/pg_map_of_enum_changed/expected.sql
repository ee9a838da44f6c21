-- CreateEnum
CREATE TYPE "kinds" AS ENUM ('A', 'B');

-- AlterTable
ALTER TABLE "M" DROP COLUMN "k",
ADD COLUMN     "k" "kinds" NOT NULL DEFAULT 'A';

-- DropEnum
DROP TYPE "K";
