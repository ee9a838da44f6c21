-- DropIndex
DROP INDEX "Task_note_idx";

-- DropIndex
DROP INDEX "Task_rank_title_idx";

-- AlterTable
ALTER TABLE "Task" DROP COLUMN "note",
DROP COLUMN "rank";
