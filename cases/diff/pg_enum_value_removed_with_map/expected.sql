-- AlterEnum
BEGIN;
CREATE TYPE "the kinds_new" AS ENUM ('a a', 'b_s');
ALTER TABLE "M" ALTER COLUMN "k" DROP DEFAULT;
ALTER TABLE "M" ALTER COLUMN "k" TYPE "the kinds_new" USING ("k"::text::"the kinds_new");
ALTER TYPE "the kinds" RENAME TO "the kinds_old";
ALTER TYPE "the kinds_new" RENAME TO "the kinds";
DROP TYPE "the kinds_old";
ALTER TABLE "M" ALTER COLUMN "k" SET DEFAULT 'b_s';
COMMIT;

-- AlterTable
ALTER TABLE "M" ALTER COLUMN "k" SET DEFAULT 'b_s';
