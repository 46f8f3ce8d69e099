// SPDX-License-Identifier: MIT
// import, as it is typed.
#include <CLI/CLI.hpp>
#include <gtest/gtest.h>

#include "models/weights/model_file.h"
#include "tests/support/parity_case.h"
#include "tests/support/python.h"
#include "tests/support/temporary_folder.h"
#include "trainer/commands/commands.h"

namespace p2p {
namespace {

TEST(ImportCommand, MakesAModelOfAStateDict) {
  if (tests::python().empty()) GTEST_SKIP() << tests::kNoPython;
  const tests::TemporaryFolder folder;
  const std::string output = (folder / "m.safetensors").string();
  CLI::App app;
  add_import_command(app);
  app.parse("import " + (tests::torch_files() / "unet_batch.pth").string() +
            " " + output +
            " --norm-stats running --size 128 --weights fp32 --task maps");
  const Model model = load_model(output);
  EXPECT_EQ(model.spec.norm_stats, NormStats::kRunning);
  EXPECT_EQ(model.spec.training_height, 128);
  EXPECT_EQ(model.spec.task, "maps");
  EXPECT_EQ(model.spec.unet.depth, 5);
  EXPECT_EQ(model.stored, torch::kFloat);
}

}  // namespace
}  // namespace p2p
