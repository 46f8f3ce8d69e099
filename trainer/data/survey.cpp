// SPDX-License-Identifier: MIT
// Every file is decoded once; nothing stops at the first problem.
#include "trainer/data/survey.h"

#include <algorithm>
#include <cstdio>
#include <stdexcept>
#include <utility>

#include "trainer/data/counted.h"
#include "trainer/data/packed_pairs.h"
#include "trainer/data/picture_files.h"

namespace p2p {
namespace {

using Path = std::filesystem::path;

std::string channels_text(int channels) {
  switch (channels) {
    case 1:
      return "grey";
    case 3:
      return "RGB";
    case 4:
      return "RGBA";
    default:
      return std::to_string(channels) + " channels";
  }
}

std::string facts_text(const PictureFacts& facts) {
  return std::to_string(facts.width) + "x" + std::to_string(facts.height) +
         " " + channels_text(facts.channels) + " " +
         std::to_string(facts.bits) + " bit";
}

PictureFacts facts_of(const torch::Tensor& picture) {
  constexpr int kByteBits = 8, kFloatBits = 32;
  return {static_cast<int>(picture.size(1)), static_cast<int>(picture.size(0)),
          static_cast<int>(picture.size(2)),
          picture.scalar_type() == torch::kByte ? kByteBits : kFloatBits};
}

/// Reads pairs one by one and writes down what it finds.
class Surveyor {
 public:
  Surveyor(const DataOptions& options, int load_size, int crop_size,
           Survey& survey)
      : options_(options),
        load_size_(load_size),
        crop_size_(crop_size),
        survey_(survey) {}

  void read_all(const std::vector<PairFiles>& files) {
    for (const PairFiles& one : files) note_problem([&] { read(one); });
  }

  void read_all(const PairSource& pairs) {
    for (size_t i = 0; i < pairs.size(); ++i)
      note_problem([&] {
        const Pair pair = pairs.get(i);
        if (pair.region.defined())
          ++survey_.regions[facts_text(facts_of(pair.region))];
        count(facts_of(pair.a), facts_of(pair.b), pairs.name(i));
      });
  }

 private:
  template <typename Action>
  void note_problem(Action action) {
    try {
      action();
    } catch (const std::exception& error) {
      survey_.problems.push_back(error.what());
    }
  }

  void read(const PairFiles& files) {
    PictureFacts a = read_facts(files.a), b = a;
    if (files.b.empty())
      a.width = b.width = half_width(files.a, a);
    else
      b = read_facts(files.b);
    check_same_size(a, b, files.a.string());
    if (!files.region.empty())
      read_region(files.region, a);
    else if (files.find_region)
      ++survey_.regions["found in the picture"];
    count(a, b, files.a.string());
  }

  static int half_width(const Path& file, const PictureFacts& both) {
    if (both.width < 2)
      throw std::runtime_error("'" + file.string() +
                               "' is too narrow to hold A and B side by side");
    return both.width / 2;
  }

  void read_region(const Path& file, const PictureFacts& a) {
    PictureFacts region = read_facts(file);
    ++survey_.regions[facts_text(region)];
    check_same_size(a, region, file.string());
    region.channels = 1;  // whatever it has, it is read as grey
    survey_.bytes += bytes_in_memory(region);
  }

  void count(const PictureFacts& a, const PictureFacts& b,
             const std::string& name) {
    ++survey_.a[facts_text(a)];
    ++survey_.b[facts_text(b)];
    check_channels(a, b, name);
    check_crop(a, name);
    ++survey_.pairs;
    survey_.bytes += bytes_in_memory(a) + bytes_in_memory(b);
  }

  static void check_same_size(const PictureFacts& a, const PictureFacts& other,
                              const std::string& name) {
    if (a.width == other.width && a.height == other.height) return;
    throw std::runtime_error("'" + name + "': sizes differ, " + facts_text(a) +
                             " and " + facts_text(other));
  }

  /// Grey and RGB are converted into each other; others must be there.
  static bool fits(int found, int wanted) {
    return found == wanted || wanted == 1 || wanted == 3;
  }

  void check_channels(const PictureFacts& a, const PictureFacts& b,
                      const std::string& name) const {
    PairChannels wanted = options_.channels;
    if (options_.direction == Direction::kBtoA) std::swap(wanted.a, wanted.b);
    if (fits(a.channels, wanted.a) && fits(b.channels, wanted.b)) return;
    throw std::runtime_error(
        "'" + name + "': A has " + std::to_string(a.channels) + " and B " +
        std::to_string(b.channels) + " channels, wanted are " +
        std::to_string(wanted.a) + " and " + std::to_string(wanted.b));
  }

