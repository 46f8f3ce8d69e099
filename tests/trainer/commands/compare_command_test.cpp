// SPDX-License-Identifier: MIT
// compare and translate --mask, as they are typed.
#include <algorithm>

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>

#include "models/networks/initialise.h"
#include "models/weights/model_file.h"
#include "tests/support/contains.h"
#include "tests/support/expect_throw.h"
#include "tests/support/temporary_folder.h"
#include "trainer/commands/commands.h"
#include "trainer/data/picture_files.h"

namespace p2p {
namespace {

using tests::contains;

/// Ramps, which the classical methods continue well.
class Inpainting : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(folder_ / "test");
    for (int i = 0; i < 2; ++i) {
      const torch::Tensor ramp = (torch::arange(48).view({1, 48, 1}) * 3 +
                                  torch::arange(40).view({40, 1, 1}) * (i + 1))
                                     .to(torch::kByte)
                                     .expand({40, 48, 3})
                                     .contiguous();
      write_picture(folder_ / "test" / (std::to_string(i) + ".png"), ramp);
    }
    torch::Tensor mask = torch::zeros({20, 24, 1}, torch::kByte);
    mask.narrow(0, 5, 8).narrow(1, 5, 8).fill_(255);
    write_picture(folder_ / "mask.png", mask);
    save("pconv.safetensors", MaskInput::kChannel, 4);
    save("plain.safetensors", MaskInput::kNone, 3);
  }
  void save(const std::string& name, MaskInput mask_input, int channels) {
    ModelSpec spec;
    spec.in_channels = channels;
    spec.mask_input = mask_input;
    spec.unet = standard_unet(3, 4);
    const auto generator = make_generator(spec);
    initialise(*generator, InitKind::kNormal, 1, 0.2);
    save_model(folder_ / name, spec, *generator, torch::kFloat);
  }
  std::string at(const std::string& name) { return (folder_ / name).string(); }

  /// What a command prints; `error` is what it throws, or "".
  std::string run(std::vector<std::string> words,
                  std::string* error = nullptr) {
    CLI::App app;
    add_compare_command(app);
    add_translate_command(app);
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
  std::vector<std::string> compare(std::vector<std::string> more) {
    std::vector<std::string> words = {
        "compare",   "--picture-dir",  folder_.path().string(),
        "--crop=40", "--resamples=20", "--device=cpu"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  std::string error_of(const std::vector<std::string>& words) {
    std::string error;
    run(words, &error);
    return error;
  }

  tests::TemporaryFolder folder_;
};

TEST_F(Inpainting, ComparesAModelWithBothRivals) {
  const std::string printed =
      run(compare({"--models", at("pconv.safetensors"), "--out", at("out")}));
  for (const char* part :
       {"2 pictures of 'test'", "24 masks (generated, seed 1)",
        "PSNR, masks that touch the border", "navier-stokes - telea",
        "pconv - telea", "50-60 %", "milliseconds a picture"})
    EXPECT_TRUE(contains(printed, part)) << part << "\n" << printed;
  EXPECT_TRUE(contains(tests::read_text(at("out") + "/tables.txt"),
                       "SSIM@hole, all masks"));
  const std::string page = tests::read_text(at("out") + "/index.html");
  EXPECT_TRUE(contains(page, "<td>pconv - telea</td>"));
  // Six ratios; of each the holes, three fillers and the picture itself.
  EXPECT_EQ(tests::count_files(folder_ / "out" / "pictures"), 30u);
}

TEST_F(Inpainting, FiguresRepeatToTheDigit) {
  run(compare({"--models", at("pconv.safetensors"), "--out", at("a")}));
  run(compare({"--models", at("pconv.safetensors"), "--out", at("b")}));
  EXPECT_EQ(tests::read_text(at("a") + "/cases.csv"),
            tests::read_text(at("b") + "/cases.csv"));
}

TEST_F(Inpainting, WhatCannotBeComparedIsNamed) {
  EXPECT_TRUE(contains(error_of(compare({"--models", at("plain.safetensors")})),
                       "plain.safetensors' knows of no holes"));
  EXPECT_TRUE(contains(error_of(compare({"--rivals", "patchmatch"})),
                       "known: telea, navier-stokes"));
  EXPECT_TRUE(
      contains(error_of(compare({"--rivals", "none"})), "nothing to compare"));
  EXPECT_TRUE(contains(error_of(compare({"--rivals", "telea,telea"})),
                       "two of what is compared are called 'telea'"));
  EXPECT_TRUE(contains(error_of({"compare", "--picture-dir",
                                 folder_.path().string(), "--crop=41"}),
                       "smaller than the --crop"));
}

TEST_F(Inpainting, TranslateFillsTheMaskAndNothingElse) {
  run({"translate", "--device=cpu", "--model", at("pconv.safetensors"),
       "--mask", at("mask.png"), at("test/0.png"), at("filled.png")});
  const torch::Tensor before = read_picture(at("test/0.png"), 3);
  const torch::Tensor after = read_picture(at("filled.png"), 3);
  const torch::Tensor changed = before.ne(after).any(2);
  EXPECT_TRUE(changed.slice(0, 10, 26).slice(1, 10, 26).any().item<bool>());
  EXPECT_FALSE(changed.slice(0, 0, 10).any().item<bool>());
  EXPECT_FALSE(changed.slice(1, 26).any().item<bool>());
}

TEST_F(Inpainting, TranslateAsksForAMaskAndRefusesOneThatIsNotWanted) {
  EXPECT_TRUE(contains(
      error_of({"translate", "--device=cpu", "--model", at("pconv.safetensors"),
                at("test/0.png"), at("x.png")}),
      "show them with --mask FILE or FOLDER"));
  EXPECT_TRUE(contains(
      error_of({"translate", "--device=cpu", "--model", at("plain.safetensors"),
                "--mask", at("mask.png"), at("test/0.png"), at("x.png")}),
      "knows of no holes: leave out --mask"));
  EXPECT_TRUE(contains(
      error_of({"translate", "--device=cpu", "--model", at("pconv.safetensors"),
                "--mask", at("test"), at("mask.png"), at("x.png")}),
      "has no mask named like 'mask.png'"));
}

}  // namespace
}  // namespace p2p
