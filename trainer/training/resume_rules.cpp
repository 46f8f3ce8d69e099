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

bool stays_above_0(const Json& before, const Json& now) {
  return before.is_number() && now.is_number() && before > 0 && now > 0;
}

bool allowed(OnResume rule, const Json& before, const Json& now) {
  return rule == OnResume::kFree ||
         (rule == OnResume::kGrow && grows(before, now)) ||
         (rule == OnResume::kRedo && stays_above_0(before, now));
}

const char* remark(OnResume rule) {
  if (rule == OnResume::kGrow) return " (it may only grow)";
  if (rule == OnResume::kRedo) return " (it may change, but not from or to 0)";
  return "";
}

std::string described(const OptionChange& change, OnResume rule) {
  return "\n  " + change.key + " was " + change.before + " and is now " +
         change.now + remark(rule);
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

bool undoes_settling(const std::vector<OptionChange>& changes) {
  const auto known = rules();
  return std::any_of(changes.begin(), changes.end(), [&](const auto& change) {
    const OnResume rule = known.at(change.key);
    return rule == OnResume::kGrow || rule == OnResume::kRedo;
  });
}

}  // namespace p2p
