// SPDX-License-Identifier: MIT
// What `scenes` writes, and what it says when it cannot.
#include "trainer/commands/scenes_command.h"

#include <csignal>
#include <fstream>
#include <set>
#include <stdexcept>
#include <string>
#include <sys/resource.h>

#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/videoio.hpp>

#include "tests/trainer/scenes/temporary_folder.h"
#include "trainer/commands/scenes_output.h"
#include "trainer/scenes/scene.h"
#include "trainer/scenes/view_sampler.h"

namespace p2p::scenes {
namespace {

namespace fs = std::filesystem;

constexpr int kSize = 48;

ScenesOptions few_pairs(const fs::path& out) {
  ScenesOptions options;
  options.pairs = {
      .out = out, .train = 3, .val = 2, .size = kSize, .format = "png"};
  return options;
}

ClipOptions short_flight() {
  ClipOptions flight;
  flight.duration = 0.24;
  flight.width = 64;
  flight.height = 48;
  return flight;
}

std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    names.insert(entry.path().filename().string());
  }
  return names;
}

/// The message of the error that the call ends with, "" if there is none.
template <typename Call>
std::string error_of(Call call) {
  try {
    call();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

/// Lets no file of this process grow beyond some bytes: a disk that fills up.
class SmallFiles {
 public:
  explicit SmallFiles(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallFiles() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  SmallFiles(const SmallFiles&) = delete;
  SmallFiles& operator=(const SmallFiles&) = delete;

 private:
  void (*handler_)(int);
  rlimit before_{};
};

// Fails when files are missing, misnamed, or the halves are swapped.
TEST(ScenesCommand, WritesAlignedPairs) {
  const TemporaryFolder folder;
  make_scenes(few_pairs(folder.path() / "pairs"));
  const fs::path train = folder.path() / "pairs/train";
  EXPECT_EQ(names_in(train),
            (std::set<std::string>{"0001.png", "0002.png", "0003.png"}));
  EXPECT_EQ(names_in(folder.path() / "pairs/val"),
            (std::set<std::string>{"0001.png", "0002.png"}));
  const cv::Mat both = cv::imread((train / "0002.png").string());
  ASSERT_EQ(both.size(), cv::Size(2 * kSize, kSize));
  const Pair pair =
      Scene(city_seed(1, 1)).pair(random_view(1, Region::kTrain, 1, kSize));
  EXPECT_EQ(cv::norm(both.colRange(0, kSize), pair.aerial, cv::NORM_INF), 0);
  EXPECT_EQ(cv::norm(both.colRange(kSize, 2 * kSize), pair.map, cv::NORM_INF),
            0);
}

// Fails when validation pictures repeat training pictures.
TEST(ScenesCommand, ValidationIsOfOtherPlaces) {
  const TemporaryFolder folder;
  make_scenes(few_pairs(folder.path() / "pairs"));
  for (const char* name : {"0001.png", "0002.png"}) {
    const cv::Mat a =
        cv::imread((folder.path() / "pairs/train" / name).string());
    const cv::Mat b = cv::imread((folder.path() / "pairs/val" / name).string());
    EXPECT_GT(cv::norm(a, b, cv::NORM_INF), 0) << name;
  }
}

// Fails when somebody's files are mixed with ours, or old pictures stay among
// the new ones.
TEST(ScenesCommand, OverwritesOnlyWhenTold) {
  const TemporaryFolder folder;
  ScenesOptions options = few_pairs(folder.path() / "pairs");
  make_scenes(options);
  const std::string refusal = error_of([&] { make_scenes(options); });
  EXPECT_NE(refusal.find("--overwrite"), std::string::npos) << refusal;
  EXPECT_NE(refusal.find(options.pairs.out.string()), std::string::npos);
  options.overwrite = true;
  options.pairs.train = 1;
  make_scenes(options);
  EXPECT_EQ(names_in(options.pairs.out / "train"),
            std::set<std::string>{"0001.png"});
}

// Fails when frames are lost, of another size, or the map is forgotten.
TEST(ScenesCommand, WritesAClipAndItsMap) {
  const TemporaryFolder folder;
  ScenesOptions options;
  options.flight = short_flight();
  options.flight.clip = folder.path() / "city.avi";
  options.flight.map_too = true;
  make_scenes(options);
  EXPECT_EQ(names_in(folder.path()),
            (std::set<std::string>{"city.avi", "city_map.avi"}));
  for (const char* name : {"city.avi", "city_map.avi"}) {
    cv::VideoCapture clip((folder.path() / name).string(),
                          cv::CAP_OPENCV_MJPEG);
    ASSERT_TRUE(clip.isOpened()) << name;
    EXPECT_EQ(clip.get(cv::CAP_PROP_FPS), 25.0);
    cv::Mat frame;
    int frames = 0;
    for (; clip.read(frame); ++frames) {
      EXPECT_EQ(frame.size(), cv::Size(64, 48));
    }
    EXPECT_EQ(frames, 6) << name;
  }
}

TEST(ScenesCommand, WritesFrames) {
  const TemporaryFolder folder;
  ScenesOptions options;
  options.flight = short_flight();
  options.flight.frames = folder.path() / "frames";
  options.flight.map_too = true;
  make_scenes(options);
  EXPECT_EQ(names_in(options.flight.frames).count("0006.jpg"), 1u);
  EXPECT_EQ(names_in(options.flight.frames / "map").size(), 6u);
}

// Each bad wish gets one message that names the thing and the remedy.
TEST(ScenesCommand, SaysWhatIsWrong) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "file") << "not a folder";
  const std::string nothing = error_of([] { make_scenes({}); });
  EXPECT_NE(nothing.find("--out"), std::string::npos) << nothing;
  const fs::path inside = folder.path() / "file/pairs";
  const std::string unwritable =
      error_of([&] { make_scenes(few_pairs(inside)); });
  EXPECT_NE(unwritable.find(inside.string()), std::string::npos) << unwritable;
  ScenesOptions options;
  options.flight = short_flight();
  options.flight.clip = folder.path() / "city.mp4";
  const std::string suffix = error_of([&] { make_scenes(options); });
  EXPECT_NE(suffix.find(".avi"), std::string::npos) << suffix;
  options.flight.clip = folder.path() / "missing/city.avi";
  const std::string nowhere = error_of([&] { make_scenes(options); });
  EXPECT_NE(nowhere.find("missing"), std::string::npos) << nowhere;
  EXPECT_EQ(names_in(folder.path()), std::set<std::string>{"file"});
}

// Fails when a truncated picture or clip is left under any name.
TEST(ScenesCommand, LeavesNothingWhenTheDiskIsFull) {
  const TemporaryFolder folder;
  cv::Mat noise(200, 200, CV_8UC3);
  cv::randu(noise, 0, 255);
  const SmallFiles limit(2000);
  const std::string picture =
      error_of([&] { write_picture(folder.path() / "0001.png", noise); });
  EXPECT_NE(picture.find("0001.png"), std::string::npos) << picture;
  const std::string clip = error_of([&] {
    ClipWriter writer(folder.path() / "city.avi", 25, noise.size());
    for (int i = 0; i < 5; ++i) writer.add(noise);
    writer.finish();
  });
  EXPECT_NE(clip.find("city.avi"), std::string::npos) << clip;
  EXPECT_TRUE(names_in(folder.path()).empty());
}

// Fails when an interrupted flight leaves half a clip.
TEST(ScenesCommand, UnfinishedClipsVanish) {
  const TemporaryFolder folder;
  {
    ClipWriter writer(folder.path() / "city.avi", 25, {64, 48});
    writer.add(cv::Mat::zeros(48, 64, CV_8UC3));
  }
  EXPECT_TRUE(names_in(folder.path()).empty());
}

// Fails when an option is not wired to what it says.
TEST(ScenesCommand, ReadsItsOptions) {
  const TemporaryFolder folder;
  const std::string out = (folder.path() / "pairs").string();
  CLI::App app;
  add_scenes_command(app);
  app.parse("scenes --out " + out +
            " --train 1 --val 0 --size 32 --seed 9 --format png");
  EXPECT_EQ(cv::imread(out + "/train/0001.png").size(), cv::Size(64, 32));
  EXPECT_TRUE(names_in(out + "/val").empty());
  CLI::App wrong;
  add_scenes_command(wrong);
  EXPECT_THROW(wrong.parse("scenes --out x --format bmp"),
               CLI::ValidationError);
}

}  // namespace
}  // namespace p2p::scenes
