// SPDX-License-Identifier: MIT
// Old options against new ones.
#include "trainer/training/resume_rules.h"

#include <algorithm>
#include <map>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "trainer/training/option_table.h"

namespace p2p {
namespace {

using Json = nlohmann::json;

std::map<std::string, OnResume> rules() {
  TrainOptions options;
  std::map<std::string, OnResume> rules;
  for (const OptionEntry& entry : option_table(options))
    rules.emplace(entry.key(), entry.on_resume);
  return rules;
}

bool grows(const Json& before, const Json& now) {
  return before.is_number() && now.is_number() && now >= before;
}

bool allowed(OnResume rule, const Json& before, const Json& now) {
  return rule == OnResume::kFree ||
         (rule == OnResume::kGrow && grows(before, now));
}

std::string described(const OptionChange& change, OnResume rule) {
  return "\n  " + change.key + " was " + change.before + " and is now " +
         change.now + (rule == OnResume::kGrow ? " (it may only grow)" : "");
}

}  // namespace

std::vector<OptionChange> allowed_changes(const std::string& before,
                                          const std::string& now) {
  const Json old_options = Json::parse(before);
  const Json new_options = Json::parse(now);
  // A run of an older build lacks the options that came later.
  const Json defaults = Json::parse(to_json(TrainOptions{}));
  const auto known = rules();
  std::vector<OptionChange> changes;
  std::string refused;
  for (const auto& [key, value] : new_options.items()) {
    const Json old_value = old_options.value(key, defaults.value(key, Json()));
    if (old_value == value) continue;
    const auto found = known.find(key);
    const OnResume rule =
        found == known.end() ? OnResume::kKeep : found->second;
    const OptionChange change{key, old_value.dump(), value.dump()};
    if (allowed(rule, old_value, value))
      changes.push_back(change);
    else
      refused += described(change, rule);
  }
  if (!refused.empty())
    throw std::invalid_argument(
        "a resumed run keeps the options that decide what it learns:" +
        refused +
        "\nleave these as they were, or begin a run of another --name (with "
        "--init-from to start from this one's weights)");
  return changes;
}

bool extends_schedule(const std::vector<OptionChange>& changes) {
  const auto known = rules();
  return std::any_of(changes.begin(), changes.end(), [&](const auto& change) {
    return known.at(change.key) == OnResume::kGrow;
  });
}

}  // namespace p2p
