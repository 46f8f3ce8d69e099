// SPDX-License-Identifier: MIT
// Where the words of a training come from, and which count.
#include "trainer/commands/option_files.h"

#include <algorithm>

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>

#include "tests/support/contains.h"
#include "tests/support/expect_throw.h"
#include "tests/support/temporary_folder.h"
#include "trainer/commands/commands.h"
#include "trainer/commands/presets.h"

namespace p2p {
namespace {

using tests::contains;
using Words = std::vector<std::string>;

class OptionFiles : public ::testing::Test {
 protected:
  OptionFiles() { add_train_command(app_); }

  Words words(const Words& own) const { return with_option_files(app_, own); }
  std::string file(const std::string& text) const {
    tests::write_text(folder_ / "o.toml", text);
    return (folder_ / "o.toml").string();
  }
  std::string error(const Words& own) const {
    return tests::message_of([&] { words(own); });
  }

  CLI::App app_;
  tests::TemporaryFolder folder_;
};

TEST_F(OptionFiles, OtherCommandsAreLeftAlone) {
  const Words own = {"evaluate", "--preset", "maps"};
  EXPECT_EQ(words(own), own);
}

TEST_F(OptionFiles, PresetThenFileThenTheUser) {
  const std::string path = file("ngf = 8\nno_flip = true # a flag\n");
  const Words all =
      words({"train", "--preset=scenes", "--options", path, "--ngf", "4"});
  const auto at = [&](const std::string& word) {
    return std::find(all.begin(), all.end(), word) - all.begin();
  };
  EXPECT_LT(at("--ngf=16"), at("--ngf=8"));
  EXPECT_LT(at("--ngf=8"), at("--ngf"));
  EXPECT_EQ(all.back(), "4");
  EXPECT_LT(at("--no_flip=true"), static_cast<long>(all.size()));
}

TEST_F(OptionFiles, ARunThatGoesOnBringsItsOwn) {
  std::filesystem::create_directories(folder_ / "runs/a");
  tests::write_text(folder_ / "runs/a/options.toml", "ngf = 7\n");
  const Words own = {"train", "--name=a", "--runs-dir",
                     (folder_ / "runs").string()};
  EXPECT_EQ(words(own), own);
  Words on = own;
  on.push_back("--resume");
  EXPECT_EQ(words(on)[1], "--ngf=7");
}

TEST_F(OptionFiles, ErrorsNameTheFileAndTheOption) {
  const std::string path = file("ngff = 8\n");
  EXPECT_TRUE(contains(error({"train", "--options", path}), path));
  EXPECT_TRUE(contains(error({"train", "--options", path}), "'ngff'"));
  EXPECT_TRUE(contains(error({"train", "--options", file("resume = true\n")}),
                       "'resume' is no option that a file may give"));
  EXPECT_TRUE(contains(error({"train", "--options", "nowhere.toml"}),
                       "cannot read the option file 'nowhere.toml'"));
  EXPECT_EQ(error({"train", "--preset", "cats"}),
            "preset 'cats' is unknown; known: inpaint, inpaint-augmented, "
            "inpaint-pixel, inpaint-pix2pix, maps, scenes, sketches, vessels, "
            "vessels-256");
}

TEST_F(OptionFiles, TextsKeepWhatTomlWouldRead) {
  const Words all = words({"train", "--options",
                           file("name = \"a # \\\"b\\\" \\\\ c\"\n"
                                "lr = 2.5e-5\nseed = 7\n"
                                "val-metrics = [\"L1\", \"PSNR\"]\n"
                                "hole-ratio = [10, 20.5]\n")});
  const auto has = [&](const char* word) {
    return std::find(all.begin(), all.end(), word) != all.end();
  };
  EXPECT_TRUE(has("--name=a # \"b\" \\ c"));
  EXPECT_TRUE(has("--lr=2.5e-05"));
  EXPECT_TRUE(has("--seed=7"));
  EXPECT_TRUE(has("--val-metrics=L1,PSNR"));
  const auto ratio = std::find(all.begin(), all.end(), "--hole-ratio");
  ASSERT_LT(ratio, all.end() - 2);
  EXPECT_EQ(ratio[1], "10");
  EXPECT_EQ(ratio[2], "20.5");
}

TEST_F(OptionFiles, ErrorsNameTheLine) {
  EXPECT_TRUE(
      contains(error({"train", "--options", file("ngf = 8\nngf = 9\n")}),
               "o.toml', line 2: "));
  EXPECT_TRUE(contains(error({"train", "--options", file("\nngf = \n")}),
                       "o.toml', line 2: "));
  EXPECT_TRUE(contains(error({"train", "--options", file("[ngf]\nx = 1\n")}),
                       "a value is a text in quotes, a number"));
}

TEST_F(OptionFiles, ARunThatIsNotThereIsNamed) {
  EXPECT_TRUE(contains(
      error({"train", "--name", "nix", "--resume", "--runs-dir", folder_ / ""}),
      "/nix' to go on with"));
}

TEST_F(OptionFiles, EveryPresetHasKnownOptions) {
  for (const Preset& preset : presets())
    EXPECT_GT(words({"train", "--preset", preset.name}).size(), 5u)
        << preset.name;
}

}  // namespace
}  // namespace p2p
