// SPDX-License-Identifier: MIT
// Shared options.
#include "trainer/commands/figure_arguments.h"

#include <CLI/CLI.hpp>

namespace p2p {

void add_figure_arguments(CLI::App& command, std::vector<std::string>& metrics,
                          MetricOptions& metric, BootstrapOptions& bootstrap) {
  command
      .add_option("--metrics", metrics,
                  "names, or pictures (L1 MSE PSNR SSIM MS-SSIM sharpness), "
                  "masks (Dice IoU sensitivity specificity accuracy AUC AP), "
                  "signed (MSE PSNR SSIM of values in [-1, 1]), holes (L1@hole "
                  "...: in the holes only), perceptual, perceptual@hole")
      ->delimiter(',')
      ->capture_default_str()
      ->group(kFigureGroup);
  command
      .add_option("--features", metric.features,
                  "VGG weights for perceptual (.safetensors or "
                  "torchvision's .pth)")
      ->check(CLI::ExistingFile)
      ->group(kFigureGroup);
  command
      .add_option("--seed", bootstrap.seed, "of the bootstrap, and of holes")
      ->capture_default_str()
      ->group(kFigureGroup);
  command
      .add_option("--resamples", bootstrap.resamples, "draws of the bootstrap")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str()
      ->group(kFigureGroup);
}

}  // namespace p2p
