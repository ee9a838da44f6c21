-- DropTable
PRAGMA foreign_keys=off;
DROP TABLE "a_name_of_a_table_that_is_so_long_that_nothing_can_come_after_it";
PRAGMA foreign_keys=on;

-- CreateTable
CREATE TABLE "a_name_of_a_table_that_is_so_long_that_nothing_can_come_afte2" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "column_of_a_long_name_too" INTEGER NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "a_name_of_a_table_that_is_so_long_that_nothing_can_come_afte2_column_of_a_long_name_too_key" ON "a_name_of_a_table_that_is_so_long_that_nothing_can_come_afte2"("column_of_a_long_name_too");

-- CreateIndex
CREATE INDEX "a_name_of_a_table_that_is_so_long_that_nothing_can_come_afte2_column_of_a_long_name_too_idx" ON "a_name_of_a_table_that_is_so_long_that_nothing_can_come_afte2"("column_of_a_long_name_too");
