// SPDX-License-Identifier: MIT
// Tables, sheets and maps to files.
#include "trainer/commands/evaluation_files.h"

#include <algorithm>
#include <cstdio>
#include <stdexcept>
#include <utility>

#include "models/weights/atomic_file.h"
#include "trainer/data/file_names.h"
#include "trainer/data/lower_case.h"
#include "trainer/data/picture_files.h"
#include "trainer/data/pixel_values.h"
#include "trainer/data/resize.h"
#include "trainer/evaluation/figure_sheet.h"
#include "trainer/evaluation/mask_pictures.h"
#include "trainer/evaluation/picture_grid.h"

namespace p2p {
namespace {

using Path = std::filesystem::path;

/// Of a sheet of all pictures: more are too large to be looked at.
constexpr size_t kMostRows = 40;
constexpr int kWidestTile = 512;

std::string file_label(const EvaluationRun& run) {
  std::string label = run.label;
  for (const char letter : {' ', '/'})
    std::replace(label.begin(), label.end(), letter, '-');
  return label;
}

void tell(const Path& path) { std::printf("%s\n", path.c_str()); }

void write_table(const Path& path, const std::vector<EvaluationRun>& runs) {
  std::vector<std::pair<std::string, const FigureTable*>> tables;
  for (const EvaluationRun& run : runs)
    tables.emplace_back(run.label, &run.table);
  AtomicFile file(path);
  file.write(to_csv(tables));
  file.commit();
  tell(path);
}

/// As a tile of a sheet: RGB, not too wide.
torch::Tensor tile(const torch::Tensor& picture) {
  const torch::Tensor rgb = as_rgb(picture);
  const auto width = static_cast<int>(rgb.size(1));
  if (width <= kWidestTile) return rgb;
  const auto height = static_cast<int>(rgb.size(0) * kWidestTile / width);
  return resize(rgb, height, kWidestTile, PictureKind::kMask);
}

/// The maps of one run, and the tiles of its sheet.
class MaskMaps {
 public:
  MaskMaps(const EvaluationRun& run, const Path& folder)
      : run_(run), folder_(folder) {
    std::filesystem::create_directories(folder);
  }

  /// Returns input, target, probability and errors side by side.
  torch::Tensor write(const PairSource& pairs, size_t picture) {
    const Pair pair = pairs.get(picture);
    const Comparison judged =
        judge(*run_.model.generator, run_.model.spec, run_.mode, pair);
    const torch::Tensor probability = probability_picture(judged.continuous());
    const torch::Tensor errors =
        error_picture(judged.continuous(), judged.target, pair.region,
                      threshold_level(run_.threshold));
    const std::string name = names_.next(pairs.name(picture));
    write_picture(folder_ / (name + "-probability.png"), probability);
    write_picture(folder_ / (name + "-errors.png"), errors);
    return join_row({tile(as_bytes(pair.a)), tile(judged.target),
                     tile(probability), tile(errors)});
  }

 private:
  const EvaluationRun& run_;
  Path folder_;
  FileNames names_;
};

/// "08_test.tif  Dice 0.8123  AUC 0.9801 ..."
std::string row_title(const FigureTable& table, size_t picture) {
  std::string title = table.pictures[picture];
  for (size_t m = 0; m < table.metrics.size(); ++m) {
    if (!table.metrics[m].mask) continue;
    char figure[64];
    std::snprintf(figure, sizeof figure, "  %s %.*f",
                  table.metrics[m].name.c_str(), table.metrics[m].decimals,
                  table.values[m][picture]);
    title += figure;
  }
  return title;
}

void write_masks(const EvaluationRun& run, const Path& folder, size_t rank,
                 const PairSource& pairs) {
  const std::string name = "masks-" + file_label(run);
  MaskMaps maps(run, folder / name);
  std::vector<size_t> order = worst_first(run.table, rank);
  for (size_t i = 0; i < pairs.size(); ++i)
    if (std::find(order.begin(), order.end(), i) == order.end())
      order.push_back(i);
  std::vector<torch::Tensor> sheet;
  for (const size_t picture : order) {
    const torch::Tensor row = maps.write(pairs, picture);
    if (sheet.size() >= 2 * kMostRows) continue;
    sheet.push_back(
        text_bar(row_title(run.table, picture), static_cast<int>(row.size(1))));
    sheet.push_back(row);
  }
  tell(folder / name);
  write_picture(folder / (name + ".png"), join_rows(sheet));
  tell(folder / (name + ".png"));
}

void write_sheet(const EvaluationRun& run, const EvaluationFiles& files,
                 size_t rank, const PairSource& pairs) {
  const Path path = files.folder / ("worst-best-" + file_label(run) + ".png");
  if (worst_first(run.table, rank).empty()) {
    std::printf("'%s' is not written: %s is defined for no picture\n",
                path.c_str(), run.table.metrics[rank].name.c_str());
    return;
  }
  write_picture(
      path, worst_and_best(run.table, rank, files.rows, *run.model.generator,
                           run.model.spec, run.mode, pairs));
  tell(path);
}

void write_outputs(const EvaluationRun& run, const Path& folder,
                   const PairSource& pairs) {
  const Path outputs = folder / ("outputs-" + file_label(run));
  std::filesystem::create_directories(outputs);
  FileNames names;
  for (size_t i = 0; i < pairs.size(); ++i)
    write_picture(
        outputs / (names.next(pairs.name(i)) + ".png"),
        judge(*run.model.generator, run.model.spec, run.mode, pairs.get(i))
            .output);
  tell(outputs);
}

}  // namespace

size_t rank_column(const EvaluationFiles& files, const FigureTable& table) {
  if (files.rank_by.empty()) return 0;
  for (size_t m = 0; m < table.metrics.size(); ++m)
    if (lower_case(table.metrics[m].name) == lower_case(files.rank_by))
      return m;
  throw std::runtime_error("--rank-by " + files.rank_by +
                           " is not among --metrics");
}

void write_evaluation(const EvaluationFiles& files,
                      const std::vector<EvaluationRun>& runs,
                      const PairSource& pairs) {
  if (files.folder.empty()) return;
  std::filesystem::create_directories(files.folder);
  write_table(files.folder / "figures.csv", runs);
  if (!can_read_picture_files()) return;
  for (const EvaluationRun& run : runs) {
    const size_t rank = rank_column(files, run.table);
    if (files.rows > 0) write_sheet(run, files, rank, pairs);
    if (files.outputs) write_outputs(run, files.folder, pairs);
    if (!run.table.masks.empty()) write_masks(run, files.folder, rank, pairs);
  }
}

}  // namespace p2p
