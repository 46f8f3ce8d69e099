// SPDX-License-Identifier: MIT
// calibrate, convert, evaluate with holes, inspect, pack and translate as they
// are typed.
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
#include "trainer/data/packed_pairs.h"
#include "trainer/data/picture_files.h"

namespace p2p {
namespace {

using tests::contains;

/// Pictures with fractions, of no multiple of the network's.
class Fractions : public PairSource {
 public:
  size_t size() const override { return 2; }
  Pair get(size_t i) const override {
    const torch::Tensor a =
        torch::arange(20 * 22 * 3).remainder(256).view({20, 22, 3}) * 0.75f +
        static_cast<float>(i);
    return {a, 255.0f - a};
  }
  std::string name(size_t i) const override { return std::to_string(i); }
};

class ModelCommands : public ::testing::Test {
 protected:
  void SetUp() override {
    torch::manual_seed(4);
    ModelSpec spec;
    spec.unet = standard_unet(3, 4);
    spec.training_width = spec.training_height = 24;
    save("m", spec);
    spec.mask_input = MaskInput::kChannel;
    spec.in_channels = 4;
    save("fill", spec);
  }
  void save(const std::string& name, const ModelSpec& spec) {
    const auto generator = make_generator(spec);
    initialise(*generator, InitKind::kNormal, 1, 0.2);
    save_model(folder_ / (name + ".safetensors"), spec, *generator,
               torch::kFloat);
  }
  void write(const std::string& name, const torch::Tensor& picture) {
    const std::filesystem::path path = folder_ / name;
    std::filesystem::create_directories(path.parent_path());
    write_picture(path, picture.contiguous());
  }
  void write(const std::string& name) {
    write(name, torch::randint(0, 256, {20, 22, 3}, torch::kByte));
  }
  std::string at(const std::string& name) const {
    return (folder_ / name).string();
  }
  /// What the command prints; `error` is what it throws, or "".
  std::string run(std::vector<std::string> words,
                  std::string* error = nullptr) {
    CLI::App app;
    add_calibrate_command(app);
    add_convert_command(app);
    add_evaluate_command(app);
    add_inspect_command(app);
    add_pack_command(app);
    add_translate_command(app);
    std::reverse(words.begin(), words.end());
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    const std::string thrown = tests::message_of([&] { app.parse(words); });
    ::testing::internal::GetCapturedStderr();
    const std::string printed = ::testing::internal::GetCapturedStdout();
    if (error)
      *error = thrown;
    else
      EXPECT_EQ(thrown, "");
    return printed;
  }

