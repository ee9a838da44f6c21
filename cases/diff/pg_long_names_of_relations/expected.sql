-- AlterTable
ALTER TABLE "a_name_of_a_table_that_is_so_long_that_nothing_can" ADD COLUMN     "a_relation_with_a_name_that_is_long_id" INTEGER NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "a_name_of_a_table_that_is_so_long_that_nothing_can_a_relati_key" ON "a_name_of_a_table_that_is_so_long_that_nothing_can"("a_relation_with_a_name_that_is_long_id", "id");

-- AddForeignKey
ALTER TABLE "a_name_of_a_table_that_is_so_long_that_nothing_can" ADD CONSTRAINT "a_name_of_a_table_that_is_so_long_that_nothing_can_a_relat_fkey" FOREIGN KEY ("a_relation_with_a_name_that_is_long_id") REFERENCES "N"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
