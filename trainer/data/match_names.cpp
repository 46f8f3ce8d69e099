// SPDX-License-Identifier: MIT
// Names are reduced to keys, and equal keys belong together.
#include "trainer/data/match_names.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string_view>

namespace p2p {
namespace {

using Names = std::vector<std::string>;

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)); }
bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)); }

/// Whether a name may be cut between these two characters: next to a separator,
/// or where letters meet digits. Never inside a word or a number.
bool is_boundary(char before, char after) {
  const bool same_kind = (is_digit(before) && is_digit(after)) ||
                         (is_letter(before) && is_letter(after));
  return !same_kind;
}

size_t common_prefix(const Names& names) {
  size_t length = names.front().size();
  for (const std::string& name : names) {
    const auto [at, other] =
        std::mismatch(name.begin(), name.end(), names.front().begin(),
                      names.front().begin() + static_cast<long>(length));
    (void)other;
    length = static_cast<size_t>(at - name.begin());
  }
  const auto cuts_all = [&names](size_t at) {
    return std::all_of(names.begin(), names.end(), [at](const auto& name) {
      return at < name.size() && is_boundary(name[at - 1], name[at]);
    });
  };
  while (length > 0 && !cuts_all(length)) --length;
  return length;
}

Names reversed(Names names) {
  for (std::string& name : names) std::reverse(name.begin(), name.end());
  return names;
}

/// What is left of each name between what all begin and all end with.
Names without_affixes(const Names& names) {
  if (names.size() < 2) return names;
  const size_t front = common_prefix(names);
  Names rest;
  for (const std::string& name : names) rest.push_back(name.substr(front));
  const size_t back = common_prefix(reversed(rest));
  for (std::string& name : rest) name.resize(name.size() - back);
  return rest;
}

/// The numbers of a name without leading zeros: "a007b10" gives "7 10".
std::string numbers_of(const std::string& name) {
  std::string numbers;
  for (size_t i = 0; i < name.size();) {
    if (!is_digit(name[i])) {
      ++i;
      continue;
    }
    size_t end = i;
    while (end < name.size() && is_digit(name[end])) ++end;
    while (i + 1 < end && name[i] == '0') ++i;
    if (!numbers.empty()) numbers += ' ';
    numbers += name.substr(i, end - i);
    i = end;
  }
  return numbers;
}

Names keys_of(const Names& names, MatchRule rule) {
  if (rule == MatchRule::kStem) return names;
  Names keys = without_affixes(names);
  if (rule == MatchRule::kNumber)
    for (std::string& key : keys) key = numbers_of(key);
  return keys;
}

/// Where each key is; keys that come twice, or are empty, are nowhere.
std::map<std::string, size_t> index_of(const Names& names, const Names& keys,
                                       std::vector<std::string>& ambiguous) {
  std::map<std::string, size_t> index;
  std::set<std::string> twice;
  for (size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].empty()) continue;
    const auto [at, fresh] = index.emplace(keys[i], i);
    if (fresh) continue;
    twice.insert(keys[i]);
    ambiguous.push_back(names[at->second] + " and " + names[i]);
  }
  for (const std::string& key : twice) index.erase(key);
  return index;
}

NameMatch match_by(const Names& first, const Names& second, MatchRule rule) {
  NameMatch match;
  match.rule = rule;
  const Names first_keys = keys_of(first, rule);
  const Names second_keys = keys_of(second, rule);
  const auto in_first = index_of(first, first_keys, match.ambiguous);
  const auto in_second = index_of(second, second_keys, match.ambiguous);
  std::set<size_t> taken;
  for (size_t i = 0; i < first.size(); ++i) {
    const auto partner = in_second.find(first_keys[i]);
    if (!in_first.contains(first_keys[i]) || partner == in_second.end()) {
      match.alone_in_first.push_back(i);
      continue;
    }
    match.pairs.emplace_back(i, partner->second);
    taken.insert(partner->second);
  }
  for (size_t i = 0; i < second.size(); ++i)
    if (!taken.contains(i)) match.alone_in_second.push_back(i);
  return match;
}

}  // namespace

NameMatch match_names(const std::vector<std::string>& first,
                      const std::vector<std::string>& second, MatchRule rule) {
  if (rule != MatchRule::kAuto) return match_by(first, second, rule);
  std::optional<NameMatch> best;
  for (const MatchRule one :
       {MatchRule::kStem, MatchRule::kAffix, MatchRule::kNumber}) {
    NameMatch match = match_by(first, second, one);
    if (match.complete()) return match;
    if (!best || match.pairs.size() > best->pairs.size())
      best = std::move(match);
  }
  return *best;
}

const char* to_string(MatchRule rule) {
  switch (rule) {
    case MatchRule::kAuto:
      return "auto";
    case MatchRule::kStem:
      return "stem";
    case MatchRule::kAffix:
      return "affix";
    case MatchRule::kNumber:
      return "number";
  }
  throw std::invalid_argument("unknown rule of names");
}

}  // namespace p2p
