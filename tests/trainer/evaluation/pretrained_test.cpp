// SPDX-License-Identifier: MIT
// The models that ship: they load, and the real one is as good as its card.
#include <cstdlib>

#include <gtest/gtest.h>

#include "models/networks/norm.h"
#include "models/weights/model_file.h"
#include "trainer/data/open_pairs.h"
#include "trainer/data/picture_files.h"
#include "trainer/data/resized_pairs.h"
#include "trainer/evaluation/evaluate.h"

namespace p2p {
namespace {

std::filesystem::path pretrained(const std::string& name) {
  return std::filesystem::path(P2P_PRETRAINED) / (name + ".safetensors");
}

TEST(Pretrained, ModelsLoadAndSayWhatTheyAre) {
  for (const char* name : {"maps", "scenes"}) {
    const Model model = load_model(pretrained(name));
    EXPECT_EQ(model.spec.norm_stats, NormStats::kRunning) << name;
    EXPECT_NE(model.spec.figures, "{}") << name;
    EXPECT_NE(model.spec.licence_note, "") << name;
  }
}

/// The first pairs of another source.
class FirstPairs : public PairSource {
 public:
  FirstPairs(PairSourcePtr pairs, size_t count)
      : pairs_(std::move(pairs)), count_(count) {}
  size_t size() const override { return count_; }
  Pair get(size_t i) const override { return pairs_->get(i); }
  std::string name(size_t i) const override { return pairs_->name(i); }

 private:
  PairSourcePtr pairs_;
  size_t count_;
};

// The card: L1 0.0379 over all 100 validation pictures. Over these 20 a map of
// nothing but the median colour has 0.0417, so more than that is no map.
TEST(Pretrained, MapsOnValidationPictures) {
  constexpr double kWorstL1 = 0.036;
  const char* data = std::getenv("PIX2PIX_DATA");
  if (!data) GTEST_SKIP() << "PIX2PIX_DATA is not set";
  if (!can_read_picture_files()) GTEST_SKIP() << "built without OpenCV";
  const Model model = load_model(pretrained("maps"));
  const auto val = open_pairs({.dataroot = std::filesystem::path(data) / "maps",
                               .a_dir = {},
                               .b_dir = {},
                               .channels = {}},
                              "val");
  const FirstPairs pairs(std::make_shared<ResizedPairs>(val, 256), 20);
  EXPECT_LT(
      evaluate(*model.generator, model.spec, NormMode::kRunning, pairs).mean.l1,
      kWorstL1);
}

}  // namespace
}  // namespace p2p
