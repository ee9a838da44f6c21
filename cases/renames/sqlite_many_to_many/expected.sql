-- RenameTable
ALTER TABLE "Post" RENAME TO "Story";

-- RenameTable
ALTER TABLE "_PostToTag" RENAME TO "_StoryToTag";

-- RenameTable
ALTER TABLE "_CatToPost" RENAME TO "_CatToStory";

-- RedefineIndex
DROP INDEX "_PostToTag_AB_unique";
CREATE UNIQUE INDEX "_StoryToTag_AB_unique" ON "_StoryToTag"("A", "B");

-- RedefineIndex
DROP INDEX "_PostToTag_B_index";
CREATE INDEX "_StoryToTag_B_index" ON "_StoryToTag"("B");

-- RedefineIndex
DROP INDEX "_CatToPost_AB_unique";
CREATE UNIQUE INDEX "_CatToStory_AB_unique" ON "_CatToStory"("A", "B");

-- RedefineIndex
DROP INDEX "_CatToPost_B_index";
CREATE INDEX "_CatToStory_B_index" ON "_CatToStory"("B");
