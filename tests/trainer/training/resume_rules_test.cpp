// SPDX-License-Identifier: MIT
// What may change when a run goes on.
#include "trainer/training/resume_rules.h"

#include <set>
#include <sstream>
#include <utility>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/contains.h"
#include "tests/support/expect_throw.h"
#include "trainer/training/option_table.h"

namespace p2p {
namespace {

using tests::contains;

std::string with(void (*change)(TrainOptions&)) {
  TrainOptions options;
  change(options);
  return to_json(options);
}

const std::string kDefaults = with([](TrainOptions&) {});

TEST(ResumeRules, NothingChanged) {
  EXPECT_TRUE(allowed_changes(kDefaults, kDefaults).empty());
}

TEST(ResumeRules, MachineAndSavingAreFree) {
  const auto changes = allowed_changes(kDefaults, with([](TrainOptions& o) {
                                         o.device = "cpu";
                                         o.precision = "bf16";
                                         o.threads = 3;
                                         o.keep_last = 7;
                                         o.print_freq = 1;
                                       }));
  EXPECT_EQ(changes.size(), 5u);
  EXPECT_FALSE(undoes_settling(changes));
}

TEST(ResumeRules, TheScheduleMayGrowOnly) {
  const auto changes = allowed_changes(
      kDefaults, with([](TrainOptions& o) { o.schedule.constant = 150; }));
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].key, "n_epochs");
  EXPECT_EQ(changes[0].before, "100");
  EXPECT_EQ(changes[0].now, "150");
  EXPECT_TRUE(undoes_settling(changes));
  EXPECT_TRUE(contains(
      tests::message_of([] {
        allowed_changes(kDefaults,
                        with([](TrainOptions& o) { o.schedule.decay = 5; }));
      }),
      "n_epochs_decay was 100 and is now 5 (it may only grow)"));
}

TEST(ResumeRules, SettlingMayBecomeLongerOrShorterButNotNone) {
  const auto with_steps = [](int steps) {
    TrainOptions options;
    options.settle_steps = steps;
    return to_json(options);
  };
  EXPECT_TRUE(undoes_settling(allowed_changes(with_steps(5), with_steps(9))));
  EXPECT_TRUE(undoes_settling(allowed_changes(with_steps(9), with_steps(5))));
  for (const auto& [before, now] : {std::pair(5, 0), std::pair(0, 5)})
    EXPECT_TRUE(contains(tests::message_of([&, before = before, now = now] {
                           allowed_changes(with_steps(before), with_steps(now));
                         }),
                         "(it may change, but not from or to 0)"));
}

TEST(ResumeRules, OptionsYoungerThanTheRunHadTheirDefaults) {
  auto old = nlohmann::json::parse(kDefaults);
  old.erase("draws");
  EXPECT_TRUE(allowed_changes(old.dump(), kDefaults).empty());
  EXPECT_TRUE(contains(
      tests::message_of([&] {
        allowed_changes(old.dump(), with([](TrainOptions& o) { o.draws = 7; }));
      }),
      "draws was 0 and is now 7"));
}

TEST(ResumeRules, WhatDecidesIsRefusedWithBothValues) {
  const std::string message = tests::message_of([] {
    allowed_changes(kDefaults, with([](TrainOptions& o) {
                      o.norm = "instance";
                      o.data.augmentation.rotation = 10.0;
                    }));
  });
  EXPECT_TRUE(contains(message, "norm was \"batch\" and is now \"instance\""));
  EXPECT_TRUE(contains(message, "augment-rotation was 0.0 and is now 10.0"));
}

TEST(OptionTable, PathsStayOutOfTheRecordButInTheFile) {
  TrainOptions options;
  options.features = "/somewhere/vgg.safetensors";
  options.other_words = {{"dataroot", {"/home/me/maps"}}};
  options.data.folds = 5;
  EXPECT_EQ(to_json(options).find('/'), std::string::npos);
  EXPECT_TRUE(contains(to_json(options), "\"folds\":5"));
  EXPECT_TRUE(contains(to_toml(options), "dataroot = \"/home/me/maps\"\n"));
  EXPECT_TRUE(contains(to_toml(options), "ngf = 64\n"));
  EXPECT_EQ(to_toml(options).find("\nname ="), std::string::npos);
}

TEST(OptionTable, NamesAndAliasesAreUnique) {
  TrainOptions options;
  std::set<std::string> names;
  for (const OptionEntry& entry : option_table(options)) {
    std::istringstream all(entry.names);
    for (std::string name; std::getline(all, name, ',');) {
      EXPECT_TRUE(name.starts_with("--")) << name;
      EXPECT_TRUE(names.insert(name).second) << name;
    }
  }
}

}  // namespace
}  // namespace p2p
