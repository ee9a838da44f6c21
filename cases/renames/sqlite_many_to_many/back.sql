-- RenameTable
ALTER TABLE "Story" RENAME TO "Post";

-- RenameTable
ALTER TABLE "_StoryToTag" RENAME TO "_PostToTag";

-- RenameTable
ALTER TABLE "_CatToStory" RENAME TO "_CatToPost";

-- RedefineIndex
DROP INDEX "_StoryToTag_AB_unique";
CREATE UNIQUE INDEX "_PostToTag_AB_unique" ON "_PostToTag"("A", "B");

-- RedefineIndex
DROP INDEX "_StoryToTag_B_index";
CREATE INDEX "_PostToTag_B_index" ON "_PostToTag"("B");

-- RedefineIndex
DROP INDEX "_CatToStory_AB_unique";
CREATE UNIQUE INDEX "_CatToPost_AB_unique" ON "_CatToPost"("A", "B");

-- RedefineIndex
DROP INDEX "_CatToStory_B_index";
CREATE INDEX "_CatToPost_B_index" ON "_CatToPost"("B");
