// SPDX-License-Identifier: MIT
// Folders and lists to pairs of paths.
#include "trainer/data/pair_files.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

#include "trainer/data/counted.h"
#include "trainer/data/picture_files.h"

namespace p2p {
namespace {

using Path = std::filesystem::path;
constexpr size_t kNamed = 3;

std::vector<Path> pictures_in(const Path& folder) {
  std::vector<Path> files = list_pictures(folder);
  if (files.empty())
    throw std::runtime_error(
        "there is no picture in '" + folder.string() +
        "' (looked for jpg, png, bmp, tif, ppm, webp, gif)");
  return files;
}

/// Complains about pictures without partner; nothing if there are none.
void refuse_alone(const std::vector<Path>& files,
                  const std::vector<size_t>& alone, const Path& other,
                  const NameMatch& match) {
  if (alone.empty()) return;
  std::string text = counted(alone.size(), "picture") +
                     " without partner in '" + other.string() +
                     "', for example";
  for (size_t i = 0; i < std::min(kNamed, alone.size()); ++i)
    text += " '" + files[alone[i]].string() + "'";
  if (!match.ambiguous.empty())
    text += "; names that cannot be told apart: " + match.ambiguous.front();
  throw std::runtime_error(
      text + " (names were compared by rule '" + to_string(match.rule) +
      "'; rename them, choose another --match, or name the pairs in a list "
      "with --pair-list; 'check' shows all)");
}

/// Fields of a line of comma-separated values (RFC 4180).
std::vector<std::string> comma_fields(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += c;
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

std::string trimmed(const std::string& text) {
  const char* blanks = " \t\r";
  const size_t first = text.find_first_not_of(blanks);
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields;
  std::istringstream stream(line);
  std::string field;
  if (line.find(',') != std::string::npos)
    fields = comma_fields(line);
  else if (line.find('\t') != std::string::npos)
    while (std::getline(stream, field, '\t')) fields.push_back(field);
  else
    while (stream >> field) fields.push_back(field);
  for (std::string& one : fields) one = trimmed(one);
  return fields;
}

/// Where each column is.
using Columns = std::map<std::string, size_t>;

bool is_heading(const std::vector<std::string>& fields) {
  return std::count(fields.begin(), fields.end(), "a") == 1 &&
         std::count(fields.begin(), fields.end(), "b") == 1;
}

Columns columns_of(const std::vector<std::string>& heading) {
  Columns columns;
  for (size_t i = 0; i < heading.size(); ++i) columns[heading[i]] = i;
  return columns;
}

std::string field_at(const std::vector<std::string>& fields,
                     const Columns& columns, const std::string& column) {
  const auto at = columns.find(column);
  return at != columns.end() && at->second < fields.size() ? fields[at->second]
                                                           : "";
}

struct ListedPair {
  PairFiles files;
  std::string phase;
};

/// What spreadsheets begin a text with.
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

class ListReader {
 public:
  explicit ListReader(const Path& list) : list_(list) {}

  std::vector<ListedPair> read() {
    std::ifstream file(list_);
    if (!file)
      throw std::runtime_error("cannot read the list '" + list_.string() + "'");
    std::vector<ListedPair> pairs;
    std::string line;
    for (int number = 1; std::getline(file, line); ++number) {
      if (number == 1 && line.starts_with(kByteOrderMark))
        line.erase(0, kByteOrderMark.size());
      line = trimmed(line);
      if (line.empty() || line.front() == '#') continue;
      const std::vector<std::string> fields = fields_of(line);
      if (pairs.empty() && is_heading(fields))
        columns_ = columns_of(fields);
      else
        pairs.push_back(pair_of(fields, number));
    }
    return pairs;
  }

 private:
  ListedPair pair_of(const std::vector<std::string>& fields, int line) const {
    const Path folder = list_.parent_path();
    const auto path = [&](const char* column) {
      const std::string text = field_at(fields, columns_, column);
      return text.empty() ? Path() : folder / text;
    };
    const std::string phase = field_at(fields, columns_, "phase");
    ListedPair pair{{path("a"), path("b"), path("region")},
                    phase.empty() ? "train" : phase};
    if (pair.phase != "train" && pair.phase != "val" && pair.phase != "test")
      fail(line, "has the phase '" + pair.phase +
                     "', which is unknown; known: train, val, test");
    for (const Path& file : {pair.files.a, pair.files.b})
      if (file.empty())
        fail(line,
             "wants the two paths A and B, separated by a comma, a tab "
             "or blanks");
    for (const Path& file : {pair.files.a, pair.files.b, pair.files.region})
      if (!file.empty() && !std::filesystem::exists(file))
        fail(line, "names '" + file.string() +
                       "', which is not there (fields are separated by a "
                       "comma, a tab or blanks)");
    return pair;
  }

  [[noreturn]] void fail(int line, const std::string& why) const {
    throw std::runtime_error("'" + list_.string() + "': line " +
                             std::to_string(line) + " " + why);
  }

  Path list_;
  Columns columns_ = {{"a", 0}, {"b", 1}, {"region", 2}};
};

}  // namespace

std::vector<std::string> stems(const std::vector<Path>& files) {
  std::vector<std::string> names;
  for (const Path& file : files) names.push_back(file.stem().string());
  return names;
}

std::vector<PairFiles> aligned_files(const Path& folder) {
  std::vector<PairFiles> pairs;
  for (const Path& file : pictures_in(folder)) pairs.push_back({file, {}, {}});
  return pairs;
}

std::vector<PairFiles> single_files(const Path& folder) {
  std::vector<PairFiles> pairs;
  for (const Path& file : pictures_in(folder))
    pairs.push_back({.a = file, .b = file, .region = {}});
  return pairs;
}

std::vector<PairFiles> two_folder_files(const Path& a_folder,
                                        const Path& b_folder, MatchRule rule) {
  const std::vector<Path> a = pictures_in(a_folder), b = pictures_in(b_folder);
  const NameMatch match = match_names(stems(a), stems(b), rule);
  refuse_alone(a, match.alone_in_first, b_folder, match);
  refuse_alone(b, match.alone_in_second, a_folder, match);
  std::vector<PairFiles> pairs;
  for (const auto& [i, j] : match.pairs) pairs.push_back({a[i], b[j], {}});
  return pairs;
}

std::vector<PairFiles> listed_files(const Path& list,
                                    const std::string& phase) {
  std::vector<PairFiles> pairs;
  for (ListedPair& pair : ListReader(list).read())
    if (pair.phase == phase) pairs.push_back(std::move(pair.files));
  if (pairs.empty())
    throw std::runtime_error("the list '" + list.string() +
                             "' has no pair of phase '" + phase + "'");
  return pairs;
}

bool lists_phase(const Path& list, const std::string& phase) {
  const std::vector<ListedPair> pairs = ListReader(list).read();
  return std::any_of(pairs.begin(), pairs.end(), [&](const ListedPair& pair) {
    return pair.phase == phase;
  });
}

void add_regions(std::vector<PairFiles>& pairs, const Path& folder,
                 MatchRule rule) {
  const std::vector<Path> regions = pictures_in(folder);
  std::vector<Path> a;
  for (const PairFiles& pair : pairs) a.push_back(pair.a);
  const NameMatch match = match_names(stems(a), stems(regions), rule);
  refuse_alone(a, match.alone_in_first, folder, match);
  for (const auto& [i, j] : match.pairs) pairs[i].region = regions[j];
}

}  // namespace p2p
