// SPDX-License-Identifier: MIT
// Whole runs on tiny data: files, resuming, refusals.
#include "trainer/training/training_run.h"

#include <csignal>

#include <gtest/gtest.h>

#include "models/weights/model_file.h"
#include "tests/support/expect_throw.h"
#include "tests/support/temporary_folder.h"
#include "trainer/data/packed_pairs.h"
#include "trainer/data/picture_files.h"

namespace p2p {
namespace {

using tests::message_of;

/// Pairs whose B is the inverse of A.
class Inverses : public PairSource {
 public:
  size_t size() const override { return 4; }
  Pair get(size_t i) const override {
    torch::Tensor a = torch::arange(20 * 20 * 3) * static_cast<int>(i + 3);
    a = a.remainder(256).to(torch::kByte).view({20, 20, 3});
    return {a, 255 - a};
  }
  std::string name(size_t i) const override { return std::to_string(i); }
};

class Run : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(folder_ / "data");
    for (const char* phase : {"train", "val"})
      write_packed(folder_ / "data" / (std::string(phase) + ".safetensors"),
                   Inverses());
  }

  TrainOptions options(const std::string& name) const {
    TrainOptions o;
    o.data.dataroot = folder_ / "data";
    o.name = name;
    o.runs_dir = folder_ / "runs";
    o.net_g = "unet_16";
    o.net_d = "n_layers";
    o.n_layers_d = 1;
    o.ngf = o.ndf = 4;
    o.load_size = 18;
    o.crop_size = 16;
    o.schedule = {2, 1};
    o.settle_steps = 6;
    o.estimate_pictures = 4;
    o.device = "cpu";
    o.sample_rows = 2;
    return o;
  }
  std::filesystem::path file(const std::string& run,
                             const std::string& name) const {
    return folder_ / "runs" / run / name;
  }

  tests::TemporaryFolder folder_;
};

TEST_F(Run, LeavesModelCheckpointLogAndSheets) {
  EXPECT_EQ(TrainingRun(options("a")).train(), RunEnd::kFinished);
  const Model model = load_model(file("a", "model.safetensors"));
  EXPECT_EQ(model.spec.norm_stats, NormStats::kRunning);
  EXPECT_EQ(model.spec.dataset, "data");
  EXPECT_NE(model.spec.figures.find("\"running\""), std::string::npos)
      << model.spec.figures;
  EXPECT_TRUE(std::filesystem::exists(file("a", "checkpoint.safetensors")));
  EXPECT_NE(tests::read_text(file("a", "train.log")).find("epoch 3 done"),
            std::string::npos);
  if (can_read_picture_files()) {
    EXPECT_EQ(tests::count_files(file("a", "samples")), 5u);
  }
}

// Instance norm has no statistics to settle on.
TEST_F(Run, InstanceNormEndsAfterTheDecay) {
  TrainOptions o = options("i");
  o.norm = "instance";
  EXPECT_EQ(TrainingRun(o).train(), RunEnd::kFinished);
  EXPECT_EQ(load_model(file("i", "model.safetensors")).spec.norm_stats,
            NormStats::kFrame);
}

// Stopped at a signal and gone on with, a run ends with the same weights as one
// that was not stopped; also while it settles.
TEST_F(Run, ResumingChangesNothing) {
  EXPECT_EQ(TrainingRun(options("whole")).train(), RunEnd::kFinished);
  {
    TrainingRun run(options("parts"));
    std::raise(SIGINT);
    EXPECT_EQ(run.train(), RunEnd::kStopped);
  }
  TrainOptions on = options("parts");
  on.continue_train = true;
  for (int stops = 0;; ++stops) {
    ASSERT_LT(stops, 40);
    TrainingRun run(on);
    if (stops < 15) std::raise(SIGINT);
    if (run.train() == RunEnd::kFinished) break;
  }
  const Model a = load_model(file("whole", "model.safetensors"));
  const Model b = load_model(file("parts", "model.safetensors"));
  const auto x = state_of(*a.generator), y = state_of(*b.generator);
  for (size_t i = 0; i < x.size(); ++i)
    EXPECT_TRUE(x[i].second.equal(y[i].second)) << x[i].first;
}

TEST_F(Run, WillNotOverwriteARun) {
  TrainingRun(options("a")).train();
  EXPECT_NE(message_of([this] {
              TrainingRun{options("a")};
            }).find("add --continue_train"),
            std::string::npos);
}

TEST_F(Run, ResumingWithAnotherNetworkNamesTheDifference) {
  TrainingRun(options("a")).train();
  TrainOptions other = options("a");
  other.continue_train = true;
  other.ngf = 8;
  const std::string message = message_of([&] { TrainingRun{other}; });
  EXPECT_NE(message.find("'ngf' was 4 and is now 8"), std::string::npos)
      << message;
  other = options("a");
  other.continue_train = true;
  other.seed = 9;
  EXPECT_NE(
      message_of([&] { TrainingRun{other}; }).find("'seed' was 1 and is now 9"),
      std::string::npos);
}

TEST_F(Run, ResumingFromSomethingElse) {
  TrainOptions o = options("a");
  o.continue_train = true;
  EXPECT_NE(message_of([&] { TrainingRun{o}; }).find("to go on from"),
            std::string::npos);
  TrainingRun(options("b")).train();
  std::filesystem::create_directories(folder_ / "runs/a");
  std::filesystem::copy_file(file("b", "model.safetensors"),
                             file("a", "checkpoint.safetensors"));
  EXPECT_NE(message_of([&] { TrainingRun{o}; }).find("it is not a checkpoint"),
            std::string::npos);
}

TEST_F(Run, OptionsThatDoNotFit) {
  const auto error = [this](auto change) {
    TrainOptions o = options("x");
    change(o);
    return message_of([&] { TrainingRun{o}; });
  };
  EXPECT_NE(error([](TrainOptions& o) {
              o.net_g = "unet_100";
            }).find("netG 'unet_100' is unknown"),
            std::string::npos);
  EXPECT_NE(error([](TrainOptions& o) {
              o.crop_size = 17;
            }).find("must be a multiple of 16"),
            std::string::npos);
  EXPECT_NE(error([](TrainOptions& o) {
              o.load_size = 15;
            }).find("load_size 15 is smaller than crop_size 16"),
            std::string::npos);
  EXPECT_NE(error([](TrainOptions& o) { o.precision = "fp8"; }), "");
  EXPECT_NE(error([](TrainOptions& o) {
              o.norm = "group";
            }).find("norm 'group' is unknown"),
            std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "runs"));
}

TEST_F(Run, ExplodingLossStopsAndKeepsTheCheckpoint) {
  TrainOptions o = options("nan");
  o.lr = 1e30;
  o.schedule = {50, 0};
  EXPECT_NE(
      message_of([&] { TrainingRun(o).train(); }).find("is no longer a number"),
      std::string::npos);
}

}  // namespace
}  // namespace p2p
