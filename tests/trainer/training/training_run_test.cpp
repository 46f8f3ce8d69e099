// SPDX-License-Identifier: MIT
// Whole runs on tiny data: files, resuming, refusals.
#include "trainer/training/training_run.h"

#include <algorithm>
#include <csignal>
#include <map>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "models/weights/model_file.h"
#include "tests/support/contains.h"
#include "tests/support/expect_throw.h"
#include "tests/support/parity_case.h"
#include "tests/support/temporary_folder.h"
#include "trainer/data/packed_pairs.h"
#include "trainer/data/picture_files.h"
#include "trainer/training/run_folder.h"

namespace p2p {
namespace {

using tests::contains;
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
  /// Everything that has a state to be kept, at once.
  TrainOptions busy(const std::string& name) const {
    TrainOptions o = options(name);
    o.ema = 0.9;
    o.pool_size = 2;
    o.lr_policy = "plateau";
    return o;
  }
  RunFolder folder(const std::string& run) const {
    return RunFolder(folder_ / "runs" / run);
  }
  void train_with_stops(TrainOptions o) const {
    {
      TrainingRun run(o);
      std::raise(SIGINT);
      EXPECT_EQ(run.train(), RunEnd::kStopped);
    }
    o.continue_train = true;
    for (int stops = 0;; ++stops) {
      ASSERT_LT(stops, 60);
      TrainingRun run(o);
      if (stops < 20) std::raise(SIGINT);
      if (run.train() == RunEnd::kFinished) break;
    }
  }
  void expect_same_weights(const std::string& a, const std::string& b,
                           const char* name = "model.safetensors") const {
    const Model one = load_model(file(a, name)),
                two = load_model(file(b, name));
    const auto x = state_of(*one.generator), y = state_of(*two.generator);
    for (size_t i = 0; i < x.size(); ++i)
      EXPECT_TRUE(x[i].second.equal(y[i].second)) << x[i].first;
  }
  /// `first`, resumed with the options of `longer`, against `longer` at once.
  void expect_extended_is_whole(const TrainOptions& first,
                                TrainOptions longer) const {
    const std::string whole = longer.name;
    TrainingRun(longer).train();
    TrainingRun(first).train();
    longer.name = first.name;
    longer.continue_train = true;
    EXPECT_EQ(TrainingRun(longer).train(), RunEnd::kFinished);
    expect_same_weights(whole, first.name);
  }
  std::string log_of(const std::string& run) const {
    return tests::read_text(file(run, "train.log"));
  }
  std::filesystem::path file(const std::string& run,
                             const std::string& name) const {
    return folder_ / "runs" / run / name;
  }

