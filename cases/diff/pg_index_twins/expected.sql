-- DropIndex
DROP INDEX "one";
