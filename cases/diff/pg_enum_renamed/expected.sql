-- CreateEnum
CREATE TYPE "F" AS ENUM ('a', 'b');

-- AlterTable
ALTER TABLE "M" DROP COLUMN "e",
ADD COLUMN     "e" "F" NOT NULL DEFAULT 'a',
DROP COLUMN "o",
ADD COLUMN     "o" "F";

-- DropEnum
DROP TYPE "E";
