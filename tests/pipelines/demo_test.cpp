// SPDX-License-Identifier: MIT
// The demo with everything real but small: trainer, weights, element.
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/pipelines/clip.h"
#include "tests/pipelines/script.h"
#include "tests/support/temporary_folder.h"

namespace p2p::tests {
namespace {

class Demo : public ::testing::Test {
 protected:
  static void run_trainer(std::vector<std::string> command) {
    command.insert(command.begin(), P2P_BUILD "/trainer/pix2pix-trainer");
    const auto result = testing::run_child(command);
    ASSERT_EQ(result.status, 0) << result.output;
  }

  /// A network that has seen two pictures.
  static std::filesystem::path train_a_little(const TemporaryFolder& folder) {
    run_trainer({"scenes", "--out", folder / "scenes", "--train", "2", "--val",
                 "1", "--size", "32"});
    run_trainer({"train",
                 "--dataroot",
                 folder / "scenes",
                 "--runs-dir",
                 folder.path(),
                 "--name",
                 "tiny",
                 "--device",
                 "cpu",
                 "--netG",
                 "unet_32",
                 "--netD",
                 "pixel",
                 "--ngf",
                 "4",
                 "--ndf",
                 "4",
                 "--load_size",
                 "32",
                 "--crop_size",
                 "32",
                 "--n_epochs",
                 "1",
                 "--n_epochs_decay",
                 "0",
                 "--settle-steps",
                 "0"});
    return folder / "tiny" / "model.safetensors";
  }

  TemporaryFolder folder;
  std::string out = folder / "out";
};

TEST_F(Demo, LeavesAClipAndAPicture) {
  const std::string model = train_a_little(folder);
  const std::vector<std::string> arguments = {
      "--model", model, "--duration", "0.2", "--size", "64x48", "--out", out};
  const auto result = run_script("demo", arguments);
  ASSERT_EQ(result.status, 0) << result.output;

  const std::filesystem::path map = out + "/map.webm";
  const std::filesystem::path picture = out + "/side-by-side.png";
  const std::filesystem::path aerial = out + "/aerial-64x48-0.2s.avi";
  for (const auto& file : {map, picture, aerial})
    EXPECT_NE(result.output.find(file), std::string::npos) << result.output;
  EXPECT_EQ(count_files(out), 3);

  const Clip clip = read_clip(map);
  EXPECT_EQ(clip.frames, 5);
  EXPECT_EQ(clip.width, 64);
  EXPECT_EQ(clip.height, 48);
  const Clip still = read_clip(picture);
  EXPECT_EQ(still.frames, 1);
  EXPECT_EQ(still.width, 1280);
  EXPECT_EQ(still.height, 480);

  // Another time: the clip is there already.
  const auto made = std::filesystem::last_write_time(aerial);
  EXPECT_EQ(run_script("demo", arguments).status, 0);
  EXPECT_EQ(std::filesystem::last_write_time(aerial), made);
}

TEST_F(Demo, TakesAClipOfTheUsers) {
  const std::string video = folder / "mine.avi", model = folder / "model";
  make_clip(video, {.frames = 3, .width = 96, .height = 54});
  write_text(model, "invert\n");
  const auto result =
      run_script("demo", {"--video", video, "--model", model, "--out", out},
                 {kFakeRuntime});
  ASSERT_EQ(result.status, 0) << result.output;
  EXPECT_EQ(read_clip(out + "/map.webm").frames, 3);
  const Clip still = read_clip(out + "/side-by-side.png");
  EXPECT_EQ(still.width, 2 * 852);  // 96 * 480 / 54 is 853.3
  // Left 0x204060, right its inverse.
  EXPECT_NEAR(still.mean.red, 127.5, 8);
}

TEST_F(Demo, RefusesWrongArguments) {
  struct Case {
    std::vector<std::string> arguments;
    int status;
    std::string words;
  };
  for (const auto& [arguments, status, words] :
       {Case{{"--fast"}, 2, "'--fast'"}, Case{{"--video"}, 2, "needs a value"},
        Case{{"--size", "640"}, 2, "like 640x480"},
        Case{{"--duration", "long"}, 2, "no number of seconds"},
        Case{{"--video", "/no/such.avi"}, 1, "/no/such.avi"},
        Case{{"--model", "/no/such.model"}, 1, "/no/such.model"}}) {
    std::vector<std::string> command = {"--out", out};
    command.insert(command.end(), arguments.begin(), arguments.end());
    const auto result = run_script("demo", command);
    EXPECT_EQ(result.status, status) << result.output;
    EXPECT_NE(result.output.find(words), std::string::npos) << result.output;
    EXPECT_FALSE(std::filesystem::exists(out));
  }
}

}  // namespace
}  // namespace p2p::tests