  tests::TemporaryFolder folder_;
};

TEST_F(ModelCommands, CalibrateTakesFractionsAndAnySize) {
  std::filesystem::create_directories(folder_ / "data");
  for (const char* phase : {"train", "val"})
    write_packed(folder_ / "data" / (std::string(phase) + ".safetensors"),
                 Fractions());
  const std::string printed =
      run({"calibrate", "--model", at("m.safetensors"), "--output",
           at("int8.safetensors"), "--dataroot", at("data"), "--preprocess",
           "crop", "--pictures", "2"});
  EXPECT_TRUE(contains(printed, "from 2 pictures"));
  EXPECT_TRUE(contains(printed, "fp32 ") ||
              contains(printed, "int8 was not tried here"));
  EXPECT_FALSE(
      load_model(folder_ / "int8.safetensors").spec.activation_ranges.empty());
}

TEST_F(ModelCommands, CalibrateRefusesModelsThatFillHoles) {
  std::string error;
  run({"calibrate", "--model", at("fill.safetensors"), "--output", at("x"),
       "--dataroot", at("data")},
      &error);
  EXPECT_TRUE(contains(error, "fills holes"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "x"));
}

TEST_F(ModelCommands, ConvertRoundsWeights) {
  run({"convert", at("m.safetensors"), at("half.safetensors"), "--weights",
       "fp16", "--task", "maps"});
  const Model whole = load_model(folder_ / "m.safetensors"),
              half = load_model(folder_ / "half.safetensors");
  EXPECT_EQ(half.stored, torch::kHalf);
  EXPECT_EQ(half.spec.task, "maps");
  const auto wanted = state_of(*whole.generator),
             found = state_of(*half.generator);
  ASSERT_EQ(found.size(), wanted.size());
  for (size_t i = 0; i < wanted.size(); ++i)
    if (wanted[i].second.is_floating_point())
      EXPECT_TRUE(found[i].second.equal(
          wanted[i].second.to(torch::kHalf).to(torch::kFloat)))
          << wanted[i].first;
}

// Masks of a picture that was filled are those of the filled picture.
TEST_F(ModelCommands, EvaluateDrawsMasksOfFilledPictures) {
  write("photos/val/a.png", torch::zeros({24, 24, 3}, torch::kByte));
  run({"evaluate",      "--model",     at("fill.safetensors"),
       "--picture-dir", at("photos"),  "--preprocess",
       "crop",          "--holes",     "random",
       "--metrics",     "L1,Dice",     "--norm-stats",
       "frame",         "--resamples", "10",
       "--device",      "cpu",         "--save-outputs",
       "--out",         at("out")});
  EXPECT_EQ(read_facts(folder_ / "out/outputs-frame/a.png").width, 24);
  const torch::Tensor found =
      read_picture(folder_ / "out/masks-frame/a-probability.png", 1);
  EXPECT_GT(found.eq(0).sum().item<int64_t>(), 24 * 24 / 3);
  EXPECT_TRUE(std::filesystem::exists(folder_ / "out/masks-frame.png"));
}

TEST_F(ModelCommands, InspectListsAndDraws) {
  EXPECT_TRUE(
      contains(run({"inspect", at("m.safetensors")}), "model.model.0.weight"));
  run({"inspect", at("m.safetensors"), "--plot", at("m.dot")});
  EXPECT_TRUE(contains(tests::read_text(folder_ / "m.dot"), "digraph"));
}

TEST_F(ModelCommands, PackIsWhatTheFolderIs) {
  write("pairs/train/p.png", torch::randint(0, 256, {20, 44, 3}, torch::kByte));
  write("pairs/val/q.png", torch::randint(0, 256, {20, 44, 3}, torch::kByte));
  run({"pack", "--dataroot", at("pairs"), "--out", at("packed")});
  for (const char* phase : {"train", "val"}) {
    const PairSourcePtr files =
                            open_pairs({.dataroot = folder_ / "pairs"}, phase),
                        packed =
                            open_pairs({.dataroot = folder_ / "packed"}, phase);
    ASSERT_EQ(packed->size(), 1u);
    EXPECT_EQ(packed->name(0), files->name(0));
    EXPECT_TRUE(packed->get(0).a.equal(files->get(0).a));
    EXPECT_TRUE(packed->get(0).b.equal(files->get(0).b));
  }
}

TEST_F(ModelCommands, TranslateLosesNoPictureOfAFolder) {
  write("in/a.png");
  write("in/a.tif");
  write("in/b.png");
  const std::string printed = run({"translate", "--model", at("m.safetensors"),
                                   at("in"), at("out"), "--precision", "fp32"});
  EXPECT_EQ(std::count(printed.begin(), printed.end(), '\n'), 3);
  for (const char* name : {"a.png", "a-2.png", "b.png"}) {
    const PictureFacts facts = read_facts(folder_ / "out" / name);
    EXPECT_EQ(facts.width, 22) << name;
    EXPECT_EQ(facts.height, 20) << name;
  }
  EXPECT_FALSE(read_picture(folder_ / "out/a.png", 3)
                   .equal(read_picture(folder_ / "out/a-2.png", 3)));
}

TEST_F(ModelCommands, TranslateDoesNotOverwriteWhatItReads) {
  write("in/a.png");
  const std::string before = tests::read_text(folder_ / "in/a.png");
  std::string error;
  run({"translate", "--model", at("m.safetensors"), at("in"), at("in/.")},
      &error);
  EXPECT_TRUE(contains(error, "would be overwritten"));
  EXPECT_EQ(tests::read_text(folder_ / "in/a.png"), before);
}

TEST_F(ModelCommands, TranslateFillsHolesOfMasksByName) {
  const torch::Tensor picture =
      torch::randint(0, 256, {20, 22, 3}, torch::kByte);
  torch::Tensor mask = torch::zeros({20, 22, 1}, torch::kByte);
  mask.narrow(0, 5, 8).narrow(1, 5, 8).fill_(255);
  write("in/a.png", picture);
  write("masks/a.png", mask);
  std::string error;
  run({"translate", "--model", at("fill.safetensors"), at("in"), at("out")},
      &error);
  EXPECT_TRUE(contains(error, "show them with --mask"));
  run({"translate", "--model", at("fill.safetensors"), "--mask", at("masks"),
       at("in"), at("out"), "--precision", "fp32"});
  const torch::Tensor filled = read_picture(folder_ / "out/a.png", 3);
  const torch::Tensor known = mask.eq(0).expand({20, 22, 3});
  EXPECT_TRUE(filled.masked_select(known).equal(picture.masked_select(known)));
  EXPECT_FALSE(filled.equal(picture));
}

}  // namespace
}  // namespace p2p
