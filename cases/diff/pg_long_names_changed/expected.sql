-- DropTable
DROP TABLE "a_name_of_a_table_that_is_so_long_that_nothing_can_come_after_it";

-- CreateTable
CREATE TABLE "a_name_of_a_table_that_is_so_long_that_nothing_can_come_afte2" (
    "id" SERIAL NOT NULL,
    "column_of_a_long_name_too" INTEGER NOT NULL,

    CONSTRAINT "a_name_of_a_table_that_is_so_long_that_nothing_can_come_af_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "a_name_of_a_table_that_is_so_long_that_nothing_can_come_aft_key" ON "a_name_of_a_table_that_is_so_long_that_nothing_can_come_afte2"("column_of_a_long_name_too");

-- CreateIndex
CREATE INDEX "a_name_of_a_table_that_is_so_long_that_nothing_can_come_aft_idx" ON "a_name_of_a_table_that_is_so_long_that_nothing_can_come_afte2"("column_of_a_long_name_too");
