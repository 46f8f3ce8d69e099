// SPDX-License-Identifier: MIT
// Choose, fill, write.
#include "trainer/commands/comparison_pictures.h"

#include <ATen/ops/full_like.h>

#include "models/inference/reference.h"
#include "trainer/data/picture_files.h"
#include "trainer/data/pixel_values.h"
#include "trainer/holes/hole_ratio.h"

namespace p2p {
namespace {

constexpr int kMidGrey = 128;
constexpr const char* kFolder = "pictures";

/// Of one bucket, pictures that other buckets do not show while there are any,
/// by turns with masks off and at the border.
std::vector<size_t> chosen_cases(const std::vector<HoleCase>& cases,
                                 size_t pictures, int bucket, int rows) {
  std::vector<size_t> chosen;
  for (int row = 0; row < rows; ++row)
    for (size_t i = 0; i < cases.size(); ++i)
      if (cases[i].bucket == bucket && cases[i].border == (row % 2 == 1) &&
          cases[i].picture ==
              static_cast<size_t>(bucket * rows + row) % pictures)
        chosen.push_back(i);
  return chosen;
}

class Row {
 public:
  Row(const std::filesystem::path& folder, size_t number, std::string title)
      : folder_(folder), number_(number), row_{std::move(title), {}} {}

  void add(const std::string& caption, const torch::Tensor& picture) {
    const auto file = std::filesystem::path(kFolder) /
                      (std::to_string(number_) + "-" +
                       std::to_string(row_.cells.size()) + ".png");
    write_picture(folder_ / file, picture);
    row_.cells.push_back({caption, file});
  }
  const PageRow& row() const { return row_; }

 private:
  std::filesystem::path folder_;
  size_t number_;
  PageRow row_;
};

PageRow write_row(const std::filesystem::path& folder,
                  const std::vector<FillerPtr>& fillers,
                  const PairSource& pairs, const std::vector<HoleCase>& cases,
                  size_t number) {
  const HoleCase& one = cases[number];
  const torch::Tensor picture = as_bytes(pairs.get(one.picture).a);
  Row row(folder, number,
          pairs.name(one.picture) + ", " + bucket_name(one.bucket) +
              (one.border ? ", at the border" : ""));
  row.add("holes",
          composite(picture, at::full_like(picture, kMidGrey), one.holes));
  for (const FillerPtr& filler : fillers)
    row.add(filler->name(), filler->fill(picture, one.holes));
  row.add("the picture", picture);
  return row.row();
}

}  // namespace

std::vector<PageRow> write_comparison_pictures(
    const std::filesystem::path& folder, const std::vector<FillerPtr>& fillers,
    const PairSource& pairs, const std::vector<HoleCase>& cases, int rows) {
  std::vector<PageRow> written;
  if (!can_read_picture_files() || rows == 0) return written;
  std::filesystem::create_directories(folder / kFolder);
  for (int bucket = 0; bucket < kRatioBuckets; ++bucket)
    for (const size_t number : chosen_cases(cases, pairs.size(), bucket, rows))
      written.push_back(write_row(folder, fillers, pairs, cases, number));
  return written;
}

}  // namespace p2p
