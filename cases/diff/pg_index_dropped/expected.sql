-- DropIndex
DROP INDEX "Task_title_key";

-- DropIndex
DROP INDEX "Task_title_id_idx";