  void check_crop(const PictureFacts& facts, const std::string& name) const {
    const int shorter = std::min(facts.width, facts.height);
    const bool as_it_is = options_.preprocess == Preprocess::kCrop;
    const int available = as_it_is ? shorter : load_size_;
    if (options_.preprocess == Preprocess::kNone || available >= crop_size_)
      return;
    throw std::runtime_error(
        "'" + name + "': a crop of " + std::to_string(crop_size_) +
        " does not fit into " +
        (as_it_is ? facts_text(facts)
                  : "a load size of " + std::to_string(load_size_)));
  }

  size_t bytes_in_memory(const PictureFacts& facts) const {
    const size_t value = facts.bits > 8 ? sizeof(float) : 1;
    size_t pixels = static_cast<size_t>(facts.width) * facts.height;
    if (options_.preprocess == Preprocess::kResize)
      pixels = static_cast<size_t>(load_size_) * load_size_;
    return pixels * facts.channels * value;
  }

  const DataOptions& options_;
  int load_size_, crop_size_;
  Survey& survey_;
};

void note_alone(const std::vector<Path>& files,
                const std::vector<size_t>& alone, const Path& other,
                std::vector<std::string>& problems) {
  for (const size_t i : alone) {
    std::string text = "'";
    text += files[i].string() + "' has no partner in '" + other.string() + "'";
    problems.push_back(std::move(text));
  }
}

/// Like two_folder_files(), but goes on with the pairs that there are.
std::vector<PairFiles> match_folders(const DataOptions& options,
                                     const std::string& phase, Survey& survey) {
  const Path a_folder = phase_folder(options.a_dir, phase);
  const Path b_folder = phase_folder(options.b_dir, phase);
  const std::vector<Path> a = list_pictures(a_folder);
  const std::vector<Path> b = list_pictures(b_folder);
  const NameMatch match = match_names(stems(a), stems(b), options.match);
  survey.rule = to_string(match.rule);
  note_alone(a, match.alone_in_first, b_folder, survey.problems);
  note_alone(b, match.alone_in_second, a_folder, survey.problems);
  for (const std::string& names : match.ambiguous)
    survey.problems.push_back("names that cannot be told apart: " + names);
  std::vector<PairFiles> pairs;
  for (const auto& [i, j] : match.pairs) pairs.push_back({a[i], b[j], {}});
  if (has_regions(options) && !pairs.empty())
    add_regions(pairs, phase_folder(options.region_dir, phase), options.match);
  return pairs;
}

void survey_files(const DataOptions& options, const std::string& phase,
                  Surveyor& surveyor, Survey& survey) try {
  surveyor.read_all(options.a_dir.empty()
                        ? pair_files(options, phase)
                        : match_folders(options, phase, survey));
} catch (const std::runtime_error& error) {
  survey.problems.push_back(error.what());
}

void append_counts(std::string& text, const char* what,
                   const std::map<std::string, size_t>& counts) {
  constexpr size_t kShown = 6;
  size_t shown = 0;
  for (const auto& [facts, count] : counts) {
    if (shown++ == kShown) {
      text += "  " + std::string(what) + ": ... and " +
              std::to_string(counts.size() - kShown) + " others\n";
      return;
    }
    text += "  " + std::string(what) + ": " + facts + ", " +
            std::to_string(count) + "\n";
  }
}

}  // namespace

Survey survey_data(const DataOptions& options, const std::string& phase,
                   int load_size, int crop_size) {
  check_options(options);
  Survey survey;
  survey.phase = phase;
  Surveyor surveyor(options, load_size, crop_size, survey);
  const Path packed = packed_file(options, phase);
  if (packed.empty())
    survey_files(options, phase, surveyor, survey);
  else
    surveyor.read_all(PackedPairs(packed));
  if (survey.pairs == 0)
    survey.problems.push_back("there is no whole pair in '" + phase + "'");
  return survey;
}

std::string to_text(const Survey& survey) {
  constexpr double kMebi = 1024.0 * 1024.0;
  char size[32];
  std::snprintf(size, sizeof size, "%.0f MiB", survey.bytes / kMebi);
  std::string text = survey.phase + ": " + counted(survey.pairs, "pair") +
                     ", " + size + " decoded";
  if (!survey.rule.empty()) text += ", names matched by " + survey.rule;
  text += "\n";
  append_counts(text, "A", survey.a);
  append_counts(text, "B", survey.b);
  append_counts(text, "region", survey.regions);
  for (const std::string& problem : survey.problems)
    text += "  problem: " + problem + "\n";
  return text;
}

}  // namespace p2p
