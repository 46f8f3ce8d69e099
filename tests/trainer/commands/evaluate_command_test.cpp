// SPDX-License-Identifier: MIT
// evaluate on masks, as it is typed.
#include <algorithm>

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>

#include "models/networks/initialise.h"
#include "models/weights/model_file.h"
#include "tests/support/contains.h"
#include "tests/support/expect_throw.h"
#include "tests/support/temporary_folder.h"
#include "trainer/commands/commands.h"
#include "trainer/data/open_pairs.h"
#include "trainer/data/picture_files.h"
#include "trainer/evaluation/figure_table.h"

namespace p2p {
namespace {

using tests::contains;

/// DRIVE in small: noise, with vessels where it is bright.
class EvaluateCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    torch::manual_seed(4);
    for (int i = 21; i <= 25; ++i) write("training", i);
    for (int i = 1; i <= 2; ++i) write("test", i);
    spec_.unet = standard_unet(3, 4);
    spec_.out_channels = 1;
    spec_.out_channel_order = "grey";
    const auto generator = make_generator(spec_);
    initialise(*generator, InitKind::kNormal, 1, 0.2);
    save_model(folder_ / "m.safetensors", spec_, *generator, torch::kFloat);
  }
  void write(const std::string& phase, int number) {
    const std::string stem =
        (number < 10 ? "0" : "") + std::to_string(number) + "_";
    const torch::Tensor a = torch::randint(0, 256, {20, 24, 3}, torch::kByte);
    put(phase + "/images/" + stem + phase + ".tif", a);
    put(phase + "/1st_manual/" + stem + "manual1.png",
        a.select(2, 0).gt(150).to(torch::kByte).mul(255).unsqueeze(2));
    put(phase + "/mask/" + stem + phase + "_mask.png",
        torch::full({20, 24, 1}, 255, torch::kByte));
  }
  void put(const std::string& name, const torch::Tensor& picture) {
    std::filesystem::create_directories((root_ / name).parent_path());
    write_picture(root_ / name, picture.contiguous());
  }
  /// What the command prints; `error` is what it throws, or "".
  std::string run(std::vector<std::string> more, std::string* error = nullptr) {
    std::vector<std::string> words = {"evaluate", "--model",
                                      (folder_ / "m.safetensors").string(),
                                      "--dataroot", root_.string()};
    for (const char* word :
         {"--preprocess=crop", "--b-kind=mask", "--folds=5", "--phase=test",
          "--norm-stats=frame", "--resamples=10", "--device=cpu"})
      words.push_back(word);
    words.insert(words.end(), more.begin(), more.end());
    CLI::App app;
    add_evaluate_command(app);
    std::reverse(words.begin(), words.end());
    ::testing::internal::CaptureStdout();
    const std::string thrown = tests::message_of([&] { app.parse(words); });
    const std::string printed = ::testing::internal::GetCapturedStdout();
    if (error)
      *error = thrown;
    else
      EXPECT_EQ(thrown, "");
    return printed;
  }
  /// "0.1234", of the validation picture.
  std::string chosen_threshold() const {
    DataOptions data;
    data.dataroot = root_;
    data.channels = {3, 1};
    data.kinds.b = PictureKind::kMask;
    data.preprocess = Preprocess::kCrop;
    data.folds = 5;
    const Model model = load_model(folder_ / "m.safetensors");
    const FigureTable table =
        score(*model.generator, model.spec, NormMode::kFrame,
              *open_pairs(data, "val"), make_metrics({"Dice"}));
    char text[16];
    std::snprintf(text, sizeof text, "%.4f",
                  level_threshold(best_level(pooled(table))));
    return text;
  }

  tests::TemporaryFolder folder_;
  std::filesystem::path root_ = folder_ / "drive";
  ModelSpec spec_;
};

TEST_F(EvaluateCommand, TheThresholdComesFromTheValidationPictures) {
  const std::string threshold = chosen_threshold();
  const std::string printed =
      run({"--metrics=masks,signed", "--threshold-from=val"});
  EXPECT_TRUE(contains(printed, "2 pictures of 'test'"));
  EXPECT_TRUE(contains(printed,
                       "output from 0.5000; @val from the threshold "
                       "of the highest pooled Dice on 'val': frame " +
                           threshold));
  EXPECT_TRUE(contains(printed, "\nDice@val"));
  EXPECT_TRUE(contains(printed, "\nSSIM[-1..1]"));
  EXPECT_TRUE(contains(printed, "peak 2"));
  EXPECT_FALSE(contains(printed, "would give the highest Dice here"));
  // Other test pictures, the same threshold.
  write("test", 1);
  EXPECT_TRUE(contains(run({"--metrics=Dice", "--threshold-from=val"}),
                       "frame " + threshold));
}

TEST_F(EvaluateCommand, MapsOfEveryPicture) {
  const std::filesystem::path out = folder_ / "out";
  run({"--metrics=masks", "--threshold-from=val", "--out=" + out.string(),
       "--rank-by=auc"});
  EXPECT_EQ(tests::read_text(out / "figures.csv")
                .find("run,picture,Dice,IoU,sensitivity,specificity,accuracy,"
                      "AUC,AP,Dice@val,IoU@val,sensitivity@val,"
                      "specificity@val,accuracy@val\nframe,01_test.tif,"),
            0u);
  for (const char* name : {"01_test-probability.png", "01_test-errors.png",
                           "02_test-probability.png", "02_test-errors.png"}) {
    const PictureFacts facts = read_facts(out / "masks-frame" / name);
    EXPECT_EQ(facts.width, 24) << name;
    EXPECT_EQ(facts.height, 20) << name;
  }
  EXPECT_GT(read_facts(out / "masks-frame.png").height, 40);
  EXPECT_TRUE(std::filesystem::exists(out / "worst-best-frame.png"));
}

TEST_F(EvaluateCommand, AFigureThatNoPictureHasMakesNoSheet) {
  for (int i = 1; i <= 2; ++i)
    put("test/1st_manual/0" + std::to_string(i) + "_manual1.png",
        torch::zeros({20, 24, 1}, torch::kByte));
  const std::filesystem::path out = folder_ / "out";
  const std::string printed =
      run({"--metrics=sharpness,L1", "--out=" + out.string()});
  EXPECT_TRUE(contains(printed, "sharpness is defined for no picture"));
  EXPECT_TRUE(contains(tests::read_text(out / "figures.csv"), "01_test.tif,,"));
  EXPECT_FALSE(std::filesystem::exists(out / "worst-best-frame.png"));
}

TEST_F(EvaluateCommand, Refusals) {
  std::string error;
  run({"--threshold-from=val"}, &error);
  EXPECT_TRUE(contains(error, "add --metrics masks"));
  run({"--metrics=masks", "--threshold-from=test"}, &error);
  EXPECT_TRUE(contains(error, "test not in"));
  run({"--metrics=masks", "--rank-by=L1"}, &error);
  EXPECT_TRUE(contains(error, "--rank-by L1 is not among --metrics"));
}

}  // namespace
}  // namespace p2p