  tests::TemporaryFolder folder_;
};

TEST_F(Run, LeavesModelCheckpointsLogOptionsAndSheets) {
  EXPECT_EQ(TrainingRun(options("a")).train(), RunEnd::kFinished);
  const Model model = load_model(file("a", "model.safetensors"));
  EXPECT_EQ(model.spec.norm_stats, NormStats::kRunning);
  EXPECT_EQ(model.spec.dataset, "data");
  EXPECT_TRUE(contains(model.spec.figures, "\"before settling\":{\"frame\""));
  EXPECT_TRUE(contains(model.spec.figures, "\"running\""));
  EXPECT_TRUE(contains(model.spec.training_options, "\"ngf\":4"));
  EXPECT_EQ(folder("a").checkpoints().size(), 2u);
  EXPECT_TRUE(std::filesystem::exists(folder("a").before_settling()));
  EXPECT_TRUE(contains(log_of("a"), "epoch 3 done"));
  EXPECT_TRUE(contains(log_of("a"), "Networks: netG=unet_16"));
  EXPECT_TRUE(contains(log_of("a"), "waited for data"));
  EXPECT_TRUE(contains(tests::read_text(folder("a").options()), "ngf = 4\n"));
  if (can_read_picture_files()) {
    EXPECT_EQ(tests::count_files(file("a", "samples")), 5u);
  }
}

// 3 epochs of 4 steps and 6 of settling: the generator's gradients change when
// its statistics are frozen, and old moments would fling it about.
TEST_F(Run, SettlingBeginsWithANewOptimiserOfTheGenerator) {
  TrainingRun(options("a")).train();
  const SafetensorsFile end =
      SafetensorsFile::read(folder("a").checkpoints().back());
  float generator = 0, discriminator = 0;
  for (const TensorEntry& entry : end.entries()) {
    if (!entry.name.ends_with(".step")) continue;
    (entry.name.starts_with("generator_adam.") ? generator : discriminator) =
        tests::tensor_at(end, entry.name).item<float>();
  }
  EXPECT_EQ(generator, 6.0f);
  EXPECT_EQ(discriminator, 18.0f);
}

// The best generator is kept in the mode in which it was judged: here the
// first epoch's, with statistics estimated on a copy.
TEST_F(Run, KeepsTheBestGeneratorByAnyFigure) {
  TrainOptions o = options("a");
  o.best_metric = "PSNR";
  EXPECT_EQ(TrainingRun(o).train(), RunEnd::kFinished);
  const Model best = load_model(file("a", "best.safetensors"));
  EXPECT_EQ(best.spec.norm_stats, NormStats::kRunning);
  EXPECT_TRUE(contains(best.spec.figures, "\"running\":{\"L1\""));
  EXPECT_TRUE(contains(log_of("a"), "the best so far"));
  EXPECT_TRUE(contains(log_of("a"), "best by PSNR: epoch"));
  o = options("b");
  o.best_metric = "beauty";
  EXPECT_TRUE(contains(message_of([&] { TrainingRun{o}; }),
                       "metric 'beauty' is unknown"));
}

// Validation happens on a copy: it leaves no trace in what is learnt.
TEST_F(Run, ValidatingChangesNothing) {
  TrainOptions seldom = options("seldom");
  seldom.validate_epoch_freq = 100;
  TrainingRun(options("often")).train();
  TrainingRun(seldom).train();
  expect_same_weights("often", "seldom");
}

// Instance norm has no statistics to settle on.
TEST_F(Run, InstanceNormEndsAfterTheDecay) {
  TrainOptions o = options("i");
  o.norm = "instance";
  EXPECT_EQ(TrainingRun(o).train(), RunEnd::kFinished);
  EXPECT_EQ(load_model(file("i", "model.safetensors")).spec.norm_stats,
            NormStats::kFrame);
  EXPECT_EQ(load_model(file("i", "best.safetensors")).spec.norm_stats,
            NormStats::kFrame);
}

// The plateau then follows the training loss, over stops, too.
TEST_F(Run, WithoutValidationPairs) {
  std::filesystem::remove(folder_ / "data/val.safetensors");
  EXPECT_EQ(TrainingRun(busy("whole")).train(), RunEnd::kFinished);
  EXPECT_FALSE(std::filesystem::exists(folder("whole").best()));
  EXPECT_TRUE(contains(log_of("whole"), "no validation pictures"));
  train_with_stops(busy("parts"));
  expect_same_weights("whole", "parts");
}

// Stopped at a signal and gone on with, a run ends with the same weights as one
// that was not stopped; also while it settles.
TEST_F(Run, ResumingChangesNothing) {
  EXPECT_EQ(TrainingRun(options("whole")).train(), RunEnd::kFinished);
  train_with_stops(options("parts"));
  expect_same_weights("whole", "parts");
  EXPECT_EQ(tests::read_text(folder("whole").losses()),
            tests::read_text(folder("parts").losses()));
}

// 4 pairs, 10 of them an epoch: 3 epochs of 10 steps and 6 of settling, every
// one of them in the table of losses.
TEST_F(Run, ResumingInTheMiddleOfDraws) {
  const auto drawing = [this](const char* name) {
    TrainOptions o = options(name);
    o.draws = 10;
    return o;
  };
  EXPECT_EQ(TrainingRun(drawing("whole")).train(), RunEnd::kFinished);
  train_with_stops(drawing("parts"));
  expect_same_weights("whole", "parts");
  const std::string losses = tests::read_text(folder("whole").losses());
  EXPECT_EQ(losses.find("step,epoch,lr,G_GAN,G_L1,D_real,D_fake,g_loss,d_loss\n"
                        "1,1,0.0002,"),
            0u);
  EXPECT_EQ(std::count(losses.begin(), losses.end(), '\n'), 1 + 36);
  EXPECT_TRUE(contains(losses, "\n36,4,"));
  EXPECT_EQ(losses, tests::read_text(folder("parts").losses()));
  // An epoch that was begun by another process lists its losses in their order.
  EXPECT_TRUE(contains(log_of("parts"), ": G_GAN "));
  EXPECT_FALSE(contains(log_of("parts"), ": D_fake "));
  TrainOptions other = drawing("parts");
  other.continue_train = true;
  other.draws = 12;
  EXPECT_TRUE(contains(message_of([&] { TrainingRun{other}; }),
                       "draws was 10 and is now 12"));
}

TEST_F(Run, ResumingKeepsAveragePoolPlateauAndBest) {
  EXPECT_EQ(TrainingRun(busy("whole")).train(), RunEnd::kFinished);
  train_with_stops(busy("parts"));
  expect_same_weights("whole", "parts");
  expect_same_weights("whole", "parts", "best.safetensors");
  EXPECT_EQ(load_model(file("whole", "model.safetensors")).spec.figures,
            load_model(file("parts", "model.safetensors")).spec.figures);
}

TEST_F(Run, ResumingInTheMiddleOfAccumulatedSteps) {
  const auto with_parts = [this](const char* name) {
    TrainOptions o = options(name);
    o.accumulate = 2;
    return o;
  };
  EXPECT_EQ(TrainingRun(with_parts("whole")).train(), RunEnd::kFinished);
  train_with_stops(with_parts("parts"));
  expect_same_weights("whole", "parts");
}

// A schedule that was extended before it ended is as if it had been longer from
// the start, while the rate was constant.
TEST_F(Run, ALongerScheduleGoesOnFromBeforeSettling) {
  TrainOptions first = options("extended"), longer = options("whole");
  first.schedule = {2, 0};
  longer.schedule = {4, 0};
  expect_extended_is_whole(first, longer);
  EXPECT_TRUE(contains(log_of("extended"), "goes on from before it settled"));
  EXPECT_TRUE(contains(log_of("extended"), "n_epochs was 2 and is now 4"));
}

// Its checkpoints are older than those of the settled run, which go.
TEST_F(Run, ALongerScheduleKeepsACheckpoint) {
  TrainOptions o = options("a");
  o.save_steps = 2;
  o.keep_last = 1;
  TrainingRun(o).train();
  o.schedule = {4, 1};
  o.continue_train = true;
  const TrainingRun extended(o);
  std::vector<std::string> names;
  for (const auto& path : folder("a").checkpoints())
    names.push_back(path.filename());
  EXPECT_EQ(names, std::vector<std::string>{"step-00000012.safetensors"});
}

// One that settles for another number of steps begins that again.
TEST_F(Run, SettlingLongerGoesOnFromBeforeSettling) {
  TrainOptions first = options("extended"), longer = options("whole");
  first.settle_steps = 1;
  longer.settle_steps = 3;
  expect_extended_is_whole(first, longer);
  EXPECT_TRUE(contains(log_of("extended"), "settle-steps was 1 and is now 3"));
}

TEST_F(Run, NothingIsLeftToDo) {
  TrainingRun(options("a")).train();
  TrainOptions o = options("a");
  o.continue_train = true;
  EXPECT_EQ(TrainingRun(o).train(), RunEnd::kFinished);
}

TEST_F(Run, SavesEverySoManyStepsAndKeepsTheLast) {
  TrainOptions o = options("a");
  o.save_epoch_freq = 1000;
  o.save_steps = 3;
  o.keep_last = 4;
  TrainingRun(o).train();
  std::vector<std::string> names;
  for (const auto& path : folder("a").checkpoints())
    names.push_back(path.filename());
  // 3 epochs of 4 steps and 6 of settling: every third, the end of the schedule
  // (12) and the last.
  EXPECT_EQ(names,
            (std::vector<std::string>{
                "step-00000009.safetensors", "step-00000012.safetensors",
                "step-00000015.safetensors", "step-00000018.safetensors"}));
}

TEST_F(Run, APlateauNeedsAFigureToFollow) {
  TrainOptions o = options("a");
  o.data.dataroot = folder_ / "data";
  std::filesystem::remove(folder_ / "data/val.safetensors");
  o.lr_policy = "plateau";
  o.lambda_l1 = 0.0;
  EXPECT_TRUE(contains(message_of([&] { TrainingRun{o}; }),
                       "--lr_policy plateau follows a figure of validation"));
  EXPECT_FALSE(std::filesystem::exists(folder("a").options()));
  o.lambda_l1 = 1.0;
  EXPECT_EQ(message_of([&] { TrainingRun{o}; }), "");
}

TEST_F(Run, WillNotOverwriteARun) {
  TrainingRun(options("a")).train();
  EXPECT_TRUE(contains(message_of([this] { TrainingRun{options("a")}; }),
                       "add --resume"));
}

TEST_F(Run, ResumingWithOtherOptionsNamesThemAll) {
  TrainingRun(options("a")).train();
  TrainOptions other = options("a");
  other.continue_train = true;
  other.ngf = 8;
  other.seed = 9;
  other.schedule.decay = 0;
  const std::string message = message_of([&] { TrainingRun{other}; });
  EXPECT_TRUE(contains(message, "ngf was 4 and is now 8"));
  EXPECT_TRUE(contains(message, "seed was 1 and is now 9"));
  EXPECT_TRUE(contains(message,
                       "n_epochs_decay was 1 and is now 0 (it may "
                       "only grow)"));
}

TEST_F(Run, ResumingWithFreeOptionsSaysSo) {
  TrainingRun(options("a")).train();
  TrainOptions other = options("a");
  other.continue_train = true;
  other.precision = "bf16";
  EXPECT_EQ(TrainingRun(other).train(), RunEnd::kFinished);
  EXPECT_TRUE(
      contains(log_of("a"), "precision was \"fp32\" and is now \"bf16\""));
}

// What an older build did not know of had its default.
TEST_F(Run, ResumingACheckpointThatIsOlderThanSomeOptions) {
  TrainingRun(options("a")).train();
  const auto path = folder("a").checkpoints().back();
  const SafetensorsFile file = SafetensorsFile::read(path);
  std::map<std::string, std::string> metadata = file.metadata();
  auto run = nlohmann::json::parse(metadata.at("pix2pix.run"));
  EXPECT_EQ(run.at("spec").erase("mask_input"), 1u);
  EXPECT_EQ(run.at("spec").at("unet").erase("full_size_features"), 1u);
  EXPECT_EQ(run.at("options").erase("full-size-features"), 1u);
  metadata["pix2pix.run"] = run.dump();
  std::vector<TensorSource> tensors;
  for (const TensorEntry& entry : file.entries())
    tensors.push_back({entry.name, entry.dtype, entry.shape,
                       [bytes = entry.bytes] { return bytes; }});
  write_safetensors(path, metadata, tensors);
  TrainOptions o = options("a");
  o.continue_train = true;
  EXPECT_EQ(TrainingRun(o).train(), RunEnd::kFinished);
}

TEST_F(Run, ResumingFromSomethingElse) {
  TrainOptions o = options("a");
  o.continue_train = true;
  EXPECT_TRUE(contains(message_of([&] { TrainingRun{o}; }), "to go on from"));
  TrainingRun(options("b")).train();
  folder("a").create();
  std::filesystem::copy_file(file("b", "model.safetensors"),
                             folder("a").checkpoint(1));
  EXPECT_TRUE(
      contains(message_of([&] { TrainingRun{o}; }), "it is not a checkpoint"));
}

TEST_F(Run, FineTuningSaysWhatWasLoaded) {
  TrainingRun(options("a")).train();
  TrainOptions o = options("b");
  o.init_from = file("a", "model.safetensors");
  EXPECT_EQ(TrainingRun(o).train(), RunEnd::kFinished);
  EXPECT_TRUE(contains(log_of("b"), "begins with 'model.safetensors'"));
  EXPECT_TRUE(contains(log_of("b"), "tensors loaded"));
  o = options("d");
  o.init_from = file("a", "model.safetensors");
  o.ngf = 8;
  EXPECT_TRUE(
      contains(message_of([&] { TrainingRun{o}; }), "fits this network"));
  EXPECT_FALSE(std::filesystem::exists(folder("d").path()));
}

class InpaintingRun : public Run {
 protected:
  /// One picture, input and target at once.
  class Photographs : public Inverses {
   public:
    Pair get(size_t i) const override {
      const Pair pair = Inverses::get(i);
      return {pair.a, pair.a};
    }
  };

