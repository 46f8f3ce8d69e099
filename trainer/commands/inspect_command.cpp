// SPDX-License-Identifier: MIT
// pix2pix-trainer inspect
#include <cinttypes>
#include <cstdio>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "models/weights/model_file.h"
#include "trainer/commands/commands.h"
#include "trainer/drawing/graphviz.h"
#include "trainer/drawing/model_graphs.h"

namespace p2p {
namespace {

int64_t elements(const TensorEntry& entry) {
  return static_cast<int64_t>(entry.bytes.size() / size_of(entry.dtype));
}

void print_card(const ModelSpec& spec) {
  const nlohmann::json card = nlohmann::json::parse(to_json(spec));
  for (const auto& [key, value] : card.items())
    std::printf("%-18s %s\n", key.c_str(), value.dump().c_str());
}

void print_layers(const SafetensorsFile& file) {
  int64_t total = 0;
  std::printf("\n%-76s %-5s %-18s %12s\n", "tensor", "type", "shape",
              "elements");
  for (const TensorEntry& entry : file.entries()) {
    total += elements(entry);
    std::printf("%-76s %-5s %-18s %12" PRId64 "\n", entry.name.c_str(),
                to_string(entry.dtype), shape_to_string(entry.shape).c_str(),
                elements(entry));
  }
  std::printf("%zu tensors, %" PRId64 " elements\n", file.entries().size(),
              total);
}

struct InspectOptions {
  std::filesystem::path model;
  std::filesystem::path plot;  ///< empty: none
};

void inspect(const InspectOptions& options) {
  const SafetensorsFile file = SafetensorsFile::read(options.model);
  const ModelSpec spec = read_spec(file);
  load_model(options.model);  // says what does not fit
  if (!options.plot.empty()) {
    draw(to_dot(graphs_of(spec)), options.plot);
    std::printf("drawn: '%s'\n", options.plot.c_str());
    return;
  }
  print_card(spec);
  print_layers(file);
}

}  // namespace

void add_inspect_command(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "inspect", "print a model's card and its layers, or draw it");
  const auto options = std::make_shared<InspectOptions>();
  command->add_option("model", options->model, "model file")
      ->required()
      ->check(CLI::ExistingFile);
  command->add_option("--plot", options->plot,
                      "draw its networks into this .svg, .png or .dot file");
  command->callback([options] { inspect(*options); });
}

}  // namespace p2p
