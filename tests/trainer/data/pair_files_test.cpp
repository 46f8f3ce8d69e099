// SPDX-License-Identifier: MIT
// Lists of pairs, good and bad.
#include "trainer/data/pair_files.h"

#include <gtest/gtest.h>

#include "tests/support/expect_throw.h"
#include "tests/support/temporary_folder.h"

namespace p2p {
namespace {

class PairList : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"a 1.png", "b1.png", "a2.png", "b2.png", "r.png"})
      tests::write_text(folder_ / name, "");
  }
  std::filesystem::path list(const std::string& text) {
    tests::write_text(folder_ / "list.csv", text);
    return folder_ / "list.csv";
  }
  std::string refusal(const std::string& text) {
    return tests::message_of([&] { listed_files(list(text), "train"); });
  }

  tests::TemporaryFolder folder_;
};

TEST_F(PairList, CommasTabsAndBlanks) {
  for (const char* text :
       {"# a comment\n\"a 1.png\",b1.png\n\na2.png,b2.png,r.png\n",
        "a 1.png\tb1.png\na2.png\tb2.png\tr.png\r\n"}) {
    const auto pairs = listed_files(list(text), "train");
    ASSERT_EQ(pairs.size(), 2u) << text;
    EXPECT_EQ(pairs[0].a, folder_ / "a 1.png");
    EXPECT_EQ(pairs[0].b, folder_ / "b1.png");
    EXPECT_TRUE(pairs[0].region.empty());
    EXPECT_EQ(pairs[1].region, folder_ / "r.png");
  }
  EXPECT_EQ(listed_files(list("a2.png b2.png\n"), "train")[0].b,
            folder_ / "b2.png");
}

TEST_F(PairList, ColumnsMayBeNamed) {
  const auto path = list(
      "phase,b,a\n"
      "val,b2.png,a2.png\n"
      ",b1.png,a 1.png\n");
  EXPECT_EQ(listed_files(path, "val")[0].a, folder_ / "a2.png");
  EXPECT_EQ(listed_files(path, "train")[0].a, folder_ / "a 1.png");
  EXPECT_TRUE(lists_phase(path, "val"));
  EXPECT_FALSE(lists_phase(path, "test"));
}

TEST_F(PairList, RefusalsNameFileAndLine) {
  EXPECT_NE(refusal("a2.png,b2.png\na2.png\n")
                .find("list.csv': line 2 wants the two paths"),
            std::string::npos);
  EXPECT_NE(refusal("a2.png,none.png\n").find("line 1 names '"),
            std::string::npos);
  EXPECT_NE(refusal("# nothing\n").find("has no pair of phase 'train'"),
            std::string::npos);
}

}  // namespace
}  // namespace p2p