  void SetUp() override {
    std::filesystem::create_directories(folder_ / "data");
    for (const char* phase : {"train", "val"})
      write_packed(folder_ / "data" / (std::string(phase) + ".safetensors"),
                   Photographs());
  }
  TrainOptions pconv(const std::string& name) const {
    TrainOptions o = options(name);
    o.net_g = "pconv_16";
    o.holes.source = "random";
    o.gan_mode = "none";
    o.lambda_l1 = 0.0;
    o.lambda_valid = 1.0;
    o.lambda_hole = 6.0;
    o.lambda_tv = 0.1;
    o.best_metric = "PSNR@hole";
    return o;
  }
};

TEST_F(InpaintingRun, PartialConvolutionsLearnAndAreJudgedInTheHoles) {
  TrainingRun(pconv("a")).train();
  const ModelSpec spec = load_model(file("a", "model.safetensors")).spec;
  EXPECT_EQ(spec.mask_input, MaskInput::kChannel);
  EXPECT_TRUE(contains(log_of("a"), "G_valid"));
  EXPECT_TRUE(contains(log_of("a"), "G_TV"));
  EXPECT_TRUE(contains(log_of("a"), "best by PSNR@hole"));
  EXPECT_TRUE(contains(log_of("a"), "SSIM@hole"));
}

TEST_F(InpaintingRun, ResumingDrawsTheSameHoles) {
  TrainingRun(pconv("whole")).train();
  train_with_stops(pconv("parts"));
  expect_same_weights("whole", "parts");
}

TEST_F(InpaintingRun, OtherHolesAreAnotherRun) {
  TrainingRun(pconv("a")).train();
  TrainOptions o = pconv("a");
  o.continue_train = true;
  o.holes.range.most = 0.3;
  EXPECT_TRUE(contains(message_of([&] { TrainingRun{o}; }), "hole-ratio"));
}

TEST_F(InpaintingRun, Pix2pixWithAndWithoutAMaskChannel) {
  TrainOptions o = options("channel");
  o.holes.source = "random";
  TrainingRun(o).train();
  o.name = "blank";
  o.mask_input = "blank";
  TrainingRun(o).train();
  EXPECT_EQ(load_model(file("blank", "model.safetensors")).spec.mask_input,
            MaskInput::kBlank);
}

// The second stage: encoder statistics are those of the first one's model.
TEST_F(InpaintingRun, AFrozenEncoderKeepsItsStatistics) {
  TrainOptions first = pconv("first");
  first.settle_steps = 0;
  TrainingRun(first).train();
  TrainOptions second = pconv("second");
  second.settle_steps = 0;
  second.init_from = file("first", "model.safetensors");
  second.freeze_encoder_norm = true;
  TrainingRun(second).train();
  const Model before = load_model(file("first", "model.safetensors"));
  const Model after = load_model(file("second", "model.safetensors"));
  const auto x = before.generator->encoder()->named_buffers();
  const auto y = after.generator->encoder()->named_buffers();
  ASSERT_GT(x.size(), 0u);
  for (const auto& item : x)
    EXPECT_TRUE(item.value().equal(y[item.key()])) << item.key();
  const auto all = before.generator->named_buffers();
  int changed = 0;
  for (const auto& item : after.generator->named_buffers())
    changed += !item.value().equal(all[item.key()]);
  EXPECT_GT(changed, 0);
}

TEST_F(Run, OptionsThatDoNotFit) {
  const auto error = [this](auto change) {
    TrainOptions o = options("x");
    change(o);
    return message_of([&] { TrainingRun{o}; });
  };
  EXPECT_TRUE(contains(error([](TrainOptions& o) { o.net_g = "unet_100"; }),
                       "netG 'unet_100' is unknown"));
  EXPECT_TRUE(contains(error([](TrainOptions& o) { o.crop_size = 17; }),
                       "must be a multiple of 16"));
  EXPECT_TRUE(contains(error([](TrainOptions& o) { o.load_size = 15; }),
                       "load_size 15 is smaller than crop_size 16"));
  EXPECT_TRUE(contains(error([](TrainOptions& o) { o.precision = "fp8"; }),
                       "precision 'fp8' is unknown"));
  EXPECT_TRUE(contains(error([](TrainOptions& o) { o.norm = "group"; }),
                       "norm 'group' is unknown"));
  EXPECT_TRUE(contains(error([](TrainOptions& o) { o.init_type = "zero"; }),
                       "init_type 'zero' is unknown"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "runs"));
}

TEST_F(Run, OptionsThatContradictEachOther) {
  const auto error = [this](auto change) {
    TrainOptions o = options("x");
    change(o);
    return message_of([&] { TrainingRun{o}; });
  };
  EXPECT_TRUE(contains(error([](TrainOptions& o) {
                         o.gan_mode = "none";
                         o.lambda_l1 = 0.0;
                       }),
                       "nothing to learn"));
  EXPECT_TRUE(contains(error([](TrainOptions& o) {
                         o.gan_mode = "none";
                         o.pool_size = 5;
                       }),
                       "--pool_size 5"));
  EXPECT_TRUE(contains(error([](TrainOptions& o) {
                         o.gan_mode = "wgangp";
                         o.batch_size = 2;
                       }),
                       "mixes samples"));
  EXPECT_TRUE(
      contains(error([](TrainOptions& o) { o.lambda_perceptual = 1.0; }),
               "needs --features"));
  EXPECT_TRUE(contains(error([](TrainOptions& o) { o.features = "vgg"; }),
                       "which are 0"));
  EXPECT_TRUE(contains(error([](TrainOptions& o) {
                         o.net_g = "resnet_6blocks";
                         o.upsample = "resize";
                       }),
                       "is for a U-Net"));
  EXPECT_TRUE(contains(error([](TrainOptions& o) { o.net_g = "pconv_64"; }),
                       "--holes random"));
  EXPECT_TRUE(contains(error([](TrainOptions& o) {
                         o.lambda_ssim = 1.0;
                         o.crop_size = 8;
                       }),
                       "--lambda-ssim needs --crop_size 11 or more"));
  EXPECT_TRUE(contains(error([](TrainOptions& o) { o.lambda_hole = 6.0; }),
                       "add --holes random, or leave them out"));
  EXPECT_TRUE(contains(error([](TrainOptions& o) {
                         o.holes.source = "random";
                         o.lambda_dice = 1.0;
                       }),
                       "for masks to be found"));
  EXPECT_TRUE(contains(error([](TrainOptions& o) {
                         o.holes.source = "random";
                         o.data.channels = {3, 1};
                       }),
                       "must be the same, found 3 and 1"));
  EXPECT_TRUE(contains(error([](TrainOptions& o) {
                         o.holes.source = "random";
                         o.net_g = "pconv_64";
                         o.mask_input = "blank";
                       }),
                       "needs to know its holes"));
  EXPECT_TRUE(contains(error([](TrainOptions& o) {
                         o.holes.source = "random";
                         o.net_g = "pconv_32";
                       }),
                       "leaves one value"));
  EXPECT_TRUE(
      contains(error([](TrainOptions& o) { o.freeze_encoder_norm = true; }),
               "is for a pconv_N"));
  EXPECT_TRUE(contains(error([](TrainOptions& o) {
                         o.holes.source = "random";
                         o.net_g = "pconv_16";
                         o.freeze_encoder_norm = true;
                       }),
                       "name its model with --init-from"));
  EXPECT_TRUE(contains(error([](TrainOptions& o) {
                         o.net_g = "resnet_6blocks";
                         o.full_size_features = 8;
                       }),
                       "is for a U-Net"));
  EXPECT_TRUE(contains(error([](TrainOptions& o) {
                         o.continue_train = true;
                         o.init_from = "m";
                       }),
                       "leave one out"));
  EXPECT_TRUE(contains(error([](TrainOptions& o) {
                         o.schedule = {0, 0};
                       }),
                       "both 0"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "runs"));
}

TEST_F(Run, ExplodingLossNamesItAndKeepsTheLastGoodCheckpoint) {
  TrainOptions o = options("nan");
  o.lr = 1e30;
  o.schedule = {50, 0};
  EXPECT_TRUE(contains(message_of([&] { TrainingRun(o).train(); }),
                       "is no longer a number"));
  for (const auto& path : folder("nan").checkpoints()) {
    const SafetensorsFile checkpoint = SafetensorsFile::read(path);
    for (const TensorEntry& entry : checkpoint.entries()) {
      if (entry.dtype != DType::kF32) continue;
      EXPECT_TRUE(tensor_of(entry).isfinite().all().item<bool>())
          << path << " " << entry.name;
    }
  }
}

}  // namespace
}  // namespace p2p
